#include "compliance/demo_rules.hpp"

#include "base/zone.hpp"
#include "compliance/rule_table.hpp"

#include <stdexcept>

namespace zenix::compliance {

task<> seed_demo(pg::executor& db, sys_ms now) {
    const auto marked = co_await db.run("update gate_installation set demo = true, demo_since = "
                                        "coalesce(demo_since, $1::timestamptz)"
                                        " where demo or not exists (select from gate_decisions)",
        now);
    if (marked.affected() == 0)
        throw std::runtime_error(
            "this database belongs to a real installation: its legal gate has decisions of its own."
            " Give the demo a data folder or a database of its own");
    rule r;
    r.id = "demo.in.hours";
    r.parameters = calling_hours{};
    r.title = "Demonstration: any hour of the day";
    r.jurisdiction = "IN";
    r.channels = {channel::call, channel::text};
    r.purposes = {purpose::recovery, purpose::service};
    r.source = "The demonstration's own rule; no law. The borrowers are robots.";
    r.effective_from = to_local(now, "Asia/Kolkata").day;
    r.effective_until = std::chrono::sys_days(r.effective_from) + std::chrono::days(1);
    r.demo = true;
    co_await store_rule(db, std::move(r));
}

}  // namespace zenix::compliance
