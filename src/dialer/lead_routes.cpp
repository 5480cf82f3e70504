#include "dialer/lead_routes.hpp"

#include "audit/audit_log.hpp"
#include "base/problem.hpp"
#include "base/utf8.hpp"
#include "crm/cursor.hpp"
#include "crm/fold.hpp"
#include "dialer/campaigns/lead_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace zenix::dialer {
namespace {

constexpr access overseers = access::of({role::supervisor, role::admin, role::auditor});
constexpr access leads = access::of({role::supervisor, role::admin});
constexpr std::size_t file_max = 32U << 20U;

task<net::response> list(const route_parts& p, net::request& r) {
    r.only_query({"state", "q"});
    lead_filter f;
    f.state = r.maybe_query("state");
    constexpr std::array states{"callable", "later", "blocked", "exhausted", "in_progress", "done"};
    if (f.state && std::ranges::find(states, *f.state) == states.end())
        throw invalid_field("state", "Must be one of: callable, later, blocked, exhausted, in_progress, done.");
    f.q = r.maybe_query("q");
    if (f.q && !is_utf8(*f.q)) throw bad_request("invalid_text", "The text is not UTF-8.", "q");
    if (f.q && f.q->size() > 100) throw invalid_field("q", "At most 100 characters.");
    if (f.q && f.q->empty()) f.q.reset();
    if (const auto cursor = r.maybe_query("cursor")) f.after = crm::cursor(*cursor, 1).number(0);
    const int limit = r.limit();
    f.limit = limit + 1;
    const auto id = r.int_param("id");
    (void)co_await get_campaign(p.db, id);
    auto found = co_await list_leads(p.db, id, f);
    std::optional<std::string> next;
    if (found.size() > static_cast<std::size_t>(limit)) {
        found.pop_back();
        next = std::to_string(found.back().id);
    }
    json::array items;
    for (const auto& l : found) items.push_back(to_json(l));
    co_return net::reply_list(std::move(items), next);
}

task<net::response> get(const route_parts& p, net::request& r) {
    r.only_query({});
    const auto l = co_await get_lead(p.db, r.int_param("id"), r.int_param("lead_id"));
    co_return net::reply(to_json(l));
}

task<net::response> change(const route_parts& p, net::request& r) {
    const auto id = r.int_param("id"), lead_id = r.int_param("lead_id");
    auto in = r.json_body();
    const auto state = in.choice("state", {"callable", "later", "done"});
    const auto next_at = in.maybe_time("next_at");
    const auto reason = in.maybe_text("reason", {1, 200});
    in.done();
    if ((state == "later") != next_at.has_value())
        throw invalid_field("next_at", "Say when with `later`, and only with it.");
    co_await change_lead(p.db, id, lead_id, state, next_at, reason);
    co_await audit::append(p.db, r.user().name, "lead.changed", fmt::format("lead:{}", lead_id), {{"state", state}});
    co_await p.campaigns.reload(id);
    const auto l = co_await get_lead(p.db, id, lead_id);
    co_return net::reply(to_json(l));
}

json::object report(const lead_file& f, bool dry_run, std::int64_t added) {
    json::array fields, faults;
    for (const auto& name : f.merge_fields) fields.emplace_back(name);
    for (const auto& e : f.faults)
        faults.push_back(json::object{{"row", e.line}, {"column", e.column}, {"value", e.value}, {"message", e.message}});
    return {{"dry_run", dry_run}, {"rows", f.rows}, {"good_rows", f.rows - f.bad_rows}, {"bad_rows", f.bad_rows},
        {"added", added}, {"merge_fields", std::move(fields)}, {"errors", std::move(faults)},
        {"errors_truncated", f.bad_rows > static_cast<std::int64_t>(f.faults.size())}};
}

/// Numbers that are leads already are bad rows too.
task<void> refuse_known(const route_parts& p, std::int64_t id, lead_file& f) {
    std::vector<std::string> numbers;
    for (const auto& row : f.good) numbers.push_back(row.phone);
    const auto known = co_await known_numbers(p.db, id, std::move(numbers));
    const std::unordered_set<std::string> there(known.begin(), known.end());
    std::erase_if(f.good, [&](const lead_row& row) {
        if (!there.contains(row.phone)) return false;
        f.refuse({row.line, "phone", row.phone, "Is in the campaign already."});
        return true;
    });
    std::ranges::sort(f.faults, {}, &lead_fault::line);
}

task<net::response> import(const route_parts& p, net::request& r) {
    r.only_query({"dry_run", "skip_bad_rows"});
    const auto id = r.int_param("id");
    const auto type = crm::trim(r.header("content-type").substr(0, r.header("content-type").find(';')));
    if (type != "text/csv")
        throw problem(415, "unsupported_media_type", "Send the file itself as the body, with content-type text/csv.");
    const bool dry_run = r.flag_query("dry_run", true), skip_bad = r.flag_query("skip_bad_rows", false);
    const auto c = co_await get_campaign(p.db, id);
    if (c.state == campaign_state::finished)
        throw conflict("campaign_finished", "A finished campaign takes no leads any more.");
    auto f = co_await offload(p.workers, [csv = std::move(r.body), country = p.home_country] { return read_leads(csv, country); });
    co_await refuse_known(p, id, f);
    if (dry_run) co_return net::reply(report(f, true, 0));
    if (f.bad_rows > 0 && !skip_bad) {
        const auto& e = f.faults.front();
        throw problem(422, "bad_rows",
            fmt::format("{} of {} rows are bad, so nothing was taken. The first is line {}{}: {} Correct them, or pass"
                        " skip_bad_rows=true.", f.bad_rows, f.rows, e.line, e.column.empty() ? "" : ", " + e.column, e.message))
            .with("report", report(f, false, 0));
    }
    const auto tx = co_await p.db.begin(ms(180'000));
    const auto added = co_await add_leads(*tx, c, f.good);
    co_await audit::append(*tx, r.user().name, "campaign.leads_imported", fmt::format("campaign:{}", id),
        {{"rows", f.rows}, {"added", added}});
    co_await tx->commit();
    co_await p.campaigns.reload(id);
    co_return net::reply(report(f, false, added));
}

}  // namespace

void add_lead_routes(net::router& routes, std::shared_ptr<const route_parts> p) {
    const std::string base = "/api/v1/campaigns/{id}/leads", one = base + "/{lead_id}";
    routes.add("GET", base, overseers, [p](net::request& r) { return list(*p, r); });
    net::route_options large;
    large.body_limit = file_max;
    large.deadline_s = 180;
    routes.add("POST", base, leads, [p](net::request& r) { return import(*p, r); }, large);
    routes.add("GET", one, overseers, [p](net::request& r) { return get(*p, r); });
    routes.add("PATCH", one, leads, [p](net::request& r) { return change(*p, r); });
}

}  // namespace zenix::dialer
