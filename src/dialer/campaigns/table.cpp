#include "dialer/campaigns/table.hpp"

#include "base/problem.hpp"

#include <fmt/format.h>

namespace zenix::dialer {
namespace {

constexpr const char* columns =
    "c.id, c.name, c.method, c.state, c.state_note, c.settings, c.created_at, c.created_by, c.started_at,"
    " c.finished_at, c.updated_at, array(select t.user_id::text from campaign_team t"
    " where t.campaign_id = c.id order by t.user_id) as team";

campaign from_row(const pg::row& r) {
    campaign c;
    c.id = r.integer("id");
    c.name = r.text("name");
    boost::describe::enum_from_string(r.text("method").c_str(), c.method);
    boost::describe::enum_from_string(r.text("state").c_str(), c.state);
    c.state_note = r.text("state_note");
    c.settings = read_stored(r.json("settings"));
    for (const auto& user : r.texts("team")) c.team.push_back(std::stoll(user));
    c.created_at = r.time("created_at");
    c.created_by = r.text("created_by");
    c.started_at = r.maybe_time("started_at");
    c.finished_at = r.maybe_time("finished_at");
    c.updated_at = r.time("updated_at");
    return c;
}

std::vector<campaign> from_rows(const pg::rows& found) {
    std::vector<campaign> out;
    for (const auto r : found) out.push_back(from_row(r));
    return out;
}

problem none() { return not_found("There is no campaign with this id."); }

/// The first of the names given that `sql` ($1: text[]) does not find.
task<std::optional<std::size_t>> first_missing(
    pg::executor& tx, std::string sql, std::vector<std::string> wanted) {
    const auto found = co_await tx.run(std::move(sql), wanted);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        bool there = false;
        for (const auto r : found) there = there || r.text("name") == wanted[i];
        if (!there) co_return i;
    }
    co_return std::nullopt;
}

task<void> check_names(pg::executor& tx, const campaign& c) {
    std::vector<std::string> team;
    for (const auto id : c.team) team.push_back(std::to_string(id));
    const auto stranger = co_await first_missing(tx,
        "select id::text as name from users where id = any ($1::bigint[]) and active"
        " and role in ('telecaller', 'supervisor', 'admin')",
        team);
    if (stranger)
        throw invalid_field(fmt::format("team[{}].user_id", *stranger),
            "There is no such active user who may make calls.");
    const auto unknown = co_await first_missing(
        tx, "select code as name from dispositions where code = any ($1::text[]) and active", c.settings.dispositions);
    if (unknown)
        throw invalid_field(fmt::format("dispositions[{}]", *unknown),
            "There is no disposition with this code; GET /api/v1/dispositions lists them.");
    if (c.settings.route_group_id) {
        const auto group = co_await tx.run("select 1 from route_groups where id = $1", *c.settings.route_group_id);
        if (group.empty()) throw invalid_field("route_group_id", "There is no such route group.");
    }
}

task<void> write_team(pg::executor& tx, const campaign& c) {
    std::vector<std::string> team;
    for (const auto id : c.team) team.push_back(std::to_string(id));
    co_await tx.run("delete from campaign_team where campaign_id = $1 and not user_id = any ($2::bigint[])", c.id, team);
    co_await tx.run("insert into campaign_team (campaign_id, user_id) select $1, unnest($2::bigint[])"
                    " on conflict do nothing", c.id, team);
}

}  // namespace

task<std::vector<campaign>> list_campaigns(pg::executor& db, campaign_filter f) {
    const std::string sql = fmt::format(
        "select {} from campaigns c where ($1::text is null or c.state = $1)"
        " and ($2::bigint is null or (c.state in ('running', 'paused') and exists (select from campaign_team t"
        " where t.campaign_id = c.id and t.user_id = $2))) and ($3::bigint is null or c.id < $3)"
        " order by c.id desc limit $4", columns);
    const auto state = f.state ? std::optional<std::string>(word(*f.state)) : std::nullopt;
    const auto found = co_await db.run(sql, state, f.of_telecaller, f.before, f.limit);
    co_return from_rows(found);
}

task<campaign> get_campaign(pg::executor& db, std::int64_t id) {
    const std::string sql = fmt::format("select {} from campaigns c where c.id = $1", columns);
    const auto found = co_await db.run(sql, id);
    if (found.empty()) throw none();
    co_return from_row(found.front());
}

task<campaign> lock_campaign(pg::executor& tx, std::int64_t id) {
    const auto there = co_await tx.run("select 1 from campaigns where id = $1 for update", id);
    if (there.empty()) throw none();
    co_return co_await get_campaign(tx, id);
}

task<std::int64_t> insert_campaign(pg::executor& tx, campaign c) {
    co_await check_names(tx, c);
    const auto made = co_await tx.run(
        "insert into campaigns (name, method, settings, created_by) values ($1, $2, $3::jsonb, $4) returning id",
        c.name, word(c.method), stored(c.settings), c.created_by);
    c.id = made.front().integer("id");
    co_await write_team(tx, c);
    co_return c.id;
}

task<void> update_campaign(pg::executor& tx, campaign c) {
    co_await check_names(tx, c);
    co_await tx.run("update campaigns set name = $2, method = $3, settings = $4::jsonb, updated_at = now() where id = $1",
        c.id, c.name, word(c.method), stored(c.settings));
    co_await write_team(tx, c);
}

task<void> set_state(pg::executor& tx, std::int64_t id, campaign_state s, std::string note) {
    co_await tx.run("update campaigns set state = $2, state_note = nullif($3, ''), updated_at = now(),"
                    " started_at = case when $2 = 'running' then coalesce(started_at, now()) else started_at end,"
                    " finished_at = case when $2 = 'finished' then now() end where id = $1",
        id, word(s), note);
}

task<void> delete_campaign(pg::executor& tx, std::int64_t id) {
    co_await tx.run("delete from campaigns where id = $1", id);
}

task<std::vector<worker>> load_workers(pg::executor& db) {
    const auto found = co_await db.run("select user_id, campaign_id, lead_id, leaving from campaign_workers");
    std::vector<worker> out;
    for (const auto r : found)
        out.push_back({r.integer("user_id"), r.integer("campaign_id"), r.maybe_integer("lead_id"), r.flag("leaving")});
    co_return out;
}

task<void> put_worker(pg::executor& db, worker w) {
    co_await db.run("insert into campaign_workers (user_id, campaign_id, lead_id, leaving) values ($1, $2, $3, $4)"
                    " on conflict (user_id) do update set campaign_id = excluded.campaign_id,"
                    " lead_id = excluded.lead_id, leaving = excluded.leaving",
        w.user_id, w.campaign_id, w.lead_id, w.leaving);
}

task<void> drop_worker(pg::executor& db, std::int64_t user_id) {
    co_await db.run("delete from campaign_workers where user_id = $1", user_id);
}

}  // namespace zenix::dialer
