#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace zenix::crm {

/// The ways in which a borrower can match, each a query of its own (crm/search.cpp).
enum class tier : char {
    name_begins = 'a',      ///< the whole name begins with what was typed
    word_begins = 'b',      ///< a later word of the name does
    all_words = 'c',        ///< each word typed begins some word of the name, in any order
    name_contains = 'd',    ///< each word typed is part of the name
    number_ends = 'e',      ///< a phone number ends so: people read out the last digits
    national_begins = 'f',  ///< a number of the home country begins so, without its code
    number_begins = 'g',    ///< a number begins so with its country's code
    loan_begins = 'h',
    number_contains = 'i',
    loan_contains = 'j',
};

/// What to look for, in order of merit: the tiers are asked one after the other until the page is full.
/// Patterns are LIKE's; a tier takes no borrower that an earlier one took.
struct search_plan {
    std::vector<tier> tiers;  ///< empty: nothing can match

    std::string phrase;  ///< the folded words with single spaces
    std::size_t longest = 0,
                second = 0;  ///< the two longest words: those that the trigram index is asked for
    std::vector<std::string> beginning;  ///< a pattern for each word at a word's beginning
    std::vector<std::string> part;  ///< a pattern for each word anywhere; short ones at a beginning

    std::string digits;         ///< as typed, digits only
    std::string national;       ///< `+91987` of `987` or `0987`
    std::string international;  ///< `+987` of `987`
    std::vector<std::string>
        number_patterns;  ///< of the tiers e, f and g, as far as they are asked
    std::string loan;     ///< letters and digits, upper case
};

/// `typed` is at most 100 characters of UTF-8; `home_code` the calling code of numbers without one.
[[nodiscard]] search_plan plan_search(std::string_view typed, std::string_view home_code);

}  // namespace zenix::crm
