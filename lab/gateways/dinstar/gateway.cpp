#include "lab/gateways/dinstar/gateway.hpp"

#include "base/problem.hpp"
#include "lab/gateways/dice.hpp"
#include "net/client.hpp"

#include <fmt/format.h>

#include <array>

namespace zenix::lab {
namespace {

constexpr std::array schemes{"none", "basic", "digest", "both"};

login::scheme scheme_named(std::string_view name) {
    for (std::size_t i = 0; i < schemes.size(); ++i)
        if (schemes.at(i) == name) return static_cast<login::scheme>(i);
    return login::scheme::digest;
}

std::string serial_of(const box_settings& s) {
    const auto n = mix(s.shape.seed + static_cast<std::uint64_t>(s.shape.first_number));
    return fmt::format("db00-{:04x}-{:04x}-{:04x}", n >> 48U, n >> 32U & 0xFFFFU, n & 0xFFFFU);
}

}  // namespace

dinstar_gateway::dinstar_gateway(asio::any_io_executor ex, box_settings s)
    : gateway(ex, std::move(s)), api_(box_, serial_of(settings_)),
      http_(
          ex, [this](const box_request& r) { return api_.answer(r, now()); }, settings_.port),
      pusher_(ex) {
    api_.login.user = settings_.username;
    api_.login.password = settings_.password;
    api_.login.kind = scheme_named(settings_.auth);
}

std::string dinstar_gateway::url() const { return fmt::format("http://127.0.0.1:{}", port()); }

placed_call dinstar_gateway::place(
    std::string_view user, std::string_view caller, const sip_address& from, sys_ms at) {
    return api_.routing.place(user, caller, from, box_, at);
}

sip_address dinstar_gateway::destination(int port) const { return api_.routing.destination(port); }

void dinstar_gateway::set_main(sip_address main) {
    api_.routing.set_main(main);
    gateway::set_main(std::move(main));
}

void dinstar_gateway::step(sys_ms at) {
    box_.step(at);
    for (const auto& e : box_.take_events()) {
        auto body = api_.push_body(e);
        if (!body.empty()) pusher_.push(std::move(body));
    }
}

void dinstar_gateway::set_maker(fields& in) {
    if (const auto a = in.maybe_choice("auth", {"none", "basic", "digest", "both"})) {
        api_.login.kind = scheme_named(*a);
        settings_.auth = *a;
    }
    if (const auto refuse = in.maybe_flag("refuse_login")) api_.login.refuse_all = *refuse;
    if (const auto uses = in.maybe_integer("nonce_uses", {1, 1'000'000}))
        api_.login.nonce_uses = static_cast<int>(*uses);
    if (in.maybe_flag("expire_nonce").value_or(false)) api_.login.expire_nonce();
    if (const auto skew = in.maybe_integer("clock_skew_s", {-31'536'000, 31'536'000}))
        api_.clock_skew = ms(*skew * 1000);
    if (const auto zone = in.maybe_integer("zone_minutes", {-840, 840}))
        api_.zone_minutes = static_cast<int>(*zone);
    if (const auto u = in.maybe_text("push_url", {0, 2000})) {
        if (!u->empty() && !net::parse_url(*u))
            throw invalid_field(in.path("push_url"), "An http address, or nothing");
        pusher_.set_url(*u);
    }
    auto how = pusher_.manner();
    if (const auto m = in.maybe_choice("push_method", {"POST", "PUT", "GET"})) how.method = *m;
    if (const auto t = in.maybe_text("push_type", {1, 100})) how.type = *t;
    if (const auto n = in.maybe_integer("push_tries", {1, 10})) how.tries = static_cast<int>(*n);
    if (const auto s = in.maybe_flag("push_only_200")) how.only_200 = *s;
    if (const auto p = in.maybe_flag("push_paused")) how.paused = *p;
    pusher_.set_manner(std::move(how));
    if (const auto ticked = in.maybe_texts("push_events"))
        api_.pushed = {ticked->begin(), ticked->end()};
    auto& d = api_.dialect;
    if (auto o = in.maybe_object("dialect")) {
        if (const auto v = o->maybe_choice("incoming_method", {"get", "post", "both"}))
            d.incoming_method = *v;
        if (const auto v =
                o->maybe_choice("queue_name", {"query_sms_in_queue", "query_sms_queue", "both"}))
            d.queue_name = *v;
        if (const auto v = o->maybe_text("registered_word", {1, 40})) d.registered_word = *v;
        if (const auto v = o->maybe_flag("reset_needs_param")) d.reset_needs_param = *v;
        if (const auto v = o->maybe_flag("incoming_imsi")) d.incoming_imsi = *v;
        if (const auto v = o->maybe_flag("push_user_id")) d.push_user_id = *v;
        if (const auto v = o->maybe_flag("billing")) d.billing = *v;
        if (const auto v = o->maybe_integer("recipients_max", {1, 1000}))
            d.recipients_max = static_cast<int>(*v);
        if (const auto v = o->maybe_integer("page_bytes", {100, 1'000'000}))
            d.page_bytes = static_cast<int>(*v);
        if (const auto v = o->maybe_text("reason", {1, 60})) d.reason = *v;
        o->done();
    }
}

json::object dinstar_gateway::maker_json() const {
    const auto& d = api_.dialect;
    json::array ticked;
    for (const auto& name : api_.pushed) ticked.emplace_back(name);
    return {{"serial", api_.serial}, {"auth", settings_.auth},
        {"refuse_login", api_.login.refuse_all}, {"nonce_uses", api_.login.nonce_uses},
        {"clock_skew_s", api_.clock_skew.count() / 1000}, {"zone_minutes", api_.zone_minutes},
        {"push_url", pusher_.url()}, {"push_method", pusher_.manner().method},
        {"push_type", pusher_.manner().type}, {"push_tries", pusher_.manner().tries},
        {"push_only_200", pusher_.manner().only_200}, {"push_paused", pusher_.manner().paused},
        {"push_events", std::move(ticked)}, {"pushes_delivered", pusher_.delivered()},
        {"pushes_lost", pusher_.lost()}, {"requests", http_.requests()},
        {"dialect",
            json::object{{"incoming_method", d.incoming_method}, {"queue_name", d.queue_name},
                {"registered_word", d.registered_word}, {"reset_needs_param", d.reset_needs_param},
                {"incoming_imsi", d.incoming_imsi}, {"push_user_id", d.push_user_id},
                {"billing", d.billing}, {"recipients_max", d.recipients_max},
                {"page_bytes", d.page_bytes}, {"reason", d.reason}}}};
}

}  // namespace zenix::lab
