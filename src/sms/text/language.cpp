#include "sms/text/language.hpp"

#include "sms/text/tables.hpp"

#include <array>

namespace zenix::sms::text {
namespace {

constexpr std::array<std::string_view, 14> names{"none", "turkish", "spanish", "portuguese",
    "bengali", "gujarati", "hindi", "kannada", "malayalam", "oriya", "punjabi", "tamil", "telugu",
    "urdu"};

}  // namespace

std::string_view to_string(language l) { return names[static_cast<std::size_t>(l)]; }

std::optional<language> language_named(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<language>(i);
    return std::nullopt;
}

bool has_locking_table(language l) { return l != language::none && l != language::spanish; }

}  // namespace zenix::sms::text
