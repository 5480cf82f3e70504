#include "lab/gateways/control.hpp"

#include "base/json.hpp"
#include "base/problem.hpp"
#include "lab/gateways/pusher.hpp"

#include <array>

namespace zenix::lab {
namespace {

using net::request;
using net::response;

gateway& box_of(rack& boxes, request& r) {
    auto* g = boxes.find(r.params.at("id"));
    if (g == nullptr) throw not_found("No such box; GET /lab/v1/gateways lists them");
    return *g;
}

gsm_port& port_of(gateway& g, request& r) {
    auto* p = g.box().at(static_cast<int>(r.int_param("port")));
    if (p == nullptr) throw not_found("The box has no such port; they count from 0");
    return *p;
}

constexpr std::array ussd_manners{"answer", "busy", "silent", "refused"};

json::object written(const ussd_script& u) {
    return {{"manner", ussd_manners.at(static_cast<std::size_t>(u.what))}, {"text", opt(u.text)},
        {"late_ms", u.late.count()}, {"hex", u.hex}};
}

ussd_script read_ussd(fields& in) {
    ussd_script u;
    const auto said = in.maybe_choice("manner", {"answer", "busy", "silent", "refused"});
    for (std::size_t i = 0; said && i < ussd_manners.size(); ++i)
        if (*said == ussd_manners.at(i)) u.what = static_cast<ussd_script::manner>(i);
    u.text = in.maybe_text("text", {0, 1000});
    u.late = ms(in.maybe_integer("late_ms", {0, 600'000}).value_or(0));
    u.hex = in.maybe_flag("hex").value_or(false);
    in.done();
    return u;
}

json::object written(const gsm_port& p) {
    const auto* s = p.sim();
    json::object out{{"port", p.index()}, {"state", to_string(p.state(now()))},
        {"fault", to_string(p.fault)}, {"blocked", p.blocked}, {"slot", p.slot()},
        {"slots", static_cast<std::int64_t>(p.slots())}, {"signal", p.signal(now())},
        {"imei", p.imei()}, {"flap_ms", p.flap.count()}, {"ussd", written(p.ussd)},
        {"sim", nullptr}};
    out["busy_for"] = p.busy_for().empty() ? json::value() : json::value(p.busy_for());
    if (s != nullptr)
        out["sim"] = json::object{{"number", s->number}, {"iccid", s->iccid}, {"imsi", s->imsi},
            {"network", s->network}, {"credit_paise", s->credit_paise},
            {"drain_paise", s->drain_paise}, {"congestion_cause", s->congestion_cause},
            {"no_credit_cause", s->no_credit_cause}, {"pin_set", !s->pin.empty()},
            {"pin_tries", s->pin_tries}};
    return out;
}

json::object written(const wire_faults& f) {
    json::object out{{"dead", f.dead}, {"stall", f.stall}, {"delay_ms", f.delay_ms},
        {"status", f.status}, {"wrong_types", f.wrong_types},
        {"padding", static_cast<std::int64_t>(f.padding)}};
    out["reset_after"] =
        f.reset_after ? json::value(static_cast<std::int64_t>(*f.reset_after)) : json::value();
    out["rubbish"] = opt(f.rubbish);
    out["serial"] = opt(f.wrong_serial);
    return out;
}

json::object written(const sip_faults& f) {
    return {{"dead", f.dead}, {"delay_ms", f.delay_ms}, {"drop_percent", f.drop_percent}};
}

json::object written(const voice_manner& v) {
    return {{"answer_on_alerting", v.answer_on_alerting}, {"early_183", v.early_183},
        {"inbound_user", v.inbound_user}, {"anonymous", v.anonymous},
        {"keep_alive_s", v.keep_alive_s}, {"only_cause", v.only_cause}};
}

json::object written(const gateway& g) {
    const auto& s = g.settings();
    const auto& texts = g.box().outbox.faults;
    json::array ports;
    for (const auto& p : g.box().ports()) ports.push_back(written(p));
    return {{"id", s.id}, {"driver", s.maker}, {"url", g.url()}, {"username", s.username},
        {"sip_host", "127.0.0.1"}, {"sip_port", g.sip().port()}, {"powered", g.powered()},
        {"speed", s.shape.speed}, {"ports", std::move(ports)}, {"wire", written(g.wire())},
        {"sip", written(g.sip().faults())}, {"voice", written(g.voice)},
        {"texts",
            json::object{{"fail_percent", texts.fail_percent},
                {"lost_report_percent", texts.lost_report_percent},
                {"report_code", texts.report_code}, {"late_report_ms", texts.late_report.count()},
                {"inbox_limit", static_cast<std::int64_t>(g.box().inbox.limit)},
                {"inbox", static_cast<std::int64_t>(g.box().inbox.all().size())},
                {"inbox_refused", g.box().inbox.refused}}},
        {"maker", g.maker_json()}};
}

double read_speed(fields& in) {
    const auto s = in.maybe_integer("speed", {1, 10'000});
    return s ? static_cast<double>(*s) : 1;
}

box_settings read_settings(fields& in) {
    box_settings s;
    s.id = in.text("id", {1, 32});
    if (s.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
        throw invalid_field("id", "Of a-z, 0-9 and -");
    s.maker = in.text("driver", {1, 32});
    s.shape.ports = static_cast<int>(in.maybe_integer("ports", {1, 32}).value_or(8));
    s.shape.slots = static_cast<int>(in.maybe_integer("slots", {1, 4}).value_or(1));
    s.shape.first_number = in.maybe_integer("first_number", {10'000'000, 999'999'999'999'999})
                               .value_or(s.shape.first_number);
    s.shape.first_card = in.maybe_integer("first_card", {0, 99'999'999'999'999})
                             .value_or(s.shape.first_number % 100'000'000'000);
    s.shape.seed = static_cast<std::uint64_t>(
        in.maybe_integer("seed", {0, 1'000'000'000}).value_or(s.shape.first_number % 1'000'000));
    s.shape.speed = read_speed(in);
    s.port = static_cast<std::uint16_t>(in.maybe_integer("port", {0, 65535}).value_or(0));
    s.sip_port = static_cast<std::uint16_t>(in.maybe_integer("sip_port", {0, 65535}).value_or(0));
    s.username = in.maybe_text("username", {1, 64}).value_or("admin");
    s.password = in.maybe_text("password", {1, 64}).value_or("admin");
    return s;
}

wire_faults read_wire(fields& in) {
    wire_faults f;
    f.dead = in.maybe_flag("dead").value_or(false);
    f.stall = in.maybe_flag("stall").value_or(false);
    f.delay_ms = static_cast<int>(in.maybe_integer("delay_ms", {0, 600'000}).value_or(0));
    if (const auto n = in.maybe_integer("reset_after", {0, 100'000'000}))
        f.reset_after = static_cast<std::size_t>(*n);
    f.status = static_cast<int>(in.maybe_integer("status", {200, 599}).value_or(0));
    f.rubbish = in.maybe_text("rubbish", {0, 60'000});
    f.wrong_types = in.maybe_flag("wrong_types").value_or(false);
    f.padding = static_cast<std::size_t>(in.maybe_integer("padding", {0, 64 << 20}).value_or(0));
    f.wrong_serial = in.maybe_text("serial", {0, 64});
    in.done();
    return f;
}

task<response> list(rack* boxes) {
    json::array items;
    for (const auto* g : boxes->all()) items.push_back(written(*g));
    co_return net::reply_list(std::move(items), std::nullopt);
}

task<response> one(rack* boxes, request* r) { co_return net::reply(written(box_of(*boxes, *r))); }

task<response> create(rack* boxes, request* r) {
    auto in = r->json_body();
    auto s = read_settings(in);
    // Checked before it stands, so that a wrong word leaves no box behind.
    const auto count = boxes->all().size();
    auto& g = boxes->add(s);
    try {
        g.set_maker(in);
        in.done();
    } catch (...) {
        if (boxes->all().size() > count) boxes->remove(s.id);
        throw;
    }
    if (boxes->on_added) {
        auto known = boxes->on_added(s.id);
        co_await std::move(known);
    }
    // It may have been taken away in the meantime.
    const auto* made = boxes->find(s.id);
    if (made == nullptr) throw conflict("box_gone", "The box was removed while it was made");
    co_return net::reply(written(*made), 201);
}

task<response> remove(rack* boxes, request* r) {
    auto& g = box_of(*boxes, *r);
    if (&g == boxes->first()) throw conflict("own_box", "The lab's own box stays");
    const std::string id = g.id();
    boxes->remove(id);
    if (boxes->on_removed) {
        auto forgotten = boxes->on_removed(id);
        co_await std::move(forgotten);
    }
    co_return net::no_content();
}

task<response> set_wire(rack* boxes, request* r) {
    auto& g = box_of(*boxes, *r);
    auto in = r->json_body();
    if (!g.powered()) throw conflict("no_power", "The box has no power; PUT power first");
    g.set_wire_faults(read_wire(in));
    co_return net::reply(written(g.wire()));
}

task<response> set_power(rack* boxes, request* r) {
    auto& g = box_of(*boxes, *r);
    auto in = r->json_body();
    const bool on = in.flag("on");
    in.done();
    g.power(on, now());
    boxes->step(now());
    co_return net::reply(written(g));
}

task<response> set_sip(rack* boxes, request* r) {
    auto& g = box_of(*boxes, *r);
    auto in = r->json_body();
    sip_faults f;
    f.dead = in.maybe_flag("dead").value_or(false);
    f.delay_ms = static_cast<int>(in.maybe_integer("delay_ms", {0, 60'000}).value_or(0));
    f.drop_percent = static_cast<int>(in.maybe_integer("drop_percent", {0, 100}).value_or(0));
    in.done();
    g.sip().set_faults(f);
    co_return net::reply(written(f));
}

task<response> set_voice(rack* boxes, request* r) {
    auto& g = box_of(*boxes, *r);
    auto in = r->json_body();
    voice_manner v;
    v.answer_on_alerting = in.maybe_flag("answer_on_alerting").value_or(false);
    v.early_183 = in.maybe_flag("early_183").value_or(false);
    v.inbound_user = in.maybe_text("inbound_user", {0, 32}).value_or("");
    if (v.inbound_user.find_first_not_of("+0123456789abcdefghijklmnopqrstuvwxyz") !=
        std::string::npos)
        throw invalid_field("inbound_user", "Of a-z, 0-9 and +");
    v.anonymous = in.maybe_flag("anonymous").value_or(false);
    v.keep_alive_s = static_cast<int>(in.maybe_integer("keep_alive_s", {0, 3600}).value_or(0));
    v.only_cause = static_cast<int>(in.maybe_integer("only_cause", {0, 127}).value_or(0));
    in.done();
    g.voice = v;
    if (boxes->on_added) {
        auto known = boxes->on_added(g.id());
        co_await std::move(known);
    }
    co_return net::reply(written(v));
}

task<response> set_maker(rack* boxes, request* r) {
    auto& g = box_of(*boxes, *r);
    auto in = r->json_body();
    g.set_maker(in);
    in.done();
    co_return net::reply(g.maker_json());
}

task<response> set_texts(rack* boxes, request* r) {
    auto& g = box_of(*boxes, *r);
    auto in = r->json_body();
    text_faults f;
    f.fail_percent = static_cast<int>(in.maybe_integer("fail_percent", {0, 100}).value_or(0));
    f.lost_report_percent =
        static_cast<int>(in.maybe_integer("lost_report_percent", {0, 100}).value_or(0));
    f.report_code = static_cast<int>(in.maybe_integer("report_code", {0, 255}).value_or(0));
    f.late_report = ms(in.maybe_integer("late_report_ms", {0, 86'400'000}).value_or(0));
    const auto limit = in.maybe_integer("inbox_limit", {0, 100'000});
    in.done();
    g.box().outbox.faults = f;
    g.box().inbox.limit = static_cast<std::size_t>(limit.value_or(500));
    co_return net::reply(written(g)["texts"]);
}

// A port as a test wants it. What is left out stays as it is.
task<response> set_port(rack* boxes, request* r) {
    auto& g = box_of(*boxes, *r);
    auto& p = port_of(g, *r);
    auto in = r->json_body();
    const auto fault = in.maybe_choice("fault", {"none", "lost", "no_sim", "unregistered"});
    const auto blocked = in.maybe_flag("blocked");
    const auto power = in.maybe_flag("power");
    const bool reset = in.maybe_flag("reset").value_or(false);
    const auto slot = in.maybe_integer("slot", {0, 3});
    const auto signal = in.maybe_integer("signal", {0, 31});
    const auto credit = in.maybe_integer("credit_paise", {-10'000'000, 1'000'000'000});
    const auto congestion = in.maybe_integer("congestion_cause", {0, 127});
    const auto no_credit = in.maybe_integer("no_credit_cause", {1, 127});
    const auto pin = in.maybe_text("pin", {0, 8});
    const auto tries = in.maybe_integer("pin_tries", {0, 3});
    const auto drain = in.maybe_integer("drain_paise", {0, 10'000'000});
    const auto flap = in.maybe_integer("flap_ms", {0, 3'600'000});
    std::optional<ussd_script> ussd;
    if (auto said = in.maybe_object("ussd")) ussd = read_ussd(*said);
    in.done();
    if (fault) p.fault = *parse_port_fault(*fault);
    if (blocked) p.blocked = *blocked;
    if (signal) p.base_signal = static_cast<int>(*signal);
    if (flap) p.flap = ms(*flap);
    if (ussd) p.ussd = *std::move(ussd);
    if (slot && !p.choose_slot(static_cast<int>(*slot), now(), g.box().pace))
        throw invalid_field("slot", "The port has no such slot");
    if (auto* s = p.sim()) {
        if (credit) s->credit_paise = *credit;
        if (drain) s->drain_paise = *drain;
        if (congestion) s->congestion_cause = static_cast<int>(*congestion);
        if (no_credit) s->no_credit_cause = static_cast<int>(*no_credit);
        if (pin) s->pin = *pin;
        if (pin) s->open = false;
        if (tries) s->pin_tries = static_cast<int>(*tries);
    }
    if (power) p.power(*power, now(), g.box().pace);
    if (reset) p.reset(now(), g.box().pace);
    co_return net::reply(written(p));
}

task<response> text_in(rack* boxes, request* r) {
    auto& g = box_of(*boxes, *r);
    auto in = r->json_body();
    const auto port = static_cast<int>(in.maybe_integer("port", {0, 31}).value_or(0));
    auto from = in.text("from", {1, 24});
    auto text = in.text("text", {0, 4000});
    const auto times = in.maybe_integer("times", {1, 5000}).value_or(1);
    in.done();
    std::int64_t last = 0, taken = 0;
    for (std::int64_t i = 0; i < times; ++i) {
        const auto id = g.box().receive(port, from, text, now());
        if (id == 0) continue;
        last = id;
        ++taken;
    }
    co_return net::reply(json::object{{"id", last}, {"taken", taken}}, 201);
}

// Not by the box: a push with any body, from any address of this machine.
task<response> forge_push(request* r) {
    auto in = r->json_body();
    auto url = in.text("url", {1, 2000});
    auto from = in.maybe_text("from", {1, 64}).value_or("127.0.0.9");
    auto body = in.text("body", {0, 1'000'000});
    in.done();
    const int status = co_await push_as_stranger(std::move(from), std::move(url), std::move(body));
    co_return net::reply(json::object{{"status", status}});
}

task<response> texts_out(rack* boxes, request* r) {
    auto& g = box_of(*boxes, *r);
    static constexpr std::array words{"queued", "sending", "sent", "failed", "delivered"};
    json::array items;
    for (const auto& t : g.box().outbox.all())
        items.push_back({{"id", t.id}, {"port", t.port}, {"number", t.number}, {"text", t.text},
            {"segments", t.segments}, {"status", words.at(static_cast<std::size_t>(t.state))},
            {"status_code", t.status_code}, {"user_id", t.user_id}, {"client_id", t.client_id}});
    co_return net::reply_list(std::move(items), std::nullopt);
}

}  // namespace

void add_gateway_routes(net::router& routes, rack& boxes) {
    const auto everyone = access::everyone();
    auto* b = &boxes;
    const std::string all = "/lab/v1/gateways", box = all + "/{id}";
    routes.add("GET", all, everyone, [b](request&) { return list(b); });
    routes.add("POST", all, everyone, [b](request& r) { return create(b, &r); });
    routes.add("GET", box, everyone, [b](request& r) { return one(b, &r); });
    routes.add("DELETE", box, everyone, [b](request& r) { return remove(b, &r); });
    routes.add("PUT", box + "/wire", everyone, [b](request& r) { return set_wire(b, &r); });
    routes.add("PUT", box + "/power", everyone, [b](request& r) { return set_power(b, &r); });
    routes.add("PUT", box + "/sip", everyone, [b](request& r) { return set_sip(b, &r); });
    routes.add("PUT", box + "/voice", everyone, [b](request& r) { return set_voice(b, &r); });
    routes.add("PUT", box + "/maker", everyone, [b](request& r) { return set_maker(b, &r); });
    routes.add("PUT", box + "/text-faults", everyone, [b](request& r) { return set_texts(b, &r); });
    routes.add("PUT", box + "/ports/{port}", everyone, [b](request& r) { return set_port(b, &r); });
    routes.add("POST", box + "/texts", everyone, [b](request& r) { return text_in(b, &r); });
    routes.add(
        "POST", "/lab/v1/forged-pushes", everyone, [](request& r) { return forge_push(&r); });
    routes.add("GET", box + "/texts", everyone, [b](request& r) { return texts_out(b, &r); });
}

}  // namespace zenix::lab
