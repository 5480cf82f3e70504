#include "gateways/drivers/read_json.hpp"

#include "base/utf8.hpp"
#include "net/encoding.hpp"

#include <boost/json/parse.hpp>

#include <charconv>
#include <cmath>

namespace zenix::gateways::drivers {

std::optional<json::value> read_json(std::string_view text) {
    boost::system::error_code bad;
    json::parse_options options;
    options.max_depth = 32;
    auto v = json::parse(text, bad, {}, options);
    if (bad) return std::nullopt;
    return v;
}

const json::value* member(const json::value& in, std::string_view name) {
    const auto* o = in.if_object();
    return o == nullptr ? nullptr : o->if_contains(name);
}

std::optional<std::int64_t> whole(const json::value* v) {
    if (v == nullptr) return std::nullopt;
    if (const auto* i = v->if_int64()) return *i;
    if (const auto* d = v->if_double())
        return std::abs(*d) < 9e15 && std::floor(*d) == *d
                   ? std::optional(static_cast<std::int64_t>(*d))
                   : std::nullopt;
    const auto* s = v->if_string();
    if (s == nullptr) return std::nullopt;
    const auto text = net::trim({s->data(), s->size()});
    std::int64_t n = 0;
    const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (fault != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
    return n;
}

std::optional<std::int64_t> whole(const json::value& in, std::string_view name) {
    return whole(member(in, name));
}

std::string words(const json::value& in, std::string_view name) {
    const auto* v = member(in, name);
    if (v == nullptr) return {};
    if (const auto* s = v->if_string()) {
        const auto text = net::trim({s->data(), s->size()});
        if (net::equal_without_case(text, "<null>") || net::equal_without_case(text, "null"))
            return {};
        return to_utf8(text);
    }
    const auto n = whole(v);
    return n ? std::to_string(*n) : std::string();
}

std::string excerpt(std::string_view text, std::size_t limit) {
    std::string out = to_utf8(text.substr(0, limit));
    for (char& c : out)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
    return out;
}

}  // namespace zenix::gateways::drivers
