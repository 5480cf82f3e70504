#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace zenix::pg {

/// PostgreSQL's text form of a one-dimensional text[] (manual, section 8.15.6): `{"a","b \"c\""}`.
[[nodiscard]] std::string write_array(const std::vector<std::string>& list);

/// Reads it back; NULL elements read as empty. Throws std::logic_error when it is no such array.
[[nodiscard]] std::vector<std::string> read_array(std::string_view text);

}  // namespace zenix::pg
