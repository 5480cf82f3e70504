#include "compliance/routes.hpp"

#include "audit/audit_log.hpp"
#include "base/ids.hpp"
#include "base/phone.hpp"
#include "base/problem.hpp"
#include "compliance/decision_table.hpp"
#include "compliance/do_not_call.hpp"
#include "compliance/rule_table.hpp"

#include <charconv>

namespace zenix::compliance {
namespace {

constexpr access lookers = access::of({role::supervisor, role::admin, role::auditor});
constexpr access everybody =
    access::of({role::telecaller, role::supervisor, role::admin, role::auditor});
// What-ifs beyond are of no use, and far off nobody knows the zones' clock changes.
constexpr std::chrono::days what_if_reach{400};

[[noreturn]] void malformed_cursor() {
    throw bad_request("malformed_cursor",
        "The cursor is not one that this list gave. Start again without it.", "cursor");
}

question read_question(net::request& r) {
    fields in = r.json_body();
    question q;
    q.customer_id = in.maybe_integer("customer_id", {.min = 1});
    q.phone = in.maybe_text("phone_number", {1, 32}).value_or("");
    if (const auto c = in.maybe_choice("channel", {"call", "text"})) q.channel = *parse_channel(*c);
    if (const auto p = in.maybe_choice("purpose", {"recovery", "service", "promotion"}))
        q.purpose = *parse_purpose(*p);
    q.at = in.maybe_time("at");
    q.template_registered = in.maybe_flag("template_registered").value_or(false);
    in.done();
    if (q.at && (*q.at > now() + what_if_reach || *q.at < now() - what_if_reach))
        throw invalid_field("at", "Must be within 400 days of now.");
    q.asked_by = r.user().name;
    q.source = "check";
    return q;
}

task<net::response> check(gate_service& gate, net::request& r) {
    r.only_query({});
    auto q = read_question(r);
    const auto a = co_await gate.ask(std::move(q));
    co_return net::reply(to_json(a.verdict));
}

task<net::response> list_all_decisions(pg::pool& db, net::request& r) {
    r.only_query({"customer_id", "phone_number", "verdict"});
    decision_filter f;
    f.customer_id = r.maybe_int_query("customer_id");
    f.e164 = r.maybe_query("phone_number");
    if (f.e164)
        if (const auto number = phone::normalise(*f.e164)) f.e164 = number->e164;
    f.verdict = r.maybe_query("verdict");
    if (f.verdict && *f.verdict != "allow" && *f.verdict != "refuse")
        throw invalid_field("verdict", "verdict must be one of: allow, refuse.");
    f.before = r.maybe_query("cursor");
    if (f.before && !is_uuid(*f.before)) malformed_cursor();
    const int limit = r.limit();
    f.limit = limit + 1;
    const auto found = co_await list_decisions(db, std::move(f));
    json::array items;
    std::optional<std::string> next;
    for (const auto& d : found) {
        if (items.size() == static_cast<std::size_t>(limit)) {
            next = found[items.size() - 1].id;
            break;
        }
        items.push_back(to_json(d));
    }
    co_return net::reply_list(std::move(items), next);
}

task<net::response> get_decision(pg::pool& db, net::request& r) {
    const auto d = co_await find_decision(db, r.uuid_param("id"));
    if (!d) throw not_found("There is no decision with this id.");
    co_return net::reply(to_json(*d));
}

task<net::response> list_rules(pg::pool& db, net::request& r) {
    r.only_query({});
    const auto set = co_await load_rules(db);
    json::array items;
    for (const auto& rule : set.rules) items.push_back(to_json(rule));
    co_return net::reply_list(std::move(items), std::nullopt);
}

task<net::response> update_rule(pg::pool& db, net::request& r) {
    const auto change = read_rule_change(r.json_body());
    auto tx = co_await db.begin();
    const auto before = co_await find_rule(*tx, r.params.at("id"));
    if (!before) throw not_found("There is no rule with this id.");
    const auto after = changed(*before, change);
    co_await store_rule(*tx, after);
    json::object details{{"before", to_json(*before)}, {"after", to_json(after)}};
    co_await audit::append(
        *tx, r.user().name, "rule.changed", "rule:" + after.id, std::move(details));
    co_await tx->commit();
    co_return net::reply(to_json(after));
}

task<net::response> list_dnc(pg::pool& db, net::request& r) {
    r.only_query({"q"});
    dnc_filter f;
    const auto wanted = r.maybe_query("q").value_or("");
    if (wanted.size() > 32) throw invalid_field("q", "At most 32 characters.");
    for (char c : wanted)
        if (c >= '0' && c <= '9') f.digits += c;
    if (f.digits.empty() && !wanted.empty()) co_return net::reply_list({}, std::nullopt);
    if (const auto cursor = r.maybe_query("cursor")) {
        std::int64_t id = 0;
        const auto [end, fault] =
            std::from_chars(cursor->data(), cursor->data() + cursor->size(), id);
        if (fault != std::errc{} || end != cursor->data() + cursor->size()) malformed_cursor();
        f.before = id;
    }
    const int limit = r.limit();
    f.limit = limit + 1;
    const auto found = co_await list_entries(db, std::move(f));
    json::array items;
    std::optional<std::string> next;
    for (const auto& e : found) {
        if (items.size() == static_cast<std::size_t>(limit)) {
            next = std::to_string(found[items.size() - 1].id);
            break;
        }
        items.push_back(to_json(e));
    }
    co_return net::reply_list(std::move(items), next);
}

task<net::response> add_dnc(pg::pool& db, net::request& r) {
    fields in = r.json_body();
    const auto typed = in.text("phone_number", {1, 32});
    const auto reason = in.text("reason", {1, 200});
    in.done();
    const auto number = phone::normalise(typed);
    if (!number)
        throw invalid_field("phone_number", "This is no phone number; write it as +919876543210.");
    auto tx = co_await db.begin();
    const auto added =
        co_await add_entry(*tx, number->e164, reason, dnc_source::manual, r.user().name);
    co_await tx->commit();
    co_return net::reply(to_json(added.entry), 201);
}

task<net::response> remove_dnc(pg::pool& db, net::request& r) {
    const auto typed = r.params.at("phone_number");
    const auto number = phone::normalise(typed);
    auto tx = co_await db.begin();
    const auto gone =
        co_await remove_entry(*tx, number ? number->e164 : typed.substr(0, 32), r.user().name);
    if (!gone) throw not_found("This number is not on the do-not-call list.");
    co_await tx->commit();
    co_return net::no_content();
}

}  // namespace

void add_routes(net::router& routes, gate_service& gate, pg::pool& db) {
    const auto admins = access::of({role::admin});
    routes.add("POST", "/api/v1/gate/check", everybody,
        [&gate](net::request& r) { return check(gate, r); });
    routes.add("GET", "/api/v1/gate/decisions", lookers,
        [&db](net::request& r) { return list_all_decisions(db, r); });
    routes.add("GET", "/api/v1/gate/decisions/{id}", everybody,
        [&db](net::request& r) { return get_decision(db, r); });
    routes.add("GET", "/api/v1/rules", access::any(),
        [&db](net::request& r) { return list_rules(db, r); });
    routes.add("PATCH", "/api/v1/rules/{id}", admins,
        [&db](net::request& r) { return update_rule(db, r); });
    routes.add("GET", "/api/v1/dnc", lookers, [&db](net::request& r) { return list_dnc(db, r); });
    routes.add("POST", "/api/v1/dnc", access::of({role::supervisor, role::admin}),
        [&db](net::request& r) { return add_dnc(db, r); });
    routes.add("DELETE", "/api/v1/dnc/{phone_number}", admins,
        [&db](net::request& r) { return remove_dnc(db, r); });
}

}  // namespace zenix::compliance
