#include "crm/search_plan.hpp"

#include "crm/fold.hpp"

#include <algorithm>

namespace zenix::crm {
namespace {

/// A trigram needs three characters; fewer find too much to be of use anywhere but at a beginning.
constexpr std::size_t part_min = 3;
/// Fewer digits than these at an end are likelier a beginning still being typed.
constexpr std::size_t ending_min = 4;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

void plan_names(search_plan& p, const std::vector<std::string>& words) {
    std::vector<std::size_t> by_length;
    for (const auto& w : words) {
        if (!p.phrase.empty()) p.phrase += ' ';
        p.phrase += w;
        p.beginning.push_back("% " + w + "%");
        p.part.push_back(characters(w) >= part_min ? "%" + w + "%" : "% " + w + "%");
        by_length.push_back(by_length.size());
    }
    std::sort(by_length.begin(), by_length.end(), [&](std::size_t a, std::size_t b) {
        return std::pair(characters(words[b]), a) < std::pair(characters(words[a]), b);
    });
    p.longest = by_length.front();
    p.second = by_length.size() > 1 ? by_length[1] : p.longest;

    p.tiers = {tier::name_begins, tier::word_begins};
    if (words.size() > 1) p.tiers.push_back(tier::all_words);
    if (characters(words[p.longest]) >= part_min) p.tiers.push_back(tier::name_contains);
}

void plan_numbers(search_plan& p, std::string_view home_code, bool international) {
    if (p.digits.starts_with("00") && p.digits.size() > 2) {
        p.international = "+" + p.digits.substr(2);
        international = true;
    } else {
        p.international = "+" + p.digits;
    }
    if (!international) {
        if (p.digits.size() >= ending_min) {
            p.tiers.push_back(tier::number_ends);
            p.number_patterns.push_back("%" + p.digits);
        }
        const auto trunk_prefix = p.digits.starts_with('0') ? std::size_t{1} : std::size_t{0};
        p.national = "+" + std::string(home_code) + p.digits.substr(trunk_prefix);
        if (!home_code.empty() && p.digits.size() > trunk_prefix) {
            p.tiers.push_back(tier::national_begins);
            p.number_patterns.push_back(p.national + "%");
        }
    }
    p.tiers.push_back(tier::number_begins);
    p.number_patterns.push_back(p.international + "%");
}

}  // namespace

search_plan plan_search(std::string_view typed, std::string_view home_code) {
    typed = trim(typed);
    search_plan p;
    const bool letters = std::any_of(typed.begin(), typed.end(), is_letter);
    std::copy_if(typed.begin(), typed.end(), std::back_inserter(p.digits), is_digit);
    p.loan = loan_key(typed);

    if (letters && p.digits.empty()) {
        const auto words = words_of(fold(typed));
        if (words.empty()) return p;
        const bool may_be_loan =
            words.size() == 1 && p.loan.size() >= 2 && p.loan.size() == typed.size();
        plan_names(p, words);
        if (may_be_loan) p.tiers.push_back(tier::loan_begins);
        return p;
    }
    if (p.digits.empty()) return p;
    if (!letters) plan_numbers(p, home_code, typed.starts_with('+'));
    p.tiers.push_back(tier::loan_begins);
    if (!letters && p.digits.size() >= part_min) p.tiers.push_back(tier::number_contains);
    if (p.loan.size() >= part_min) p.tiers.push_back(tier::loan_contains);
    return p;
}

}  // namespace zenix::crm
