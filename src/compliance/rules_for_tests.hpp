#pragma once
#include "base/time.hpp"
#include "compliance/rule.hpp"

/// Small makers the room's tests share.
namespace zenix::compliance::test {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

inline rule make_rule(std::string id, rule_parameters p, std::string jurisdiction = "*") {
    rule r;
    r.id = std::move(id);
    r.parameters = p;
    r.title = r.id;
    r.jurisdiction = std::move(jurisdiction);
    r.channels = {channel::call, channel::text};
    r.purposes = {purpose::recovery, purpose::service};
    r.source = "test";
    r.effective_from = year(2022) / month(8) / day(12);
    return r;
}

inline rule hours_rule(std::string id, int from_minute, int to_minute, std::string jurisdiction) {
    return make_rule(std::move(id), calling_hours{from_minute, to_minute, std::bitset<7>(0x7f)},
        std::move(jurisdiction));
}

inline rule demo_rule(rule r) {
    r.id = "demo." + r.id;
    r.demo = true;
    return r;
}

/// What an Indian lender starts with, as schema/0301 loads it.
inline std::vector<rule> india() {
    return {make_rule("any.dnc", do_not_call{}), make_rule("any.valid", valid_number{}),
        make_rule("in.cap", attempt_cap{3}, "IN"), hours_rule("in.hours", 8 * 60, 19 * 60, "IN")};
}

inline sys_ms at(std::string_view rfc3339) { return parse_time(rfc3339).value(); }

}  // namespace zenix::compliance::test
