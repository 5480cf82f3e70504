#include "calls/routes.hpp"

#include "audit/audit_log.hpp"
#include "base/problem.hpp"
#include "calls/recording_routes.hpp"

namespace zenix::calls {
namespace {

const access talkers = access::of({role::telecaller, role::supervisor, role::admin});
const access viewers = access::of({role::telecaller, role::supervisor, role::admin, role::auditor});

net::response show(const call& c, int status = 200) { return net::reply(to_json(c), status); }

task<net::response> list(route_parts p, net::request& r) {
    r.only_query({"customer_id", "telecaller_id", "status", "direction", "from", "to",
        "phone_number", "disposition", "live"});
    const auto& who = r.user();
    auto f = read_filter(r);
    if (!oversees(who)) f.telecaller_id = who.user_id;
    const auto cursor = r.maybe_query("cursor");
    const int limit = r.limit();
    json::array items;
    if (!cursor)
        for (const auto* c : p.calls.in_progress())
            if (fits(f, *c)) items.push_back(to_json(*c));
    if (r.flag_query("live", false)) co_return net::reply_list(std::move(items), std::nullopt);
    const auto page = co_await p.log.list(std::move(f), cursor, limit);
    for (const auto& c : page.items) items.push_back(to_json(c));
    co_return net::reply_list(std::move(items), page.next);
}

task<net::response> start(route_parts p, net::request& r) {
    auto in = r.json_body();
    call_request wish;
    wish.customer_id = in.maybe_integer("customer_id", {.min = 1});
    wish.phone_number = in.maybe_text("phone_number", {.min = 1, .max = 32});
    wish.loan_id = in.maybe_integer("loan_id", {.min = 1});
    in.done();
    wish.idempotency_key = std::string(r.header("idempotency-key"));
    if (wish.idempotency_key.size() > 64)
        throw invalid_field("Idempotency-Key", "At most 64 characters; a UUID does well.");
    const auto c = co_await p.desk_.start(r.user(), std::move(wish));
    co_return show(c, 201);
}

task<net::response> get(route_parts p, net::request& r) {
    const auto c = co_await p.desk_.look_up(r.user(), r.uuid_param("id"));
    co_return show(c);
}

using wish = std::function<actions(machine&)>;

/// A verb: the call must be one the caller may steer, the rest is the machine's to judge.
task<net::response> verb(route_parts p, net::request& r, wish move) {
    const auto id = r.uuid_param("id");
    (void)co_await p.desk_.steerable(r.user(), id);
    co_return show(p.calls.command(id, move));
}

task<net::response> plain(route_parts p, net::request& r, wish move) {
    r.json_body().done();
    co_return co_await verb(std::move(p), r, std::move(move));
}

task<net::response> hang_up(route_parts p, net::request& r) {
    r.json_body().done();
    const auto id = r.uuid_param("id");
    const auto c = co_await p.desk_.look_up(r.user(), id);
    if (c.over()) co_return show(c);  // Twice is fine: it is over, which was the wish.
    const auto me = r.user().user_id;
    const auto* x = c.of(leg_role::third_party);
    if (x && me != 0 && x->user_id == me && c.telecaller_id != me)
        co_return co_await verb(std::move(p), r, [me](machine& m) { return m.leave(me); });
    co_return co_await verb(
        std::move(p), r, [](machine& m) { return m.hang_up(party::telecaller); });
}

task<net::response> dtmf(route_parts p, net::request& r) {
    auto in = r.json_body();
    const auto digits = in.text("digits", {1, 32});
    in.done();
    if (digits.find_first_not_of("0123456789ABCD*#") != std::string::npos)
        throw invalid_field("digits", "Only 0 to 9, A to D, * and #.");
    co_return co_await verb(std::move(p), r, [digits](machine& m) { return m.dtmf(digits); });
}

task<net::response> transfer(route_parts p, net::request& r) {
    auto in = r.json_body();
    transfer_request t;
    t.consult = in.choice("kind", {"blind", "consult"}) == "consult";
    t.to_user_id = in.maybe_integer("to_user_id", {.min = 1});
    t.to_phone_number = in.maybe_text("to_phone_number", {1, 32});
    in.done();
    const auto c = co_await p.desk_.transfer(r.user(), r.uuid_param("id"), std::move(t));
    co_return show(c);
}

task<net::response> pause_recording(route_parts p, net::request& r) {
    auto in = r.json_body();
    const auto reason = in.maybe_text("reason", {0, 64}).value_or("payment_details");
    in.done();
    co_return co_await verb(
        std::move(p), r, [reason](machine& m) { return m.pause_recording(true, reason); });
}

task<net::response> outcome(route_parts p, net::request& r) {
    const auto c = co_await p.outcomes.write(r.user(), r.uuid_param("id"), r.json_body());
    co_return show(c);
}

}  // namespace

void add_routes(net::router& routes, route_parts p) {
    const std::string base = "/api/v1/calls", one = base + "/{id}";
    routes.add("GET", base, viewers, [p](net::request& r) { return list(p, r); });
    routes.add("POST", base, talkers, [p](net::request& r) { return start(p, r); });
    routes.add("GET", one, viewers, [p](net::request& r) { return get(p, r); });
    routes.add("POST", one + "/hangup", talkers, [p](net::request& r) { return hang_up(p, r); });
    routes.add("POST", one + "/dtmf", talkers, [p](net::request& r) { return dtmf(p, r); });
    routes.add("POST", one + "/transfer", talkers, [p](net::request& r) { return transfer(p, r); });
    routes.add("POST", one + "/recording/pause", talkers,
        [p](net::request& r) { return pause_recording(p, r); });
    routes.add("PUT", one + "/outcome", talkers, [p](net::request& r) { return outcome(p, r); });
    routes.add("POST", one + "/answer", talkers, [p](net::request& r) {
        return plain(p, r, [me = r.user().user_id](machine& m) { return m.answer(me); });
    });
    const std::pair<const char*, wish> plain_verbs[] = {
        {"/mute", [](machine& m) { return m.mute(true); }},
        {"/unmute", [](machine& m) { return m.mute(false); }},
        {"/hold", [](machine& m) { return m.hold(); }},
        {"/resume", [](machine& m) { return m.resume(); }},
        {"/conference", [](machine& m) { return m.conference(); }},
        {"/transfer/complete", [](machine& m) { return m.complete_transfer(); }},
        {"/transfer/cancel", [](machine& m) { return m.cancel_transfer(); }},
        {"/recording/resume", [](machine& m) { return m.pause_recording(false, {}); }},
    };
    for (const auto& [path, move] : plain_verbs)
        routes.add(
            "POST", one + path, talkers, [p, move](net::request& r) { return plain(p, r, move); });
    add_recording_routes(routes, p);

    p.hub.offer("me", access::any(), [p](const principal& who) {
        const auto* agent = p.floor.find(who.user_id);
        const auto* mine = p.calls.call_of(who.user_id);
        const auto* owed =
            agent && !agent->owes_outcome.empty() ? p.calls.find(agent->owes_outcome) : nullptr;
        json::value owes = nullptr;
        if (owed)
            owes = to_json(*owed);
        else if (agent && !agent->owes_outcome.empty())
            owes = json::object{{"id", agent->owes_outcome}};
        return json::value(json::object{
            {"agent", agent ? json::value(agents::to_json(*agent)) : json::value(nullptr)},
            {"call", mine ? json::value(to_json(*mine)) : json::value(nullptr)},
            {"needs_outcome", std::move(owes)}});
    });
}

}  // namespace zenix::calls
