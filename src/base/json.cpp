#include "base/json.hpp"

#include "base/problem.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace zenix {

namespace {

constexpr std::size_t depth_max = 32;

std::string join_path(std::string_view path, std::string_view name) {
    if (path.empty()) return std::string(name);
    return fmt::format("{}.{}", path, name);
}

std::string text_rule(text_limits l) {
    if (l.min == 0) return fmt::format("must be text of at most {} bytes", l.max);
    return fmt::format("must be text of {} to {} bytes", l.min, l.max);
}

std::string integer_rule(int_limits l) {
    const int_limits any;
    if (l.min == any.min && l.max == any.max) return "must be a whole number";
    if (l.max == any.max) return fmt::format("must be a whole number of at least {}", l.min);
    if (l.min == any.min) return fmt::format("must be a whole number of at most {}", l.max);
    return fmt::format("must be a whole number from {} to {}", l.min, l.max);
}

/// The number as an integer; `2.0` is one (JSON Schema), `2.5` and what does not fit is not.
std::optional<std::int64_t> whole(const json::value& v) {
    if (const auto* i = v.if_int64()) return *i;
    if (const auto* d = v.if_double()) {
        if (std::trunc(*d) == *d && std::abs(*d) <= 9007199254740992.0)
            return static_cast<std::int64_t>(*d);
    }
    return std::nullopt;
}

/// Text that PostgreSQL can hold: Boost.JSON has seen to UTF-8, a NUL is left to refuse.
std::string read_text(const json::value& v, const std::string& path, text_limits limits) {
    const json::string* s = v.if_string();
    if (s == nullptr || s->size() < limits.min || s->size() > limits.max)
        throw invalid_field(path, path + " " + text_rule(limits) + ".");
    if (std::string_view(*s).find('\0') != std::string_view::npos)
        throw invalid_field(path, path + " must not contain the character NUL.");
    return {s->data(), s->size()};
}

problem missing(const std::string& path) { return invalid_field(path, path + " is required."); }

}  // namespace

json::value parse_json(std::string_view text) {
    json::parse_options options;
    options.max_depth = depth_max;
    json::parser parser({}, options);
    boost::system::error_code ec;
    const std::size_t used = parser.write_some(text.data(), text.size(), ec);
    if (ec == json::error::too_deep)
        throw bad_request("malformed_json",
            fmt::format("The JSON is nested deeper than {} levels at byte {}.", depth_max, used));
    if (!ec && used < text.size()) ec = json::error::extra_data;
    if (ec)
        throw bad_request("malformed_json",
            fmt::format("The text is not JSON: {} at byte {}.", ec.message(), used));
    return parser.release();
}

fields::fields(json::value value, std::string path) : path_(std::move(path)) {
    if (!value.is_object())
        throw invalid_field(
            path_, (path_.empty() ? std::string("The body") : path_) + " must be a JSON object.");
    members_ = std::move(value.as_object());
}

const json::value* fields::take(std::string_view name) {
    if (std::find(asked_.begin(), asked_.end(), name) == asked_.end()) asked_.emplace_back(name);
    const json::value* v = members_.if_contains(name);
    return v == nullptr || v->is_null() ? nullptr : v;
}

bool fields::has(std::string_view name) const { return members_.contains(name); }

std::string fields::path(std::string_view name) const { return join_path(path_, name); }

std::string fields::text(std::string_view name, text_limits limits) {
    auto v = maybe_text(name, limits);
    if (!v) throw missing(path(name));
    return *std::move(v);
}

std::int64_t fields::integer(std::string_view name, int_limits limits) {
    const auto v = maybe_integer(name, limits);
    if (!v) throw missing(path(name));
    return *v;
}

bool fields::flag(std::string_view name) {
    const auto v = maybe_flag(name);
    if (!v) throw missing(path(name));
    return *v;
}

std::string fields::choice(std::string_view name, std::initializer_list<std::string_view> choices) {
    auto v = maybe_choice(name, choices);
    if (!v) throw missing(path(name));
    return *std::move(v);
}

