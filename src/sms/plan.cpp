#include "sms/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace zenix::sms {
namespace {

constexpr std::size_t asked_at_once = 500, shown_most = 200;

/// The rule that says no, for counting.
std::string reason_of(const compliance::decision& d) {
    for (const auto& v : d.rules)
        if (!v.allow) return "rule " + v.rule_id;
    return "the legal gate";
}

planned plan_one(const borrower& b, const plan_wish& w) {
    planned p;
    p.customer_id = b.id;
    p.name = b.name;
    p.phone_number = b.phone_number;
    auto made = compose_for(b, *w.t, w.more, w.at);
    p.row = std::move(made.row);
    p.language = p.row.language;
    if (w.purpose) p.row.purpose = *w.purpose;
    if (!b.phone_number) {
        p.reason = "no primary number";
        p.why = "This borrower has no primary number.";
    } else if (!made.missing.empty()) {
        p.reason = "no value for " + made.missing.front();
        p.why = fmt::format("The book has nothing for the template's field {}.", made.missing.front());
    } else if (characters_of(p.row.text) > text_max) {
        p.reason = "too long";
        p.why = fmt::format("The text would have more than {} characters.", text_max);
    }
    return p;
}

}  // namespace

task<message_plan> make_plan(compliance::gate_service& gate, std::vector<borrower> people,
    std::vector<std::string> subjects, plan_wish w) {
    message_plan plan;
    plan.at = w.at;
    plan.people.reserve(people.size());
    for (std::size_t i = 0; i < people.size(); ++i) {
        plan.people.push_back(plan_one(people[i], w));
        if (i < subjects.size()) plan.people.back().subject = std::move(subjects[i]);
    }
    std::vector<std::size_t> places;
    std::vector<compliance::question> questions;
    for (std::size_t i = 0; i <= plan.people.size(); ++i) {
        if (i < plan.people.size() && plan.people[i].reason.empty()) {
            const auto& p = plan.people[i];
            compliance::question q;
            q.customer_id = p.customer_id;
            q.phone = p.row.phone_number;
            q.channel = compliance::channel::text;
            q.purpose = p.row.purpose;
            q.template_registered = p.row.registered;
            if (w.later) q.at = w.at;
            q.asked_by = w.asked_by;
            q.source = w.source;
            places.push_back(i);
            questions.push_back(std::move(q));
        }
        const bool ask = questions.size() >= asked_at_once || i == plan.people.size();
        if (!ask || questions.empty()) continue;
        const auto answers = co_await gate.ask_all(std::exchange(questions, {}));
        for (std::size_t n = 0; n < answers.size(); ++n) {
            const auto& d = answers[n].verdict;
            if (d.allow) continue;
            auto& p = plan.people[places[n]];
            p.reason = reason_of(d);
            p.why = d.summary;
            p.can_wait = d.next_lawful_at.has_value();
        }
        places.clear();
    }
    co_return plan;
}

json::object to_json(
    const message_plan& p, std::optional<std::int64_t> price_minor, const std::string& currency) {
    std::map<std::string, std::int64_t> counts;
    std::int64_t will = 0, parts = 0;
    json::array people;
    for (const auto& one : p.people) {
        const bool sent = one.reason.empty();
        if (sent) {
            ++will;
            parts += static_cast<std::int64_t>(one.row.parts);
        } else {
            ++counts[one.reason];
        }
        if (people.size() >= shown_most) continue;
        people.push_back(json::object{
            {"customer", json::object{{"id", one.customer_id}, {"name", one.name}}},
            {"phone_number", opt(one.phone_number)}, {"language", opt(one.language)},
            {"verdict", sent ? "will_send" : "will_not"}, {"why", one.why},
            {"text", one.row.text.empty() ? json::value(nullptr) : json::value(one.row.text)},
            {"parts", one.row.parts}});
    }
    std::vector<std::pair<std::string, std::int64_t>> reasons(counts.begin(), counts.end());
    std::sort(reasons.begin(), reasons.end(),
        [](const auto& a, const auto& b) {
            return a.second != b.second ? a.second > b.second : a.first < b.first;
        });
    json::array will_not;
    for (const auto& [reason, count] : reasons)
        will_not.push_back(json::object{{"reason", reason}, {"count", count}});
    json::value cost = nullptr, in = nullptr;
    if (price_minor) {
        cost = *price_minor * parts;
        in = json::string(currency);
    }
    return {{"at", to_rfc3339(p.at)}, {"total", p.people.size()}, {"will_send", will},
        {"will_not", std::move(will_not)}, {"parts", parts}, {"cost", std::move(cost)},
        {"currency", std::move(in)}, {"people", std::move(people)},
        {"more", p.people.size() > shown_most}};
}

}  // namespace zenix::sms
