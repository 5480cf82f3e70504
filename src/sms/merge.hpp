#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Templates as text: merge fields are `{{name}}`. Pure.
namespace zenix::sms {

using field_values = std::map<std::string, std::string>;

/// The fields a wording names, each once, in the order of their first place.
[[nodiscard]] std::vector<std::string> fields_of(std::string_view wording);

/// What is wrong with a wording, as a sentence with its remedy; empty when nothing is.
[[nodiscard]] std::string wrong_with_wording(std::string_view wording);

struct filled {
    std::string text;
    std::vector<std::string> missing;  ///< named, and no value given or an empty one
};
[[nodiscard]] filled fill(std::string_view wording, const field_values& values);

/// Whether a finished text is this wording with something in the place of each field, as a registered
/// template is compared: fixed parts must be there letter for letter, spaces at the ends aside.
[[nodiscard]] bool fits(std::string_view wording, std::string_view text);

/// Fields every borrower has values for, where the book has them.
[[nodiscard]] const std::vector<std::string>& borrower_fields();

}  // namespace zenix::sms
