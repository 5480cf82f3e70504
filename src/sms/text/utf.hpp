#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::sms::text {

/// A character of a text and where it stands.
struct placed {
    char32_t character = 0;
    std::size_t offset = 0;  ///< bytes
    std::size_t length = 0;
};

/// The characters of a text; a byte that is no UTF-8 reads as `?`.
[[nodiscard]] std::vector<placed> characters_of(std::string_view utf8);

void append_utf8(std::string& to, char32_t character);
/// Big-endian, a pair of surrogates where one unit does not do.
void append_utf16(std::string& to, char32_t character);
[[nodiscard]] constexpr std::size_t utf16_units(char32_t c) { return c > 0xFFFF ? 2 : 1; }

/// Big-endian UTF-16 as UTF-8. A surrogate alone reads as U+FFFD, an odd last octet is dropped.
[[nodiscard]] std::string utf8_of_utf16(std::string_view octets);
[[nodiscard]] std::string utf8_of_latin1(std::string_view octets);

/// True when `next` belongs to what stands before it: a mark, a joiner and what it joins, the second
/// letter of a flag, a consonant after a virama. `flags` counts the flag letters just before.
/// A short form of Unicode's grapheme clusters (UAX 29), for splitting a message well.
[[nodiscard]] bool continues_grapheme(char32_t before, char32_t next, std::size_t flags);
[[nodiscard]] constexpr bool is_flag_letter(char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }

}  // namespace zenix::sms::text
