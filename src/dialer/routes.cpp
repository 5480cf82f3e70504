#include "dialer/routes.hpp"

#include "audit/audit_log.hpp"
#include "base/problem.hpp"
#include "base/utf8.hpp"
#include "crm/cursor.hpp"
#include "dialer/campaigns/check.hpp"
#include "dialer/lead_routes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::dialer {
namespace {

constexpr access everybody = access::of({role::telecaller, role::supervisor, role::admin, role::auditor});
constexpr access overseers = access::of({role::supervisor, role::admin, role::auditor});
constexpr access leads = access::of({role::supervisor, role::admin});
constexpr access talkers = access::of({role::telecaller, role::supervisor, role::admin});

std::string subject(std::int64_t id) { return fmt::format("campaign:{}", id); }

task<json::object> shown_campaign(const route_parts& p, campaign c) {
    auto out = json::object{{"id", c.id}, {"name", c.name}, {"method", word(c.method)}, {"state", word(c.state)},
        {"state_note", c.state_note.empty() ? json::value(nullptr) : json::value(c.state_note)}};
    for (auto& [name, value] : shown(c.settings)) out[name] = value;
    json::array team;
    for (const auto user : c.team)
        team.push_back(json::object{{"user_id", user}, {"display_name", p.people.name_of(user)},
            {"joined", p.campaigns.joined(c.id, user)}});
    out["team"] = std::move(team);
    const auto n = co_await p.campaigns.counts(c.id);
    out["counts"] = to_json(n, now());
    out["created_at"] = to_rfc3339(c.created_at);
    out["created_by"] = c.created_by;
    out["started_at"] = opt(c.started_at);
    out["finished_at"] = opt(c.finished_at);
    out["updated_at"] = to_rfc3339(c.updated_at);
    co_return out;
}

task<net::response> answer(const route_parts& p, std::int64_t id, int status = 200) {
    auto c = co_await get_campaign(p.db, id);
    auto body = co_await shown_campaign(p, std::move(c));
    co_return net::reply(std::move(body), status);
}

task<net::response> list(const route_parts& p, net::request& r) {
    r.only_query({"state"});
    campaign_filter f;
    if (const auto state = r.maybe_query("state")) {
        campaign_state wanted{};
        if (!boost::describe::enum_from_string(state->c_str(), wanted))
            throw invalid_field("state", "Must be one of: draft, running, paused, finished.");
        f.state = wanted;
    }
    if (const auto cursor = r.maybe_query("cursor")) f.before = crm::cursor(*cursor, 1).number(0);
    if (r.user().role == role::telecaller) f.of_telecaller = r.user().user_id;
    const int limit = r.limit();
    f.limit = limit + 1;
    auto found = co_await list_campaigns(p.db, f);
    std::optional<std::string> next;
    if (found.size() > static_cast<std::size_t>(limit)) {
        found.pop_back();
        next = std::to_string(found.back().id);
    }
    json::array items;
    for (auto& c : found) {
        auto one = co_await shown_campaign(p, std::move(c));
        items.push_back(std::move(one));
    }
    co_return net::reply_list(std::move(items), next);
}

task<net::response> create(const route_parts& p, net::request& r) {
    auto wish = read_campaign(r.json_body());
    wish.created_by = r.user().name;
    const auto tx = co_await p.db.begin();
    json::object details{{"name", wish.name}, {"method", word(wish.method)}};
    const auto id = co_await insert_campaign(*tx, std::move(wish));
    co_await audit::append(*tx, r.user().name, "campaign.created", subject(id), std::move(details));
    co_await tx->commit();
    co_return co_await answer(p, id, 201);
}

task<net::response> get(const route_parts& p, net::request& r) {
    r.only_query({});
    const auto id = r.int_param("id");
    auto c = co_await get_campaign(p.db, id);
    const bool mine = std::ranges::find(c.team, r.user().user_id) != c.team.end();
    if (r.user().role == role::telecaller && !mine) throw not_found("There is no campaign with this id.");
    auto body = co_await shown_campaign(p, std::move(c));
    co_return net::reply(std::move(body));
}

task<net::response> replace(const route_parts& p, net::request& r) {
    const auto id = r.int_param("id");
    auto wish = read_campaign(r.json_body());
    const auto tx = co_await p.db.begin(ms(180'000));
    const auto before = co_await lock_campaign(*tx, id);
    if (before.state == campaign_state::finished)
        throw conflict("campaign_finished", "A finished campaign is not changed any more; make a new one.");
    if (before.state != campaign_state::draft && before.method != wish.method)
        throw conflict("campaign_started", "The method of a started campaign stays; make a new one.");
    wish.id = id;
    const bool ordered = shown(before.settings).at("order") != shown(wish.settings).at("order");
    const auto after = wish;
    co_await update_campaign(*tx, std::move(wish));
    if (ordered) co_await order_leads(*tx, after);
    co_await audit::append(*tx, r.user().name, "campaign.changed", subject(id), shown(after.settings));
    co_await tx->commit();
    co_await p.campaigns.reload(id);
    co_return co_await answer(p, id);
}

task<net::response> remove(const route_parts& p, net::request& r) {
    const auto id = r.int_param("id");
    const auto tx = co_await p.db.begin(ms(180'000));
    const auto c = co_await lock_campaign(*tx, id);
    if (c.state == campaign_state::running || c.state == campaign_state::paused)
        throw conflict("campaign_running", "Finish the campaign first; then it can be deleted.");
    co_await delete_campaign(*tx, id);
    co_await audit::append(*tx, r.user().name, "campaign.deleted", subject(id), {{"name", c.name}});
    co_await tx->commit();
    co_await p.campaigns.reload(id);
    co_return net::no_content();
}

task<void> require_startable(const route_parts& p, pg::executor& tx, campaign c) {
    if (c.state == campaign_state::finished)
        throw conflict("campaign_finished", "A finished campaign stays finished; make a new one.");
    if (c.team.empty()) throw conflict("no_team", "Nobody is in its team; name the telecallers first.");
    // One of them is enough to know; counting a million takes seconds.
    const std::string any = "select phone from campaign_leads where campaign_id = $1 order by id limit 1";
    auto first = co_await tx.run(any, c.id);
    if (first.empty() && c.settings.filtered) {
        (void)co_await fill_leads(tx, c);
        first = co_await tx.run(any, c.id);
    }
    if (first.empty()) throw conflict("no_leads", "It has no leads; give it a filter that means somebody, or a file.");
    gateways::route_limits limits;
    limits.only_group = c.settings.route_group_id;
    const auto why = p.roads.obstacle(first.front().text("phone"), c.settings.purpose, limits);
    if (!why.empty() && c.state == campaign_state::draft)
        throw conflict("no_route", "No line would take its calls now: " + why);
}

task<net::response> go_to(const route_parts& p, net::request& r, campaign_state to) {
    r.json_body().done();
    const auto id = r.int_param("id");
    const auto tx = co_await p.db.begin(ms(180'000));
    const auto c = co_await lock_campaign(*tx, id);
    if (to == campaign_state::running) co_await require_startable(p, *tx, c);
    if (to == campaign_state::paused && c.state != campaign_state::running && c.state != campaign_state::paused)
        throw conflict("campaign_not_running", "Only a running campaign can be paused.");
    if (c.state != to) {
        co_await set_state(*tx, id, to, {});
        const auto* what = to == campaign_state::running ? "campaign.started"
                         : to == campaign_state::paused  ? "campaign.paused" : "campaign.finished";
        co_await audit::append(*tx, r.user().name, what, subject(id), {{"name", c.name}});
    }
    co_await tx->commit();
    co_await p.campaigns.reload(id);
    co_return co_await answer(p, id);
}

task<net::response> change_limits(const route_parts& p, net::request& r) {
    const auto id = r.int_param("id");
    const auto body = r.json_body();
    (void)read_limits(body, {});
    const auto tx = co_await p.db.begin();
    auto c = co_await lock_campaign(*tx, id);
    const auto before = c.settings.limits;
    const auto after = c.settings.limits = read_limits(body, before);
    co_await update_campaign(*tx, std::move(c));
    json::object details;
    const auto note = [&](const char* name, int was, int is) {
        if (was != is) details[name] = json::object{{"from", was}, {"to", is}};
    };
    note("max_ratio_pct", before.max_ratio_pct, after.max_ratio_pct);
    note("max_lines", before.max_lines, after.max_lines);
    note("abandon_budget_permille", before.abandon_budget_permille, after.abandon_budget_permille);
    co_await audit::append(*tx, r.user().name, "campaign.limits", subject(id), std::move(details));
    co_await tx->commit();
    co_await p.campaigns.reload(id);
    co_return co_await answer(p, id);
}

task<net::response> live(const route_parts& p, net::request& r) {
    r.only_query({});
    auto body = co_await p.campaigns.live(r.int_param("id"));
    co_return net::reply(std::move(body));
}

task<net::response> fill(const route_parts& p, net::request& r) {
    r.json_body().done();
    const auto id = r.int_param("id");
    const auto tx = co_await p.db.begin(ms(180'000));
    const auto c = co_await lock_campaign(*tx, id);
    if (!c.settings.filtered)
        throw conflict("no_filter", "The campaign has no filter; give it one, or import a file of leads.");
    const auto done = co_await fill_leads(*tx, c);
    json::object body{{"added", done.added}, {"without_number", done.without_number}, {"total", done.total}};
    co_await audit::append(*tx, r.user().name, "campaign.filled", subject(id), body);
    co_await tx->commit();
    co_await p.campaigns.reload(id);
    co_return net::reply(std::move(body));
}

task<net::response> check(const route_parts& p, net::request& r) {
    r.json_body().done();
    auto c = co_await get_campaign(p.db, r.int_param("id"));
    auto body = co_await check_leads(p.db, p.gate, std::move(c), now());
    co_return net::reply(std::move(body));
}

/// Asked before the body is read, as every other right is.
void require_person(const net::request& r) {
    if (r.user().user_id == 0) throw forbidden("An API token is no person; sign in as the telecaller.");
}

task<net::response> mine(const route_parts& p, net::request& r) {
    auto body = co_await p.campaigns.mine(r.user());
    co_return net::reply(std::move(body));
}

task<net::response> join(const route_parts& p, net::request& r) {
    require_person(r);
    auto in = r.json_body();
    if (!in.has("campaign_id")) throw invalid_field("campaign_id", "Say which campaign; null leaves.");
    const auto wanted = in.maybe_integer("campaign_id", {.min = 1});
    in.done();
    co_await p.campaigns.join(r.user(), wanted);
    co_return co_await mine(p, r);
}

task<net::response> dial(const route_parts& p, net::request& r) {
    require_person(r);
    auto in = r.json_body();
    const auto lead = in.maybe_integer("lead_id", {.min = 1});
    in.done();
    const auto c = co_await p.campaigns.dial(r.user(), lead);
    co_return net::reply(calls::to_json(c), 201);
}

task<net::response> skip(const route_parts& p, net::request& r) {
    require_person(r);
    auto in = r.json_body();
    auto reason = in.maybe_text("reason", {1, 200}).value_or("");
    const auto again = in.maybe_integer("again_in_min", {1, 43'200}).value_or(60);
    in.done();
    co_await p.campaigns.skip(r.user(), std::move(reason), std::chrono::minutes(again));
    co_return co_await mine(p, r);
}

}  // namespace

void add_routes(net::router& routes, route_parts parts) {
    const auto p = std::make_shared<const route_parts>(std::move(parts));
    const auto add = [&](const char* method, const std::string& pattern, access who, auto handle, int deadline_s = 30) {
        net::route_options o;
        o.deadline_s = deadline_s;
        routes.add(method, pattern, who, [p, handle](net::request& r) { return handle(*p, r); }, o);
    };
    const std::string base = "/api/v1/campaigns", one = base + "/{id}";
    add("GET", base, everybody, list);
    add("POST", base, leads, create);
    add("GET", one, everybody, get);
    add("PUT", one, leads, replace, 180);
    add("DELETE", one, leads, remove, 180);
    const auto to = [](campaign_state s) {
        return [s](const route_parts& r, net::request& q) { return go_to(r, q, s); };
    };
    add("POST", one + "/start", leads, to(campaign_state::running), 180);
    add("POST", one + "/pause", leads, to(campaign_state::paused));
    add("POST", one + "/finish", leads, to(campaign_state::finished));
    add("PATCH", one + "/limits", leads, change_limits);
    add("GET", one + "/live", overseers, live);
    add("POST", one + "/fill", leads, fill, 180);
    add("POST", one + "/check", leads, check, 60);
    add("GET", "/api/v1/my-campaign", talkers, mine);
    add("PUT", "/api/v1/my-campaign", talkers, join);
    add("POST", "/api/v1/my-campaign/dial", talkers, dial);
    add("POST", "/api/v1/my-campaign/skip", talkers, skip);
    add_lead_routes(routes, p);
}

}  // namespace zenix::dialer
