#include "compliance/decision.hpp"

#include <string_view>

namespace zenix::compliance {
namespace {

std::string_view verdict_text(bool allow) { return allow ? "allow" : "refuse"; }

}  // namespace

json::array to_json(const std::vector<rule_verdict>& rules) {
    json::array out;
    out.reserve(rules.size());
    for (const auto& r : rules) {
        json::object o;
        o["id"] = r.rule_id;
        o["verdict"] = verdict_text(r.allow);
        o["explanation"] = r.explanation;
        o["next_lawful_at"] = opt(r.next_lawful_at);
        out.push_back(std::move(o));
    }
    return out;
}

json::object to_json(const decision& d) {
    json::object o;
    o["id"] = d.id;
    o["at"] = to_rfc3339(d.at);
    o["verdict"] = verdict_text(d.allow);
    o["channel"] = to_string(d.channel);
    o["purpose"] = to_string(d.purpose);
    o["phone_number"] = d.phone_number;
    o["customer_id"] = opt(d.customer_id);
    o["local_time"] = d.local_time;
    o["time_zone"] = d.time_zone;
    o["rules"] = to_json(d.rules);
    o["summary"] = d.summary;
    o["next_lawful_at"] = opt(d.next_lawful_at);
    o["attempts_left_today"] =
        d.attempts_left_today ? json::value(*d.attempts_left_today) : json::value(nullptr);
    return o;
}

std::vector<rule_verdict> read_verdicts(const json::value& stored) {
    std::vector<rule_verdict> out;
    for (const auto& item : stored.as_array()) {
        const auto& o = item.as_object();
        rule_verdict v;
        v.rule_id = std::string(o.at("id").as_string());
        v.allow = o.at("verdict").as_string() == "allow";
        v.explanation = std::string(o.at("explanation").as_string());
        if (const auto* next = o.at("next_lawful_at").if_string())
            v.next_lawful_at = parse_time(*next);
        out.push_back(std::move(v));
    }
    return out;
}

problem gate_refused(const decision& d) {
    return problem(422, "gate_refused", d.summary).with("decision", to_json(d));
}

}  // namespace zenix::compliance
