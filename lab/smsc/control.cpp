#include "lab/smsc/control.hpp"

#include "base/json.hpp"
#include "base/problem.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

namespace zenix::lab::smsc {
namespace {

using net::request;
using net::response;

std::string digits(std::string s) { return s.starts_with('+') ? s.substr(1) : s; }

json::object shown(const stored& s) {
    json::object tlvs;
    for (const auto& [tag, value] : s.wire.more) tlvs[fmt::format("{:04x}", tag)] = to_utf8(value);
    return {{"id", s.id}, {"from", to_utf8(s.from)}, {"to", to_utf8(s.to)},
        {"text", to_utf8(s.read.text)}, {"part", s.read.part}, {"parts", s.read.parts},
        {"reference", s.read.reference}, {"data_coding", s.wire.coding},
        {"esm_class", s.wire.esm_class}, {"registered_delivery", s.wire.registered},
        {"validity", s.wire.validity}, {"state", s.state}, {"at", to_rfc3339(s.at)},
        {"tlvs", std::move(tlvs)}};
}

task<response> one_centre(centre* c) {
    const auto& n = c->count();
    co_return net::reply(json::object{{"host", c->address().host}, {"port", c->address().port},
        {"system_id", c->address().system_id}, {"password", c->address().password},
        {"sessions", static_cast<std::int64_t>(c->sessions())},
        {"waiting", static_cast<std::int64_t>(c->waiting())},
        {"counters", json::object{{"binds", n.binds}, {"submits", n.submits},
                         {"accepted", n.accepted}, {"refused", n.refused}, {"receipts", n.receipts},
                         {"receipts_acked", n.receipts_acked}, {"inbound", n.inbound},
                         {"inbound_acked", n.inbound_acked}}},
        {"faults", to_json(c->faults)}});
}

task<response> set_faults(centre* c, request* r) {
    c->faults = read_faults(r->json_body());
    if (c->faults.send_outbind) c->send_outbind();
    if (c->faults.half_close) c->drop("half");
    co_return net::reply(to_json(c->faults));
}

task<response> drop(centre* c, request* r) {
    auto in = r->json_body();
    const auto how = in.choice("how", {"unbind", "reset", "half", "clean"});
    in.done();
    c->drop(how);
    co_return net::no_content();
}

task<response> list_texts(centre* c, request* r) {
    const auto to = digits(r->maybe_query("to").value_or(""));
    const auto limit = r->maybe_int_query("limit").value_or(100);
    json::array items;
    const auto& all = c->texts();
    for (auto t = all.rbegin(); t != all.rend() && static_cast<std::int64_t>(items.size()) < limit;
        ++t)
        if (to.empty() || t->to == to) items.push_back(shown(*t));
    co_return net::reply_list(std::move(items), std::nullopt);
}

task<response> forget(centre* c) {
    c->forget_texts();
    co_return net::no_content();
}

task<response> text_in(centre* c, request* r) {
    auto in = r->json_body();
    const auto from = in.text("from", {3, 20}), to = in.text("to", {1, 20});
    const auto text = in.text("text", {1, 10'000});
    const auto joining = in.maybe_choice("joining", {"udh", "sar", "payload"}).value_or("udh");
    in.done();
    c->text_in(from, to, text, joining);
    co_return net::no_content();
}

task<response> teach(centre* c, request* r) {
    auto in = r->json_body();
    const auto number = digits(r->params.at("number"));
    auto m = manner_of(number);
    if (auto state =
            in.maybe_choice("state", {"DELIVRD", "EXPIRED", "UNDELIV", "REJECTD", "UNKNOWN"}))
        m.state = *state;
    if (auto e = in.maybe_text("error", {0, 3})) m.error = *e;
    if (in.has("reply")) m.reply = in.maybe_text("reply", {1, 1000});
    if (const auto after = in.maybe_integer("reply_after_ms", {0, 3'600'000}))
        m.reply_after = ms(*after);
    if (const auto after = in.maybe_integer("receipt_after_ms", {0, 3'600'000}))
        m.receipt_after = ms(*after);
    in.done();
    c->teach(number, std::move(m));
    co_return net::no_content();
}

task<response> unteach(centre* c, request* r) {
    c->teach(digits(r->params.at("number")), std::nullopt);
    co_return net::no_content();
}

}  // namespace

void add_smsc_routes(net::router& routes, centre& centre_) {
    const auto everyone = access::everyone();
    auto* c = &centre_;
    const std::string base = "/lab/v1/smsc";
    routes.add("GET", base, everyone, [c](request&) { return one_centre(c); });
    routes.add("PUT", base + "/faults", everyone, [c](request& r) { return set_faults(c, &r); });
    routes.add("POST", base + "/drop", everyone, [c](request& r) { return drop(c, &r); });
    routes.add("GET", base + "/texts", everyone, [c](request& r) { return list_texts(c, &r); });
    routes.add("DELETE", base + "/texts", everyone, [c](request&) { return forget(c); });
    routes.add("POST", base + "/texts", everyone, [c](request& r) { return text_in(c, &r); });
    const auto borrower = base + "/borrowers/{number}";
    routes.add("PUT", borrower, everyone, [c](request& r) { return teach(c, &r); });
    routes.add("DELETE", borrower, everyone, [c](request& r) { return unteach(c, &r); });
}

}  // namespace zenix::lab::smsc
