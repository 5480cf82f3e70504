#pragma once
#include "sms/text/language.hpp"

#include <array>

namespace zenix::sms::text {

/// What each septet stands for; 0 where nothing does.
using septet_table = std::array<char16_t, 128>;

constexpr unsigned char escape = 0x1B;

/// The table a text starts in: the default alphabet (6.2.1) or a national one (A.3).
[[nodiscard]] const septet_table& locking_table(language l);
/// The table one escape leads to: the extension (6.2.1.1) or a national one (A.2).
[[nodiscard]] const septet_table& single_table(language l);
/// False for Spanish, which has a single shift table only.
[[nodiscard]] bool has_locking_table(language l);

}  // namespace zenix::sms::text
