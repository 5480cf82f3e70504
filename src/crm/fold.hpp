#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace zenix::crm {

/// A name as search sees it, stored as `customers.name_key`: lower case, Latin letters without their
/// accents, apostrophes gone, everything else that is no letter or digit a single space. Other scripts
/// stay as they are. `Śrī D'Souza-Rāo` gives `sri dsouza rao`. Takes well-formed UTF-8.
[[nodiscard]] std::string fold(std::string_view name);

/// The words of a folded name.
[[nodiscard]] std::vector<std::string> words_of(std::string_view folded);

/// The letters and digits of a loan number, upper case, as column `loan_key` has them: `pl/104-22`
/// gives `PL10422`.
[[nodiscard]] std::string loan_key(std::string_view loan_number);

/// Characters, not bytes, of UTF-8.
[[nodiscard]] std::size_t characters(std::string_view text);

/// Without white space at both ends, also the no-break space that spreadsheets like to leave.
[[nodiscard]] std::string_view trim(std::string_view text);

}  // namespace zenix::crm
