#include "app/application.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "app/health.hpp"
#include "app/page.hpp"
#include "app/parts.hpp"
#include "app/watching.hpp"
#include "audit/routes.hpp"
#include "base/log.hpp"
#include "base/phone.hpp"
#include "base/problem.hpp"
#include "calls/routes.hpp"
#include "compliance/routes.hpp"
#include "crm/routes.hpp"
#include "dialer/routes.hpp"
#include "gateways/gateway_routes.hpp"
#include "gateways/routes.hpp"
#include "gateways/settlement.hpp"
#include "gateways/sim_routes.hpp"
#include "identity/routes.hpp"
#include "pg/cluster.hpp"
#include "sms/routes.hpp"
#include "watch/routes.hpp"

namespace zenix::app {

net::server_options web_options(const config& c) {
    net::server_options web;
    web.host = c.http_host;
    web.port = c.http_port;
    web.tls_certificate_file = c.tls_certificate_file;
    web.tls_key_file = c.tls_key_file;
    web.trusted_proxies = c.trusted_proxies;
    return web;
}

application::application(asio::io_context& io, config c) : parts_(std::make_unique<parts>(io, std::move(c))) {}
application::~application() = default;

application::parts& application::inside() { return *parts_; }
std::string application::url() const {
    if (!parts_->settings.public_origin.empty()) return parts_->settings.public_origin;
    auto host = parts_->settings.http_host;
    if (host == "0.0.0.0") host = "127.0.0.1";
    if (host == "::") host = "::1";
    if (host.find(':') != std::string::npos) host = "[" + host + "]";
    return fmt::format("{}://{}:{}", parts_->settings.tls_key_file.empty() ? "http" : "https", host,
                       parts_->http->port());
}
std::string application::database_url() const { return parts_->database_url; }
std::uint16_t application::sip_port() const { return parts_->node->settings().sip_port; }
std::uint16_t application::smpp_port() const {
    return parts_->smpp ? parts_->smpp->port() : std::uint16_t{0};
}

namespace {

/// Failures of the database are the caller's to know about, without its words.
std::optional<problem> map_exception(std::exception_ptr fault) {
    try {
        std::rethrow_exception(fault);
    } catch (const pg::unavailable&) {
        return unavailable("database_away", "The database is away for the moment; nothing was changed. Try again.");
    } catch (...) {
        return std::nullopt;
    }
}

task<void> every(ms period, std::function<task<void>()> what, std::string name) {
    for (;;) {
        const bool awake = co_await sleep_for(period);
        if (!awake) co_return;
        try {
            auto once = what();
            co_await std::move(once);
        } catch (const std::exception& e) {
            log::warn("app", "periodic work failed", {{"work", name}, {"why", e.what()}});
        }
    }
}

/// Asterisk answers: what it lost with its last life is pushed again, then calls are compared.
task<void> link_up(application::parts& p) {
    const auto now_running = p.node->process();
    if (p.known_asterisk && now_running != p.known_asterisk) {
        log::warn("app", "Asterisk came back new; its calls are closed", {});
        p.asterisk_restarted = true;
        p.calls->asterisk_lost();
        p.phones->asterisk_restarted();
    }
    p.known_asterisk = now_running;
    co_await p.trunks->push_all();
    co_await p.calls->adopt();
    p.linked = true;
    p.campaigns->telephony(true);
}

task<void> look_at_credit(application::parts& p) {
    p.credit->look();
    co_return;
}

task<void> link_down(application::parts& p) {
    p.linked = false;
    p.campaigns->telephony(false);
    // A node that died takes its calls along; a link that broke does not.
    const auto was = p.known_asterisk;
    if (was && !process::alive(*was)) {
        p.calls->asterisk_lost();
        p.phones->asterisk_restarted();
        p.asterisk_restarted = true;
        p.known_asterisk.reset();
    }
    co_return;
}

}  // namespace

task<void> application::start(step before_serving) {
    auto& p = *parts_;
    p.say("database");
    co_await p.open_database();
    p.say("telephone server");
    co_await p.open_telephony();
    p.make_rooms();
    co_await p.people->start();
    co_await p.roads->load(*p.db);
    co_await p.boxes->load();
    co_await p.floor->load(*p.db);
    p.calls->load();
    co_await p.outcomes->forgive_written();
    co_await p.campaigns->load();
    co_await p.texts->load();
    co_await p.watch->load();

    p.ari->on_event([&p](const asterisk::event& e) {
        p.calls->on_event(e);
        p.test_calls->on_event(e);
    });
    p.ami->on_contact([&p](const asterisk::contact_status& c) { p.trunks->on_contact(c); });
    p.ari->on_state([&p](bool up) {
        p.tasks.spawn(up ? "link up" : "link down", up ? link_up(p) : link_down(p));
    });
    p.ari->set_release_lookup([&p](std::string_view id) { return p.trace->find(id); });
    p.phones->on_presence([&p](std::int64_t user, const std::string& endpoint, bool there) {
        p.calls->phone_changed(user, endpoint, there);
    });
    p.tasks.spawn("ari", p.ari->run());
    p.tasks.spawn("ami", p.ami->run());
    p.tasks.spawn("sip trace", p.trace->run());
    p.tasks.spawn("asterisk", p.node->watch());
    p.tasks.spawn("asterisk answers", p.node->guard());
    p.tasks.spawn("call log", p.log->run());
    p.tasks.spawn("sweep", every(ms(5000), [&p] { return p.calls->sweep(); }, "sweep"));
    p.tasks.spawn("trunks", every(ms(5000), [&p] { return p.trunks->check(); }, "trunks"));
    p.tasks.spawn("intents", every(ms(1000), [&p] { p.floor->tick(p.linked); return p.floor->flush(*p.db); }, "intents"));
    p.tasks.spawn("sim use", every(ms(1000), [&p] { p.routing->tick(); return p.roads->flush(*p.db); }, "sim use"));

    p.tasks.spawn("sim credit", every(ms(30'000), [&p] { return look_at_credit(p); }, "sim credit"));
    p.tasks.spawn("sim signals", every(ms(900'000), [&p] { return p.credit->keep_signals(); }, "sim signals"));
    p.tasks.spawn("old counters", every(ms(6 * 3'600'000), [&p] { return gateways::forget_old_settlements(*p.db); }, "old counters"));

    p.routes.set_exception_mapper(map_exception);
    identity::add_routes(p.routes, *p.people);
    audit::add_routes(p.routes, *p.db);
    crm::add_routes(p.routes, *p.db, p.pool, p.settings.home_country);
    compliance::add_routes(p.routes, *p.gate, *p.db);
    gateways::add_routes(p.routes, *p.roads, *p.trunks, *p.db);
    gateways::add_gateway_routes(p.routes, *p.boxes, *p.db, [&p] {
        const auto& s = p.settings;
        return std::pair(s.external_address.empty() ? s.sip_bind : s.external_address,
                         static_cast<int>(p.node->settings().sip_port));
    });
    gateways::add_sim_routes(p.routes, *p.roads, *p.boxes, *p.credit, *p.db);
    agents::add_routes(p.routes, *p.floor, *p.phones, p.settings.public_origin, p.settings.ice_servers);
    calls::add_routes(p.routes, {*p.calls, *p.desk, *p.outcomes, *p.log, p.rec.get(), *p.floor, p.hub, *p.db});
    sms::add_routes(p.routes, *p.texts);
    calls::add_test_call_route(p.routes, *p.test_calls, *p.roads, *p.db);
    dialer::add_routes(p.routes, {*p.campaigns, *p.db, p.pool, *p.gate, *p.roads, p.people->people(), p.settings.home_country});
    watch::add_routes(p.routes, *p.watch, *p.db);
    p.streams = std::make_unique<event_streams>(p.routes, p.hub);
    add_health(p.routes, p.health());
    add_page(p.routes);

    if (before_serving) {
        auto last = before_serving(p);
        co_await std::move(last);
    }
    p.http = std::make_unique<net::server>(p.io.get_executor(), web_options(p.settings), p.routes);
    p.http->listen();
    p.texts->run(p.tasks);
    p.tasks.spawn("texts of SIMs", p.sim_ears->run());
    if (p.smpp) p.smpp->open(p.tasks);
    p.watch->set_page(url() + "/alerts");
    add_sources(p);
    p.watch->run(p.tasks);
    p.campaigns->run(p.tasks);
}

task<void> application::stop() {
    auto& p = *parts_;
    if (p.http) co_await p.http->stop(ms(2000));
    if (p.campaigns) co_await p.campaigns->stop();
    if (p.calls) co_await p.calls->stop(ms(1000));
    if (p.floor && p.db) co_await p.floor->flush(*p.db);
    if (p.roads && p.db) co_await p.roads->flush(*p.db);
    if (p.credit) co_await p.credit->stop(ms(1000));
    if (p.boxes) co_await p.boxes->stop(ms(1000));
    if (p.people) co_await p.people->stop();
    if (p.smpp) co_await p.smpp->close();
    if (p.texts) co_await p.texts->stop();
    if (p.watch) co_await p.watch->stop();
    p.tasks.cancel();
    co_await p.tasks.join(ms(2000));
    if (p.db) co_await p.db->stop();
}

task<void> application::stop_private_servers() {
    auto& p = *parts_;
    if (p.node) {
        co_await p.node->stop();
        // Empty by now; a recording that could not be sealed keeps its folder and its audio.
        std::error_code kept;
        for (const auto* below : {"/monitor", ""})
            std::filesystem::remove(p.node->settings().spool + below, kept);
    }
    if (!p.cluster_folder.empty()) co_await pg::stop_cluster(p.cluster_folder);
}

}  // namespace zenix::app
