#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace zenix::net {

/// `%41` to `A`. Nullopt for a broken escape, a NUL, or what is not UTF-8 once decoded: neither
/// JSON nor PostgreSQL could hold it.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

/// All but RFC 3986's unreserved characters as `%XX`, for one value in an address.
[[nodiscard]] std::string percent_encode(std::string_view text);

/// A request's target taken apart: `/a%20b?x=1` to path `/a b` and query {x: 1}. The absolute form
/// (`http://host/a`, RFC 9112 §3.2.2) is understood too.
struct target {
    std::string path;
    std::map<std::string, std::string> query;  ///< the last of a repeated name wins
};
/// Nullopt when it is not an absolute path, is not decodable, or tries `.`, `..` or an encoded slash.
[[nodiscard]] std::optional<target> parse_target(std::string_view text);

/// `application/x-www-form-urlencoded`: `+` is a space. Nullopt when it is not decodable.
[[nodiscard]] std::optional<std::map<std::string, std::string>> parse_query(std::string_view text);

/// Calls `each(part)` for the parts between `separator`.
template <class Each>
void split(std::string_view text, char separator, Each each) {
    while (true) {
        const auto at = text.find(separator);
        each(text.substr(0, at));
        if (at == std::string_view::npos) return;
        text.remove_prefix(at + 1);
    }
}

[[nodiscard]] bool equal_without_case(std::string_view a, std::string_view b);
[[nodiscard]] std::string_view trim(std::string_view text);

}  // namespace zenix::net
