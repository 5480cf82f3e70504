#include "audit/audit_log.hpp"
#include "base/problem.hpp"
#include "sms/routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace zenix::sms {
namespace {

constexpr int people_most = 50'000;

// ── templates ────────────────────────────────────────────────────────────────────────────────

task<net::response> list_templates(office& o, net::request& r) {
    r.only_query({"active"});
    const bool named = r.maybe_query("active").has_value();
    const bool wanted = r.flag_query("active", true);
    std::map<std::string, json::object> by_code;
    for (const auto& [id, t] : o.templates().all())
        if (!named || t.active == wanted) by_code.emplace(t.code, to_json(t));
    json::array items;
    for (auto& [code, t] : by_code) items.push_back(std::move(t));
    co_return net::reply_list(std::move(items), std::nullopt);
}

task<net::response> get_template(office& o, net::request& r) {
    r.only_query({});
    const auto id = r.int_param("id");
    const auto* t = o.templates().find(id);
    if (t == nullptr) throw not_found("There is no template with this id.");
    auto out = to_json(*t);
    out["versions"] = co_await template_versions(o.db(), id);
    co_return net::reply(std::move(out));
}

task<net::response> write_template(office& o, net::request& r, std::int64_t id, int answer) {
    r.only_query({});
    auto t = read_template(r.json_body());
    t.id = id;
    const auto code = t.code;
    const auto tx = co_await o.db().begin();
    const auto stored = co_await store_template(*tx, std::move(t), r.user().name);
    co_await audit::append(*tx, r.user().name,
        id == 0 ? "message_template.created" : "message_template.changed", "template:" + code);
    co_await tx->commit();
    co_await o.reload_templates();
    const auto* now_is = o.templates().find(stored);
    if (now_is == nullptr) throw not_found("There is no template with this id.");
    co_return net::reply(to_json(*now_is), answer);
}

// ── automation ───────────────────────────────────────────────────────────────────────────────

task<json::object> one_rule(office& o, std::int64_t id) {
    auto found = co_await list_rules(o.db(), id);
    if (found.empty()) throw not_found("There is no rule with this id.");
    co_return std::move(found.front());
}

task<net::response> all_rules(office& o, net::request& r) {
    r.only_query({});
    auto found = co_await list_rules(o.db(), std::nullopt);
    json::array items;
    for (auto& one : found) items.push_back(std::move(one));
    co_return net::reply_list(std::move(items), std::nullopt);
}

task<net::response> get_rule(office& o, net::request& r) {
    r.only_query({});
    auto found = co_await one_rule(o, r.int_param("id"));
    co_return net::reply(std::move(found));
}

task<net::response> write_rule(office& o, net::request& r, std::int64_t id, int answer) {
    r.only_query({});
    auto rule = read_rule(r.json_body());
    rule.id = id;
    const auto tx = co_await o.db().begin();
    const auto stored = co_await store_rule(*tx, std::move(rule), r.user().name);
    co_await audit::append(*tx, r.user().name,
        id == 0 ? "message_rule.created" : "message_rule.changed", fmt::format("message_rule:{}", stored));
    co_await tx->commit();
    auto now_is = co_await one_rule(o, stored);
    co_return net::reply(std::move(now_is), answer);
}

task<net::response> remove_rule(office& o, net::request& r) {
    r.only_query({});
    const auto id = r.int_param("id");
    const auto tx = co_await o.db().begin();
    const auto gone = co_await tx->run("delete from message_rules where id = $1", id);
    if (gone.affected() == 0) throw not_found("There is no rule with this id.");
    co_await audit::append(*tx, r.user().name, "message_rule.removed", fmt::format("message_rule:{}", id));
    co_await tx->commit();
    co_return net::no_content();
}

json::object priced(office& o, const message_plan& plan) {
    const auto price = o.price_now();
    return to_json(plan, price ? std::optional(price->first) : std::nullopt,
        price ? price->second : std::string());
}

task<net::response> preview_rule(office& o, net::request& r) {
    r.only_query({});
    r.json_body().done();
    const auto id = r.int_param("id");
    const auto found = co_await load_rules(o.db(), id);
    if (found.empty()) throw not_found("There is no rule with this id.");
    const auto rule = found.front();
    const auto now = o.options().clock();
    const auto cases = co_await rule_cases(o.db(), rule, now, true, 2000);
    std::vector<std::int64_t> ids;
    for (const auto& c : cases) ids.push_back(c.customer_id);
    auto known = co_await borrowers_by_id(o.db(), std::move(ids), o.options().lender);
    std::vector<borrower> people;
    std::vector<std::string> subjects;
    std::vector<bool> had;
    for (const auto& c : cases)
        for (const auto& b : known)
            if (b.id == c.customer_id) {
                people.push_back(b);
                subjects.push_back(c.subject);
                had.push_back(c.done);
            }
    const auto& t = o.templates().usable(rule.template_id, "template_id");
    const auto copy = t;
    plan_wish w;
    w.t = &copy;
    if (rule.purpose) w.purpose = compliance::parse_purpose(*rule.purpose);
    w.at = now;
    w.asked_by = r.user().name;
    w.source = "check";
    auto plan = co_await make_plan(o.gate(), std::move(people), std::move(subjects), w);
    for (std::size_t i = 0; i < plan.people.size(); ++i)
        if (had[i]) {
            plan.people[i].reason = "had it already";
            plan.people[i].why = "This rule has sent it for this loan, promise or call.";
        }
    co_return net::reply(priced(o, plan));
}

// ── bulk ─────────────────────────────────────────────────────────────────────────────────────

struct batch_wish {
    std::string name;
    std::int64_t template_id = 0;
    bool dry_run = true, wait = false;
    borrower_filter filter;
    std::optional<std::string> purpose;
    zenix::sms::priority priority = priority::bulk;
    std::optional<sys_ms> send_at;
    field_values more;
};

batch_wish read_batch(fields in) {
    batch_wish w;
    w.name = in.text("name", {1, 100});
    w.template_id = in.integer("template_id", {.min = 1});
    w.dry_run = in.flag("dry_run");
    if (!in.has("filter")) throw invalid_field("filter", "Say whom; `{}` is everybody.");
    w.filter = read_filter(in);
    w.purpose = in.maybe_choice("purpose", {"recovery", "service", "promotion"});
    if (const auto p = in.maybe_choice("priority", {"urgent", "normal", "bulk"}))
        w.priority = *parse_priority(*p);
    w.send_at = in.maybe_time("send_at");
    w.wait = in.maybe_flag("wait_until_lawful").value_or(false);
    if (const auto raw = in.maybe_raw_object("fields"))
        for (const auto& [name, value] : *raw) {
            if (!value.is_string() || value.get_string().size() > 2000)
                throw invalid_field("fields." + std::string(name), "Must be a text of at most 500 characters.");
            w.more[std::string(name)] = std::string(value.get_string());
        }
    in.done();
    return w;
}

task<std::optional<json::object>> batch_json(pg::executor& db, std::int64_t id) {
    const auto found = co_await db.run(
        "select id, name, template_id, state, plan, created_at, created_by from message_batches"
        " where id = $1",
        id);
    if (found.empty()) co_return std::nullopt;
    const auto r = found.front();
    const auto counts = co_await db.run(
        "select status, count(*) as n from sms_logs where batch_id = $1 group by status", id);
    json::object progress;
    bool open = false;
    for (const auto c : counts) {
        progress[c.text("status")] = c.integer("n");
        open = open || c.text("status") == "queued" || c.text("status") == "submitted";
    }
    auto state = r.text("state");
    if (state == "running" && !open) state = "done";
    co_return json::object{{"id", id}, {"name", r.text("name")}, {"state", state},
        {"dry_run", false}, {"template_id", r.integer("template_id")}, {"plan", r.json("plan")},
        {"progress", std::move(progress)}, {"created_at", to_rfc3339(r.time("created_at"))},
        {"created_by", r.text("created_by")}};
}

task<net::response> create_batch(office& o, net::request& r) {
    r.only_query({});
    auto w = read_batch(r.json_body());
    const auto copy = o.templates().usable(w.template_id, "template_id");
    const auto now = o.options().clock();
    auto people = co_await find_borrowers(o.db(), w.filter, o.options().lender, people_most + 1);
    if (people.size() > people_most)
        throw invalid_field("filter", "This means more than 50,000 borrowers; narrow it.");
    plan_wish p;
    p.t = &copy;
    p.more = w.more;
    if (w.purpose) p.purpose = compliance::parse_purpose(*w.purpose);
    p.later = w.send_at && *w.send_at > now;
    p.at = p.later ? *w.send_at : now;
    p.asked_by = r.user().name;
    p.source = "check";
    auto plan = co_await make_plan(o.gate(), std::move(people), {}, p);
    auto shown = priced(o, plan);
    if (w.dry_run)
        co_return net::reply(json::object{{"id", nullptr}, {"name", w.name}, {"state", "dry_run"},
                                 {"dry_run", true}, {"template_id", w.template_id},
                                 {"plan", std::move(shown)}, {"progress", json::object{}},
                                 {"created_at", to_rfc3339(now)}, {"created_by", r.user().name}},
            201);
    std::vector<new_message> rows;
    for (auto& one : plan.people) {
        if (!one.reason.empty() && !(w.wait && one.can_wait)) continue;
        auto m = std::move(one.row);
        m.asked_by = r.user().name;
        m.user_id = r.user().user_id == 0 ? std::nullopt : std::optional(r.user().user_id);
        m.source = "batch";
        m.priority = w.priority;
        m.wait_until_lawful = w.wait;
        rows.push_back(std::move(m));
    }
    const auto tx = co_await o.db().begin(ms(120'000));
    const auto made = co_await tx->run(
        "insert into message_batches (name, template_id, wish, plan, created_by)"
        " values ($1, $2, $3::jsonb, $4::jsonb, $5) returning id",
        w.name, w.template_id, to_json(w.filter), shown, r.user().name);
    const auto id = made.front().integer("id");
    const auto count = rows.size();
    for (std::size_t from = 0; from < rows.size(); from += 1000) {
        std::vector<new_message> some;
        for (std::size_t i = from; i < std::min(rows.size(), from + 1000); ++i) {
            rows[i].batch_id = id;
            some.push_back(std::move(rows[i]));
        }
        co_await insert_messages(*tx, std::move(some));
    }
    co_await audit::append(*tx, r.user().name, "message_batch.created", fmt::format("message_batch:{}", id),
        json::object{{"messages", count}, {"template", copy.code}});
    co_await tx->commit();
    o.out().rouse();
    auto now_is = co_await batch_json(o.db(), id);
    co_return net::reply(std::move(now_is).value(), 201);
}

task<net::response> list_batches(office& o, net::request& r) {
    r.only_query({});
    const int limit = r.limit();
    const auto found = co_await o.db().run(
        "select id from message_batches where $1::bigint is null or id < $1 order by id desc limit $2",
        number_cursor(r), limit + 1);
    json::array items;
    std::optional<std::string> next;
    for (const auto row : found) {
        if (items.size() == static_cast<std::size_t>(limit)) {
            next = std::to_string(items.back().at("id").as_int64());
            break;
        }
        auto one = co_await batch_json(o.db(), row.integer("id"));
        if (one) items.push_back(std::move(*one));
    }
    co_return net::reply_list(std::move(items), next);
}

task<net::response> get_batch(office& o, net::request& r) {
    r.only_query({});
    auto found = co_await batch_json(o.db(), r.int_param("id"));
    if (!found) throw not_found("There is no bulk send with this id.");
    co_return net::reply(std::move(*found));
}

task<net::response> cancel_batch(office& o, net::request& r) {
    r.only_query({});
    r.json_body().done();
    const auto id = r.int_param("id");
    const auto tx = co_await o.db().begin();
    const auto done = co_await tx->run(
        "update message_batches set state = 'cancelled' where id = $1 returning id", id);
    if (done.empty()) throw not_found("There is no bulk send with this id.");
    const auto stopped = co_await tx->run(
        "update sms_logs set status = 'cancelled', done_at = now(), updated_at = now()"
        " where batch_id = $1 and status = 'queued'",
        id);
    co_await audit::append(*tx, r.user().name, "message_batch.cancelled",
        fmt::format("message_batch:{}", id), json::object{{"messages", stopped.affected()}});
    co_await tx->commit();
    auto now_is = co_await batch_json(o.db(), id);
    co_return net::reply(std::move(now_is).value());
}

}  // namespace

void add_writing_routes(net::router& routes, office& o) {
    const auto add = [&](const char* method, const char* path, access who, auto handle,
                         net::route_options how = {}) {
        routes.add(method, path, who, [&o, handle](net::request& r) { return handle(o, r); }, how);
    };
    net::route_options wide;
    wide.deadline_s = 180;
    add("GET", "/api/v1/message-templates", readers_all, list_templates);
    add("POST", "/api/v1/message-templates", keepers_all,
        [](office& to, net::request& r) { return write_template(to, r, 0, 201); }, wide);
    add("GET", "/api/v1/message-templates/{id}", readers_all, get_template);
    add("PUT", "/api/v1/message-templates/{id}", keepers_all,
        [](office& to, net::request& r) { return write_template(to, r, r.int_param("id"), 200); }, wide);
    add("GET", "/api/v1/message-rules", overseers_all, all_rules);
    add("POST", "/api/v1/message-rules", keepers_all,
        [](office& to, net::request& r) { return write_rule(to, r, 0, 201); }, wide);
    add("GET", "/api/v1/message-rules/{id}", overseers_all, get_rule);
    add("PUT", "/api/v1/message-rules/{id}", keepers_all,
        [](office& to, net::request& r) { return write_rule(to, r, r.int_param("id"), 200); }, wide);
    add("DELETE", "/api/v1/message-rules/{id}", keepers_all, remove_rule);
    add("POST", "/api/v1/message-rules/{id}/preview", overseers_all, preview_rule, wide);
    add("GET", "/api/v1/message-batches", overseers_all, list_batches);
    add("POST", "/api/v1/message-batches", keepers_all, create_batch, wide);
    add("GET", "/api/v1/message-batches/{id}", overseers_all, get_batch);
    add("POST", "/api/v1/message-batches/{id}/cancel", keepers_all, cancel_batch);
}

}  // namespace zenix::sms
