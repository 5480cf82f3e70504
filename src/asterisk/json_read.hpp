#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

/// Forgiving reads from what Asterisk sends: a missing or odd member is empty.
namespace zenix::asterisk {

[[nodiscard]] inline const boost::json::value& at(
    const boost::json::value& v, std::string_view name) {
    static const boost::json::value none;
    const auto* o = v.if_object();
    if (o == nullptr) return none;
    const auto* m = o->if_contains(name);
    return m != nullptr ? *m : none;
}

[[nodiscard]] inline std::string text_at(const boost::json::value& v, std::string_view name) {
    const auto* s = at(v, name).if_string();
    return s != nullptr ? std::string(*s) : std::string();
}

[[nodiscard]] inline double number_at(const boost::json::value& v, std::string_view name) {
    const auto& m = at(v, name);
    if (const auto* d = m.if_double()) return *d;
    if (const auto* i = m.if_int64()) return static_cast<double>(*i);
    if (const auto* u = m.if_uint64()) return static_cast<double>(*u);
    return 0;
}

[[nodiscard]] inline std::int64_t integer_at(const boost::json::value& v, std::string_view name) {
    const double d = number_at(v, name);
    constexpr double most = 9e15;  // what a double holds exactly
    if (!(d > -most && d < most)) return 0;
    return static_cast<std::int64_t>(d);
}

[[nodiscard]] inline int int_at(const boost::json::value& v, std::string_view name) {
    const auto wide = integer_at(v, name);
    if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max()) return 0;
    return static_cast<int>(wide);
}

[[nodiscard]] inline bool flag_at(const boost::json::value& v, std::string_view name) {
    const auto* b = at(v, name).if_bool();
    return b != nullptr && *b;
}

[[nodiscard]] inline std::vector<std::string> texts_at(
    const boost::json::value& v, std::string_view name) {
    std::vector<std::string> out;
    if (const auto* list = at(v, name).if_array())
        for (const auto& item : *list)
            if (const auto* s = item.if_string()) out.emplace_back(*s);
    return out;
}

}  // namespace zenix::asterisk