std::optional<std::string> fields::maybe_text(std::string_view name, text_limits limits) {
    const json::value* v = take(name);
    if (v == nullptr) return std::nullopt;
    return read_text(*v, path(name), limits);
}

std::optional<std::int64_t> fields::maybe_integer(std::string_view name, int_limits limits) {
    const json::value* v = take(name);
    if (v == nullptr) return std::nullopt;
    const auto number = whole(*v);
    if (!number || *number < limits.min || *number > limits.max)
        throw invalid_field(path(name), path(name) + " " + integer_rule(limits) + ".");
    return number;
}

std::optional<bool> fields::maybe_flag(std::string_view name) {
    const json::value* v = take(name);
    if (v == nullptr) return std::nullopt;
    if (!v->is_bool()) throw invalid_field(path(name), path(name) + " must be true or false.");
    return v->as_bool();
}

std::optional<sys_ms> fields::maybe_time(std::string_view name) {
    const json::value* v = take(name);
    if (v == nullptr) return std::nullopt;
    const json::string* s = v->if_string();
    const auto time = s == nullptr ? std::nullopt : parse_time({s->data(), s->size()});
    if (!time)
        throw invalid_field(
            path(name), path(name) + " must be a time of RFC 3339, as 2026-11-22T18:00:03Z.");
    return time;
}

std::optional<std::vector<std::string>> fields::maybe_texts(std::string_view name) {
    const json::value* v = take(name);
    if (v == nullptr) return std::nullopt;
    const json::array* list = v->if_array();
    if (list == nullptr) throw invalid_field(path(name), path(name) + " must be a list of texts.");
    std::vector<std::string> out;
    for (const json::value& item : *list)
        out.push_back(read_text(item, fmt::format("{}[{}]", path(name), out.size()), {}));
    return out;
}

std::optional<std::string> fields::maybe_choice(
    std::string_view name, std::initializer_list<std::string_view> choices) {
    const json::value* v = take(name);
    if (v == nullptr) return std::nullopt;
    if (const json::string* s = v->if_string())
        for (std::string_view c : choices)
            if (std::string_view(*s) == c) return std::string(c);
    throw invalid_field(
        path(name), fmt::format("{} must be one of: {}.", path(name), fmt::join(choices, ", ")));
}

std::optional<fields> fields::maybe_object(std::string_view name) {
    const json::value* v = take(name);
    if (v == nullptr) return std::nullopt;
    return fields(*v, path(name));
}

std::optional<json::object> fields::maybe_raw_object(std::string_view name) {
    const json::value* v = take(name);
    if (v == nullptr) return std::nullopt;
    if (!v->is_object()) throw invalid_field(path(name), path(name) + " must be a JSON object.");
    return v->get_object();
}

std::vector<fields> fields::objects(std::string_view name, std::size_t min, std::size_t max) {
    const json::value* v = take(name);
    std::vector<fields> out;
    if (v == nullptr && min == 0) return out;
    if (v == nullptr) throw missing(path(name));
    const json::array* list = v->if_array();
    if (list == nullptr || list->size() < min || list->size() > max)
        throw invalid_field(path(name),
            fmt::format("{} must be a list of {} to {} objects.", path(name), min, max));
    for (const json::value& item : *list)
        out.emplace_back(item, fmt::format("{}[{}]", path(name), out.size()));
    return out;
}

void fields::done() const {
    for (const auto& member : members_) {
        const std::string_view name = member.key();
        if (std::find(asked_.begin(), asked_.end(), name) != asked_.end()) continue;
        throw problem(422, "unknown_field",
            fmt::format(
                "There is no field {} here. Known: {}.", path(name), fmt::join(asked_, ", ")),
            path(name));
    }
}

json::value opt(const std::optional<std::string>& v) {
    return v ? json::value(*v) : json::value(nullptr);
}

json::value opt(const std::optional<std::int64_t>& v) {
    return v ? json::value(*v) : json::value(nullptr);
}

json::value opt(const std::optional<sys_ms>& v) {
    return v ? json::value(to_rfc3339(*v)) : json::value(nullptr);
}

}  // namespace zenix
