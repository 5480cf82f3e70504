#pragma once
#include "base/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Reading JSON of boxes: numbers come as text and text as numbers, names are missing. Whoever reads
/// gets what there is or nothing; nothing throws.
namespace zenix::gateways::drivers {

/// Nullopt when it is no JSON, or is nested beyond 32.
[[nodiscard]] std::optional<json::value> read_json(std::string_view text);

/// A member of an object; nullptr when `in` is none or has it not.
[[nodiscard]] const json::value* member(const json::value& in, std::string_view name);

/// A number, or text that is one.
[[nodiscard]] std::optional<std::int64_t> whole(const json::value* v);
[[nodiscard]] std::optional<std::int64_t> whole(const json::value& in, std::string_view name);

/// Text without blanks at its ends, or a number as text; empty for anything else and for the
/// `<NULL>` and `null` that boxes write for nothing.
[[nodiscard]] std::string words(const json::value& in, std::string_view name);

/// What to show and log of an answer nobody understands: printable, at most `limit` bytes.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t limit = 120);

}  // namespace zenix::gateways::drivers
