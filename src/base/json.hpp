#pragma once
#include <boost/json.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace zenix {

namespace json = boost::json;

/// Parses foreign text. Throws problem 400 `malformed_json` naming the byte, or when deeper than 32.
[[nodiscard]] json::value parse_json(std::string_view text);

struct text_limits {
    std::size_t min = 0, max = 4000;  ///< in bytes of UTF-8
};
struct int_limits {
    std::int64_t min = std::numeric_limits<std::int64_t>::min();
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

/// Reads the members of one JSON object, one by one, by name. Each misfit throws problem 422
/// `invalid_field` with the full path of the field and what it must be; `done()` refuses members
/// nobody asked for (`unknown_field`), so a misspelt name never goes by in silence.
///
///     fields in(parse_json(request.body));
///     auto username = in.text("username", {1, 64});
///     auto active = in.maybe_flag("active");
///     in.done();
class fields {
  public:
    /// Throws 422 when `value` is not an object. `path` prefixes every field's name.
    explicit fields(json::value value, std::string path = {});

    [[nodiscard]] std::string text(std::string_view name, text_limits limits = {});
    [[nodiscard]] std::int64_t integer(std::string_view name, int_limits limits = {});
    [[nodiscard]] bool flag(std::string_view name);

    // Absent and null both give nullopt.
    [[nodiscard]] std::optional<std::string> maybe_text(std::string_view name, text_limits limits = {});
    [[nodiscard]] std::optional<std::int64_t> maybe_integer(std::string_view name, int_limits limits = {});
    [[nodiscard]] std::optional<bool> maybe_flag(std::string_view name);
    [[nodiscard]] std::optional<sys_ms> maybe_time(std::string_view name);
    [[nodiscard]] std::optional<std::vector<std::string>> maybe_texts(std::string_view name);

    /// One of `choices`; the message lists them.
    [[nodiscard]] std::string choice(std::string_view name, std::initializer_list<std::string_view> choices);
    [[nodiscard]] std::optional<std::string> maybe_choice(std::string_view name,
                                                          std::initializer_list<std::string_view> choices);

    /// A nested object or list of objects; each refuses unknown members by itself on its own done().
    [[nodiscard]] std::optional<fields> maybe_object(std::string_view name);
    [[nodiscard]] std::vector<fields> objects(std::string_view name, std::size_t min, std::size_t max);
    [[nodiscard]] std::optional<json::object> maybe_raw_object(std::string_view name);

    [[nodiscard]] bool has(std::string_view name) const;        ///< present, also as null
    [[nodiscard]] std::string path(std::string_view name) const;

    /// Every member must have been asked for.
    void done() const;

  private:
    const json::value* take(std::string_view name);
    json::object members_;
    std::string path_;
    std::vector<std::string> asked_;
};

// Writing: optional to null, time to RFC 3339.
[[nodiscard]] json::value opt(const std::optional<std::string>& v);
[[nodiscard]] json::value opt(const std::optional<std::int64_t>& v);
[[nodiscard]] json::value opt(const std::optional<sys_ms>& v);

}  // namespace zenix
