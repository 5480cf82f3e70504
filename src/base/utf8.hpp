#pragma once
#include <string>
#include <string_view>

namespace zenix {

/// True for well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates).
[[nodiscard]] bool is_utf8(std::string_view text);

/// The text with each stray byte replaced by `?`, fit for JSON.
[[nodiscard]] std::string to_utf8(std::string_view text);

}  // namespace zenix
