#pragma once
#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

/// Structs described with BOOST_DESCRIBE_STRUCT to JSON and back, for files of our own. Reading is
/// lenient, so that a newer server adopts what an older one left: a missing member keeps its default
/// and an unknown one is passed over. Foreign input goes through `fields` instead.
namespace zenix::described {

namespace json = boost::json;
namespace describe = boost::describe;

template <class T>
json::value write(const T& v);
template <class T>
void read(const json::value& from, T& to);

namespace detail {
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
}  // namespace detail

template <class T>
json::value write(const T& v) {
    if constexpr (std::is_same_v<T, bool> || std::is_arithmetic_v<T>) {
        return v;
    } else if constexpr (std::is_enum_v<T>) {
        return describe::enum_to_string(v, "");
    } else if constexpr (std::is_same_v<T, std::string>) {
        return json::string(v);
    } else if constexpr (std::is_same_v<T, sys_ms>) {
        return v.time_since_epoch().count();
    } else if constexpr (std::is_same_v<T, ms>) {
        return v.count();
    } else if constexpr (detail::is_optional<T>) {
        return v ? write(*v) : json::value(nullptr);
    } else if constexpr (detail::is_vector<T>) {
        json::array list;
        list.reserve(v.size());
        for (const auto& item : v) list.push_back(write(item));
        return list;
    } else {
        json::object o;
        boost::mp11::mp_for_each<describe::describe_members<T, describe::mod_public>>(
            [&](auto member) { o[member.name] = write(v.*member.pointer); });
        return o;
    }
}

template <class T>
void read(const json::value& from, T& to) {
    if constexpr (std::is_same_v<T, bool>) {
        if (from.is_bool()) to = from.get_bool();
    } else if constexpr (std::is_floating_point_v<T>) {
        if (from.is_number()) to = from.to_number<T>();
    } else if constexpr (std::is_integral_v<T>) {
        if (from.is_int64()) to = static_cast<T>(from.get_int64());
    } else if constexpr (std::is_enum_v<T>) {
        if (from.is_string()) describe::enum_from_string(from.get_string().c_str(), to);
    } else if constexpr (std::is_same_v<T, std::string>) {
        if (from.is_string()) to = std::string(from.get_string());
    } else if constexpr (std::is_same_v<T, sys_ms>) {
        if (from.is_int64()) to = sys_ms(ms(from.get_int64()));
    } else if constexpr (std::is_same_v<T, ms>) {
        if (from.is_int64()) to = ms(from.get_int64());
    } else if constexpr (detail::is_optional<T>) {
        if (from.is_null()) {
            to.reset();
        } else {
            read(from, to.emplace());
        }
    } else if constexpr (detail::is_vector<T>) {
        to.clear();
        if (const auto* list = from.if_array()) {
            for (const auto& item : *list) read(item, to.emplace_back());
        }
    } else {
        const auto* o = from.if_object();
        if (o == nullptr) return;
        boost::mp11::mp_for_each<describe::describe_members<T, describe::mod_public>>(
            [&](auto member) {
                if (const auto* v = o->if_contains(member.name)) read(*v, to.*member.pointer);
            });
    }
}

}  // namespace zenix::described
