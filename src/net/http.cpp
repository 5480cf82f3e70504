#include "net/http.hpp"

#include "base/ids.hpp"
#include "net/encoding.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace zenix::net {

namespace {

std::int64_t read_integer(std::string_view name, std::string_view text) {
    std::int64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size())
        throw invalid_field(std::string(name), fmt::format("{} must be a whole number.", name));
    return value;
}

const std::string* find(const std::map<std::string, std::string>& in, std::string_view name) {
    const auto it = in.find(std::string(name));
    return it == in.end() ? nullptr : &it->second;
}

}  // namespace

std::string_view request::header(std::string_view name) const {
    for (const auto& [n, value] : headers)
        if (equal_without_case(n, name)) return value;
    return {};
}

std::optional<std::string> request::cookie(std::string_view name) const {
    std::optional<std::string> out;
    for (const auto& [n, value] : headers) {
        if (!equal_without_case(n, "cookie")) continue;
        split(value, ';', [&](std::string_view pair) {
            pair = trim(pair);
            const auto equals = pair.find('=');
            if (out || equals == std::string_view::npos || pair.substr(0, equals) != name) return;
            std::string_view v = pair.substr(equals + 1);
            if (v.size() >= 2 && v.front() == '"' && v.back() == '"') v = v.substr(1, v.size() - 2);
            out = std::string(v);
        });
    }
    return out;
}

fields request::json_body() const {
    if (body.empty()) return fields(json::object{});
    const std::string_view type =
        trim(header("content-type").substr(0, header("content-type").find(';')));
    if (!equal_without_case(type, "application/json"))
        throw problem(
            415, "unsupported_media_type", "Send the body as content-type application/json.");
    return fields(parse_json(body));
}

std::int64_t request::int_param(std::string_view name) const {
    const std::string* text = find(params, name);
    return read_integer(name, text == nullptr ? std::string_view{} : *text);
}

std::string request::uuid_param(std::string_view name) const {
    const std::string* text = find(params, name);
    if (text == nullptr || !is_uuid(*text))
        throw invalid_field(
            std::string(name), fmt::format("{} must be a UUID of 36 lower-case characters.", name));
    return *text;
}

std::optional<std::string> request::maybe_query(std::string_view name) const {
    const std::string* text = find(query, name);
    if (text == nullptr) return std::nullopt;
    return *text;
}

std::optional<std::int64_t> request::maybe_int_query(std::string_view name) const {
    const std::string* text = find(query, name);
    if (text == nullptr) return std::nullopt;
    return read_integer(name, *text);
}

bool request::flag_query(std::string_view name, bool otherwise) const {
    const std::string* text = find(query, name);
    if (text == nullptr) return otherwise;
    if (*text == "true" || *text == "1") return true;
    if (*text == "false" || *text == "0") return false;
    throw invalid_field(std::string(name), fmt::format("{} must be true or false.", name));
}

int request::limit() const {
    const auto n = maybe_int_query("limit");
    if (!n) return 50;
    if (*n < 1 || *n > 200)
        throw invalid_field("limit", "limit must be a whole number from 1 to 200.");
    return static_cast<int>(*n);
}

void request::only_query(std::initializer_list<std::string_view> known) const {
    for (const auto& [name, value] : query) {
        if (name == "cursor" || name == "limit") continue;
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        throw problem(422, "unknown_field",
            fmt::format("There is no query parameter {} here. Known: {}.", name,
                known.size() == 0 ? std::string("cursor, limit")
                                  : fmt::format("{}, cursor, limit", fmt::join(known, ", "))),
            name);
    }
}

response& response::with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
}

response reply(json::value body, int status) {
    return reply_text(json::serialize(body), "application/json", status);
}

response reply_text(std::string body, std::string_view mime, int status) {
    response out;
    out.status = status;
    out.body = std::move(body);
    out.headers.emplace_back("Content-Type", mime);
    return out;
}

response no_content() {
    response out;
    out.status = 204;
    return out;
}

response reply_list(json::array items, const std::optional<std::string>& next) {
    json::object out;
    out["items"] = std::move(items);
    out["next"] = opt(next);
    return reply(std::move(out));
}

response reply_problem(const problem& p, const std::string& request_id) {
    json::object body = p.to_json();
    if (!request_id.empty()) body["request_id"] = request_id;
    response out = reply_text(json::serialize(body), "application/problem+json", p.status());
    if (p.retry_after_s() > 0) out.with("Retry-After", std::to_string(p.retry_after_s()));
    if (p.status() == 401) out.with("WWW-Authenticate", "Bearer");
    const json::value* allow = body.if_contains("allow");
    if (p.status() == 405 && allow != nullptr && allow->is_string())
        out.with("Allow", std::string(allow->get_string()));
    return out;
}

}  // namespace zenix::net
