#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace zenix::sms {

enum class consent_wish { stop, start };

struct consent_word {
    consent_wish wish = consent_wish::stop;
    std::string word;      ///< as the list has it
    std::string language;  ///< ISO 639-1
};

/// A text that asks to be left alone, or takes that back, in the languages of India: the whole text
/// is one of the words (case, punctuation and repeated spaces aside), or begins with STOP and a name,
/// as operators teach people to write. A sentence in which such a word occurs is left to a person.
[[nodiscard]] std::optional<consent_word> consent_in(std::string_view text);

/// Lower-case ASCII, punctuation of any script away, single spaces: how words are compared.
[[nodiscard]] std::string plain_words(std::string_view text);

}  // namespace zenix::sms
