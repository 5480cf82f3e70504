#include "sms/merge.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::sms {
namespace {

struct piece {
    std::string_view fixed;  ///< before the field
    std::string_view field;  ///< empty at the end
};

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= 40 &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
}

std::string_view trimmed(std::string_view s) {
    constexpr std::string_view blank = " \t\r\n";
    const auto from = s.find_first_not_of(blank);
    if (from == std::string_view::npos) return {};
    return s.substr(from, s.find_last_not_of(blank) - from + 1);
}

/// Braces that are no field stay text.
std::vector<piece> pieces_of(std::string_view wording) {
    std::vector<piece> out;
    std::size_t from = 0, look = 0;
    for (;;) {
        const auto open = wording.find("{{", look);
        const auto close = open == std::string_view::npos ? open : wording.find("}}", open + 2);
        if (close == std::string_view::npos) break;
        const auto name = trimmed(wording.substr(open + 2, close - open - 2));
        if (!is_name(name)) {
            look = open + 1;
            continue;
        }
        out.push_back({wording.substr(from, open - from), name});
        from = look = close + 2;
    }
    out.push_back({wording.substr(from), {}});
    return out;
}

}  // namespace

std::vector<std::string> fields_of(std::string_view wording) {
    std::vector<std::string> out;
    for (const auto& p : pieces_of(wording))
        if (!p.field.empty() && std::find(out.begin(), out.end(), p.field) == out.end())
            out.emplace_back(p.field);
    return out;
}

std::string wrong_with_wording(std::string_view wording) {
    if (trimmed(wording).empty()) return "Must say something.";
    for (const auto& p : pieces_of(wording)) {
        const bool stray = p.fixed.find("{{") != std::string_view::npos ||
                           p.fixed.find("}}") != std::string_view::npos;
        if (stray)
            return "Write a merge field as {{name}}: two braces each side, small letters, digits "
                   "and _ between.";
    }
    if (fields_of(wording).size() > 20) return "At most 20 merge fields.";
    return {};
}

filled fill(std::string_view wording, const field_values& values) {
    filled out;
    for (const auto& p : pieces_of(wording)) {
        out.text += p.fixed;
        if (p.field.empty()) continue;
        const auto found = values.find(std::string(p.field));
        if (found != values.end() && !found->second.empty()) {
            out.text += found->second;
        } else if (std::find(out.missing.begin(), out.missing.end(), p.field) ==
                   out.missing.end()) {
            out.missing.emplace_back(p.field);
        }
    }
    return out;
}

bool fits(std::string_view wording, std::string_view text) {
    const auto parts = pieces_of(trimmed(wording));
    text = trimmed(text);
    if (parts.size() == 1) return parts.front().fixed == text;
    if (!text.starts_with(parts.front().fixed)) return false;
    auto rest = text.substr(parts.front().fixed.size());
    // Each field takes at least one byte; the earliest place of each fixed part is as good as any.
    for (std::size_t i = 1; i + 1 < parts.size(); ++i) {
        if (rest.empty()) return false;
        const auto at = rest.find(parts[i].fixed, 1);
        if (at == std::string_view::npos) return false;
        rest = rest.substr(at + parts[i].fixed.size());
    }
    const auto last = parts.back().fixed;
    return rest.size() > last.size() && rest.ends_with(last);
}

const std::vector<std::string>& borrower_fields() {
    static const std::vector<std::string> names{"name", "first_name", "loan_number", "product",
        "amount_due", "due_date", "days_past_due", "promise_amount", "promise_date", "lender",
        "callback_number"};
    return names;
}

}  // namespace zenix::sms
