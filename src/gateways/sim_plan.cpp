#include "gateways/sim_plan.hpp"

#include "base/described_json.hpp"
#include "base/problem.hpp"
#include "gateways/written.hpp"

namespace zenix::gateways {

sim_plan read_plan(fields in) {
    sim_plan p;
    p.name = in.text("name", {1, 60});
    auto limits = in.maybe_object("limits");
    if (!limits) throw invalid_field(in.path("limits"), "limits is missing; it may be {}.");
    p.limits = read_limits(std::move(*limits));
    in.done();
    return p;
}

json::object to_json(const sim_plan& p) {
    return {{"id", p.id}, {"name", p.name}, {"limits", to_json(p.limits)}, {"sims", p.sims}};
}

task<std::vector<sim_plan>> load_plans(pg::executor& db) {
    const auto found = co_await db.run(
        "select p.*, (select count(*) from sims s where s.plan_id = p.id) as sims"
        " from sim_plans p order by name");
    std::vector<sim_plan> out;
    for (const auto row : found) {
        sim_plan p;
        p.id = row.integer("id");
        p.name = row.text("name");
        described::read(row.json("limits"), p.limits);
        p.sims = row.integer("sims");
        out.push_back(std::move(p));
    }
    co_return out;
}

task<sim_plan> store_plan(pg::executor& db, sim_plan p) {
    p.id = co_await store_named(db, p.id,
        "insert into sim_plans (name, limits) values ($1, $2::jsonb) returning id",
        "update sim_plans set name = $1, limits = $2::jsonb where id = $3 returning id",
        {p.name, described::write(p.limits)}, "plan");
    const auto on_it = co_await db.run("select count(*) as n from sims where plan_id = $1", p.id);
    p.sims = on_it.front().integer("n");
    co_return p;
}

task<bool> remove_plan(pg::executor& db, std::int64_t id) {
    const auto gone = co_await db.run("delete from sim_plans where id = $1", id);
    co_return gone.affected() == 1;
}

}  // namespace zenix::gateways
