#include "gateways/caller_series.hpp"

#include "base/problem.hpp"
#include "gateways/recipient_key.hpp"

#include <algorithm>

namespace zenix::gateways {
namespace {

using compliance::purpose;

bool holds(const std::vector<purpose>& list, purpose p) {
    return std::find(list.begin(), list.end(), p) != list.end();
}

/// With or without the +.
bool in_series(std::string_view number, const caller_series& rule) {
    if (number.starts_with('+')) number.remove_prefix(1);
    return std::any_of(rule.prefixes.begin(), rule.prefixes.end(), [&](std::string_view prefix) {
        prefix.remove_prefix(1);
        return number.starts_with(prefix);
    });
}

bool is_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    return text.size() >= 3 && text.size() <= 15 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::vector<purpose> read_purpose_list(
    const std::vector<std::string>& words, const std::string& path) {
    std::vector<purpose> out;
    for (const auto& w : words) {
        const auto p = compliance::parse_purpose(w);
        if (!p) throw invalid_field(path, "Purposes are recovery, service, promotion.");
        if (!holds(out, *p)) out.push_back(*p);
    }
    return out;
}

json::array to_json(const std::vector<purpose>& list) {
    json::array out;
    for (const auto p : list) out.emplace_back(to_string(p));
    return out;
}

std::vector<caller_id> read_caller_ids(fields& in) {
    std::vector<caller_id> out;
    for (auto& one : in.objects("caller_ids", 0, 100)) {
        caller_id c;
        c.number = one.text("number", {0, 32});
        if (!is_number(c.number))
            throw invalid_field(one.path("number"), "3 to 15 digits, with + in front or without.");
        c.purposes = read_purpose_list(
            one.maybe_texts("purposes").value_or(std::vector<std::string>{}), one.path("purposes"));
        if (c.purposes.empty())
            throw invalid_field(one.path("purposes"), "Say for which purposes it is shown.");
        one.done();
        out.push_back(std::move(c));
    }
    return out;
}

json::array to_json(const std::vector<caller_id>& list) {
    json::array out;
    for (const auto& c : list)
        out.push_back(json::object{{"number", c.number}, {"purposes", to_json(c.purposes)}});
    return out;
}

json::object to_json(const caller_series& s) {
    json::array prefixes;
    for (const auto& p : s.prefixes) prefixes.emplace_back(p);
    return {{"id", s.id}, {"country", s.country}, {"purposes", to_json(s.purposes)},
        {"prefixes", std::move(prefixes)}, {"source", s.source}, {"enabled", s.enabled}};
}

const caller_series* series_for(
    const std::vector<caller_series>& rules, std::string_view country, purpose p) {
    for (const auto& r : rules)
        if (r.enabled && r.country == country && holds(r.purposes, p)) return &r;
    return nullptr;
}

std::optional<std::string> number_to_show(const std::vector<caller_id>& list,
    const std::optional<std::string>& otherwise, purpose p, const caller_series* rule,
    std::string_view borrower) {
    const auto fits = [&](const caller_id& c) {
        return holds(c.purposes, p) && (rule == nullptr || in_series(c.number, *rule));
    };
    const auto count = static_cast<std::uint64_t>(std::count_if(list.begin(), list.end(), fits));
    if (count > 0) {
        auto nth = key_of(borrower) % count;
        for (const auto& c : list)
            if (fits(c) && nth-- == 0) return c.number;
    }
    if (rule == nullptr) return otherwise.value_or("");
    if (otherwise && in_series(*otherwise, *rule)) return otherwise;
    return std::nullopt;
}

}  // namespace zenix::gateways
