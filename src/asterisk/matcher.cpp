#include "asterisk/matcher.hpp"

#include "asterisk/json_read.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>
#include <utility>

namespace zenix::asterisk {
namespace {

namespace json = boost::json;

// Above 65,535 bytes Asterisk 22.10 closes the socket with 1009.
constexpr std::size_t frame_max = 65000;

json::value parse_body(const std::string& text) {
    if (text.empty()) return nullptr;
    boost::system::error_code bad;
    auto v = json::parse(text, bad);
    return bad ? json::value(text) : v;
}

// ARI says `{"message":…}`, or `{"error":…}` where it could not allocate a channel.
std::string reason_of(const json::value& answer, const json::value& body) {
    auto said = text_at(body, "message");
    if (said.empty()) said = text_at(body, "error");
    if (said.empty()) said = text_at(answer, "reason_phrase");
    return text_at(answer, "uri") + ": " + said;
}

}  // namespace

result<matcher::opened> matcher::open(
    std::string_view method, std::string_view uri, const json::value& body, instant deadline) {
    if (open_.size() >= in_flight_max_) return failure{"busy", "too many ARI requests in flight"};
    const auto id = last_id_ + 1;
    const auto name = std::to_string(id);
    json::object frame{{"type", "RESTRequest"}, {"transaction_id", name}, {"request_id", name},
        {"method", method}, {"uri", uri}};
    if (!body.is_null()) {
        frame["content_type"] = "application/json";
        frame["message_body"] = json::serialize(body);
    }
    auto text = json::serialize(frame);
    if (text.size() > frame_max)
        return failure{"too_large", std::string(uri) + ": request above 65,000 bytes"};
    last_id_ = id;
    open_.emplace(id, deadline);
    return opened{id, std::move(text)};
}

matcher::received matcher::receive(std::string_view frame) {
    boost::system::error_code bad;
    auto v = json::parse(frame, bad);
    if (bad) return {};
    if (text_at(v, "type") != "RESTResponse") {
        auto e = read_event(std::move(v));
        if (!e) return {};
        return std::move(*e);
    }
    const auto name = text_at(v, "request_id");
    std::uint64_t id = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), id);
    if (read.ec != std::errc{} || open_.erase(id) == 0) return {};
    auto body = parse_body(text_at(v, "message_body"));
    const int status = int_at(v, "status_code");
    if (status >= 200 && status < 300) return settled{id, std::move(body)};
    return settled{id, failure{"status", reason_of(v, body), status}};
}

std::vector<matcher::settled> matcher::expire(instant now) {
    std::vector<settled> out;
    for (auto it = open_.begin(); it != open_.end();) {
        if (it->second > now) {
            ++it;
            continue;
        }
        out.push_back({it->first, failure{"timeout", "Asterisk did not answer in time"}});
        it = open_.erase(it);
    }
    return out;
}

std::vector<matcher::settled> matcher::drop() {
    std::vector<settled> out;
    for (const auto& [id, deadline] : std::exchange(open_, {}))
        out.push_back({id, failure{"closed", "connection to Asterisk broke before the answer"}});
    return out;
}

}  // namespace zenix::asterisk
