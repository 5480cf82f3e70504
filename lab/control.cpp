#include "lab/control.hpp"

#include "base/json.hpp"
#include "base/phone.hpp"
#include "base/problem.hpp"
#include "base/version.hpp"

namespace zenix::lab {
namespace {

using net::request;
using net::response;

constexpr std::int64_t longest_ms = 3'600'000;

std::string number_of(std::string typed, const std::string& field) {
    const auto n = phone::normalise(typed);
    // The lab's own SIMs and borrowers need no operator to have been given their numbers.
    if (n) return n->e164;
    const bool plausible = typed.size() > 4 && typed.size() < 17 && typed[0] == '+' &&
                           typed.find_first_not_of("0123456789", 1) == std::string::npos;
    if (!plausible) throw invalid_field(field, "A number in E.164, as +919876543210");
    return typed;
}

script read_script(fields& in) {
    script s;
    if (const auto b =
            in.maybe_choice("behaviour", {"answer", "busy", "no_answer", "switched_off",
                                             "unallocated", "congestion", "voicemail", "reject"}))
        s.behaviour = parse_behaviour(*b);
    const auto whole = [&](std::string_view name) -> std::optional<int> {
        const auto n = in.maybe_integer(name);
        if (!n) return std::nullopt;
        if (*n < 0 || *n > longest_ms)
            throw invalid_field(in.path(name), "Milliseconds from 0 to 3600000");
        return static_cast<int>(*n);
    };
    s.answer_after_ms = whole("answer_after_ms");
    s.talk_for_ms = whole("talk_for_ms");
    if (const auto hz = in.maybe_integer("tone_hz")) {
        if (*hz != 0 && (*hz < 100 || *hz > 3800))
            throw invalid_field(in.path("tone_hz"), "Hertz from 100 to 3800, or 0 for speech");
        s.tone_hz = static_cast<double>(*hz);
    }
    return s;
}

std::shared_ptr<call> call_of(network& net, request& r) {
    auto c = net.find(r.params.at("id"));
    if (!c) throw not_found("No such call; GET /lab/v1/calls lists those of late");
    return c;
}

task<response> list_calls(network* net) {
    json::array items;
    for (const auto& c : net->calls()) items.push_back(c->to_json());
    co_return net::reply_list(std::move(items), std::nullopt);
}

task<response> one_call(network* net, request* r) {
    co_return net::reply(call_of(*net, *r)->to_json());
}

task<response> new_call(network* net, request* r) {
    auto in = r->json_body();
    auto from = number_of(in.text("from", {5, 20}), "from");
    std::string to;
    if (const auto typed = in.maybe_text("to", {5, 20})) to = number_of(*typed, "to");
    const auto said = read_script(in);
    in.done();
    const auto made = net->call_in(std::move(from), std::move(to), said);
    if (!made.ok() && made.error().code == "not_found")
        throw invalid_field("to", "No SIM of the lab has this number; GET /lab/v1/sims lists them");
    if (!made.ok() && made.error().code == "busy")
        throw conflict("no_idle_sim", made.error().detail);
    if (!made.ok()) throw unavailable(made.error().code, made.error().detail);
    co_return net::reply(made.value()->to_json(), 201);
}

task<response> hang_up(network* net, request* r) {
    const auto c = call_of(*net, *r);
    auto in = r->json_body();
    const auto cause = in.maybe_integer("cause").value_or(16);
    in.done();
    if (cause < 1 || cause > 127) throw invalid_field("cause", "A Q.850 cause, 1 to 127");
    if (c->over()) throw conflict("call_over", "The call is over");
    c->wish_hangup(static_cast<int>(cause));
    co_return net::no_content();
}

task<response> answer(network* net, request* r) {
    const auto c = call_of(*net, *r);
    if (c->over()) throw conflict("call_over", "The call is over");
    if (!c->to_borrower || c->state == call_state::talking)
        throw conflict("not_ringing", "Only a call that rings at the borrower can be answered");
    c->wish_answer();
    co_return net::no_content();
}

task<response> press(network* net, request* r) {
    const auto c = call_of(*net, *r);
    auto in = r->json_body();
    auto digits = in.text("digits", {1, 32});
    in.done();
    if (digits.find_first_not_of("0123456789*#ABCD") != std::string::npos)
        throw invalid_field("digits", "Of 0-9, *, #, A-D");
    if (c->state != call_state::talking) throw conflict("not_talking", "The call is not answered");
    const auto sent = co_await net->send_dtmf(c, std::move(digits));
    if (!sent.ok()) throw unavailable(sent.error().code, sent.error().detail);
    co_return net::no_content();
}

task<response> say(network* net, request* r) {
    const auto c = call_of(*net, *r);
    auto in = r->json_body();
    const auto said = read_script(in);
    in.done();
    net->say(*c, said.tone_hz.value_or(0));
    co_return net::no_content();
}

task<response> teach(network* net, request* r) {
    const auto number = number_of(r->params.at("number"), "number");
    auto in = r->json_body();
    const auto said = read_script(in);
    in.done();
    net->teach(number, said);
    const auto p = plan_for(number, said);
    co_return net::reply(json::object{{"number", number}, {"behaviour", to_string(p.behaviour)},
        {"ring_after_ms", p.ring_after_ms}, {"decide_after_ms", p.decide_after_ms},
        {"talk_for_ms", p.talk_for_ms}, {"cause", p.cause}, {"tone_hz", p.tone_hz}});
}

task<response> unteach(network* net, request* r) {
    net->unteach(number_of(r->params.at("number"), "number"));
    co_return net::no_content();
}

task<response> sims(network* net) {
    json::array items;
    for (const auto* g : net->boxes().all()) {
        for (const auto& p : g->box().ports()) {
            const auto* s = p.sim();
            if (s == nullptr) continue;
            const auto busy = g->box().call_on(p.index());
            constexpr int floor_dbm = -113, step_db = 2;  // CSQ, 3GPP TS 27.007 §8.5
            items.push_back({{"gateway", g->id()}, {"port", p.index()}, {"number", s->number},
                {"iccid", s->iccid}, {"imsi", s->imsi}, {"network", s->network},
                {"signal_dbm", floor_dbm + step_db * p.signal(now())},
                {"registered", p.state(now()) == registration::registered}, {"blocked", p.blocked},
                {"credit_paise", s->credit_paise},
                {"call", busy.empty() ? json::value() : json::value(busy)}});
        }
    }
    co_return net::reply_list(std::move(items), std::nullopt);
}

task<response> health(network* net) {
    co_return net::reply(json::object{{"status", net->ready() ? "ok" : "starting"},
        {"version", version()}, {"calls", static_cast<std::int64_t>(net->live())}});
}

task<response> set_main(network* net, request* r) {
    auto in = r->json_body();
    network::peer p;
    p.host = in.text("host", {1, 255});
    p.port = static_cast<std::uint16_t>(in.integer("port", {1, 65535}));
    in.done();
    net->set_peer(std::move(p));
    co_return net::no_content();
}

}  // namespace

void add_routes(net::router& routes, network& net) {
    const auto everyone = access::everyone();
    auto* n = &net;
    const std::string calls = "/lab/v1/calls";
    routes.add("GET", calls, everyone, [n](request&) { return list_calls(n); });
    routes.add("POST", calls, everyone, [n](request& r) { return new_call(n, &r); });
    routes.add("GET", calls + "/{id}", everyone, [n](request& r) { return one_call(n, &r); });
    routes.add(
        "POST", calls + "/{id}/hangup", everyone, [n](request& r) { return hang_up(n, &r); });
    routes.add("POST", calls + "/{id}/answer", everyone, [n](request& r) { return answer(n, &r); });
    routes.add("POST", calls + "/{id}/dtmf", everyone, [n](request& r) { return press(n, &r); });
    routes.add("PUT", calls + "/{id}/voice", everyone, [n](request& r) { return say(n, &r); });
    const std::string borrower = "/lab/v1/borrowers/{number}";
    routes.add("PUT", borrower, everyone, [n](request& r) { return teach(n, &r); });
    routes.add("DELETE", borrower, everyone, [n](request& r) { return unteach(n, &r); });
    routes.add("GET", "/lab/v1/sims", everyone, [n](request&) { return sims(n); });
    routes.add("GET", "/lab/v1/health", everyone, [n](request&) { return health(n); });
    routes.add("PUT", "/lab/v1/main", everyone, [n](request& r) { return set_main(n, &r); });
}

}  // namespace zenix::lab
