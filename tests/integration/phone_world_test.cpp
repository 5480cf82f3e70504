// The world of phone_world.hpp. (Named so that it is found; it holds no tests.)
#include "tests/integration/helpers.hpp"
#include "tests/integration/phone_world.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <stdlib.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

namespace zenix::tests {

using asterisk::variable_map;

namespace {

constexpr int eternity_s = 600;

asterisk::node_settings main_settings(const std::string& folder) {
    asterisk::node_settings s;
    s.folder = folder + "/main";
    s.external_media = true;  // the tests' telecaller
    return s;
}

// A mouth and an ear at `address` (our media_leg) as a channel in `bridge`; the port to talk to.
task<std::uint16_t> join_voice(asterisk::verbs* ari, std::string bridge, std::string address) {
    const auto id = "voice-" + bridge;
    const auto made = co_await ari->external_media(id, std::move(address), "ulaw", {"voice"});
    const auto text = co_await ari->variable(id, "UNICASTRTP_LOCAL_PORT");
    (void)co_await ari->create_bridge(bridge);
    const auto joined = co_await ari->join(bridge, id);
    std::uint16_t port = 0;
    if (text.ok())
        std::from_chars(text.value().data(), text.value().data() + text.value().size(), port);
    if (!made.ok() || !joined.ok() || port == 0) throw std::runtime_error("no voice in " + bridge);
    co_return port;
}

task<result<asterisk::channel>> dial_into(asterisk::verbs* ari, std::string id, int port,
    std::string number, std::string bridge, int timeout_s) {
    asterisk::leg_request leg;
    leg.id = id;
    char digits[8];
    std::snprintf(digits, sizeof digits, "%02d", port);
    leg.endpoint = "PJSIP/" + std::string(digits) + number.substr(1) + "@gateway";
    leg.args = {"borrower"};
    leg.formats = {"ulaw"};
    leg.caller = {"", "+918000000001"};
    auto made = co_await ari->create(std::move(leg));
    if (!made.ok()) co_return made;
    if (!bridge.empty()) {
        const auto joined = co_await ari->join(bridge, id);
        if (!joined.ok()) co_return joined.error();
    }
    const auto dialled = co_await ari->dial(id, timeout_s);
    if (!dialled.ok()) co_return dialled.error();
    co_return made;
}

}  // namespace

phone_world::phone_world() : beat_(io.get_executor()) {
    folder = "/tmp/zenix-phones-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) throw std::runtime_error("mkdtemp");
    tasks = std::make_unique<task_group>(io.get_executor());
    const auto where = asterisk::find_install();
    if (!where.ok()) throw std::runtime_error(where.error().detail);
    node = std::make_unique<asterisk::node>(
        io.get_executor(), asterisk::keep_settings(main_settings(folder)), where.value());
    trace = std::make_unique<asterisk::sip_trace>(io.get_executor(), node->settings().hep_port);
    ami = std::make_unique<asterisk::ami>(io.get_executor(), node->ami());
    lab::options o;
    o.folder = folder + "/lab";
    o.main_sip_port = node->settings().sip_port;
    box = std::make_unique<lab::service>(io.get_executor(), o);
    tasks->spawn("trace", trace->run());
    tasks->spawn("metronome", beat_.run());
    run(start_main());
}

phone_world::~phone_world() {
    const auto end = [](phone_world* w) -> task<> {
        co_await w->box->stop(true);
        co_await w->leave();
        w->ami->close();
        w->trace->close();
        co_await w->node->stop();
        w->tasks->cancel();
    };
    run(end(this));
    io.restart();
    io.run_for(std::chrono::milliseconds(200));
    std::error_code none;
    std::filesystem::remove_all(node->settings().spool, none);
    std::filesystem::remove_all(box->node().settings().spool, none);
    std::filesystem::remove_all(folder, none);
}

void phone_world::run(task<> body, ms patience) {
    bool done = false;
    std::string fault;
    asio::co_spawn(io, std::move(body), [&](const std::exception_ptr& e) {
        done = true;
        try {
            if (e) std::rethrow_exception(e);
        } catch (const std::exception& x) {
            fault = x.what();
        }
    });
    const auto until = std::chrono::steady_clock::now() + patience;
    io.restart();
    while (!done && std::chrono::steady_clock::now() < until) io.run_one_for(ms(50));
    EXPECT_TRUE(done) << "not done in time";
    EXPECT_EQ(fault, "");
    if (!done) std::abort();  // its frame refers to ours
}

void phone_world::join_as_client() {
    session = std::make_shared<asterisk::session>(io.get_executor(), node->ari());
    session->on_event([this](const asterisk::event& e) { events.push_back(e); });
    session->set_release_lookup([this](std::string_view call) { return trace->find(call); });
    ari = std::make_unique<asterisk::verbs>(session);
    tasks->spawn("session", session->run());
}

task<> phone_world::leave() {
    session->close();
    co_await sleep_for(ms(50));
}

task<> phone_world::start_main() {
    const auto up = co_await node->ensure_running();
    if (!up.ok()) throw std::runtime_error(up.error().detail);
    const auto lab_up = co_await box->start();
    if (!lab_up.ok()) throw std::runtime_error(lab_up.error().detail);
    tasks->spawn("ami", ami->run());
    join_as_client();
    const bool joined =
        co_await wait_for([this] { return session->up() && box->network().ready(); });
    if (!joined) throw std::runtime_error("no ARI");
    co_await push_trunk();
}

variable_map phone_world::trunk_endpoint() {
    return {{"transport", "udp"}, {"context", "zenix-in"}, {"disallow", "all"},
        {"allow", "ulaw,alaw"}, {"aors", "gateway"}, {"direct_media", "no"},
        {"rtp_symmetric", "yes"}, {"force_rport", "yes"}, {"rewrite_contact", "no"},
        {"dtmf_mode", "rfc4733"}, {"identify_by", "ip"}, {"trust_id_inbound", "yes"},
        {"send_pai", "yes"}, {"timers", "yes"}};
}

task<> phone_world::push_trunk() {
    const auto address = "127.0.0.1:" + std::to_string(box->boxes().first()->sip().port());
    variable_map aor{{"contact", "sip:" + address}},
        identify{{"endpoint", "gateway"}, {"match", address}};
    const auto a = co_await ari->push("aor", "gateway", std::move(aor));
    const auto e = co_await ari->push("endpoint", "gateway", trunk_endpoint());
    const auto i = co_await ari->push("identify", "gateway", std::move(identify));
    if (!a.ok() || !e.ok() || !i.ok()) throw std::runtime_error("trunk not pushed");
}

task<> phone_world::clear_calls() {
    const auto channels = co_await ari->list_channels();
    if (channels.ok())
        for (const auto& c : channels.value()) (void)co_await ari->hangup(c.id);
    const auto bridges = co_await ari->list_bridges();
    if (bridges.ok())
        for (const auto& b : bridges.value()) (void)co_await ari->delete_bridge(b.id);
    co_await wait_for([this] { return box->network().live() == 0; });
    events.clear();
}

task<bool> phone_world::wait_for(std::function<bool()> done, ms patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!done()) {
        if (std::chrono::steady_clock::now() > until) co_return false;
        co_await sleep_for(ms(10));
    }
    co_return true;
}

task<const asterisk::event*> phone_world::wait_event(
    std::size_t since, std::function<bool(const asterisk::event&)> fits, ms patience) {
    const asterisk::event* found = nullptr;
    const auto look = [&] {
        for (auto i = since; i < events.size() && found == nullptr; ++i)
            if (fits(events[i])) found = &events[i];
        return found != nullptr;
    };
    co_await wait_for(look, patience);
    co_return found;
}

task<const asterisk::channel_destroyed*> phone_world::wait_end(std::string channel, ms patience) {
    const auto fits = [channel](const asterisk::event& e) {
        const auto* d = e.as<asterisk::channel_destroyed>();
        return d != nullptr && d->channel.id == channel;
    };
    const auto* e = co_await wait_event(0, fits, patience);
    co_return e == nullptr ? nullptr : e->as<asterisk::channel_destroyed>();
}

task<result<asterisk::channel>> phone_world::dial(
    std::string id, int port, std::string number, std::string bridge, int timeout_s) {
    return dial_into(
        ari.get(), std::move(id), port, std::move(number), std::move(bridge), timeout_s);
}

task<std::shared_ptr<lab::media_leg>> phone_world::telecaller(std::string bridge, double says_hz) {
    const auto began = std::chrono::steady_clock::now();
    const auto clock = [began] {
        return std::chrono::duration_cast<ms>(std::chrono::steady_clock::now() - began).count();
    };
    const auto leg = std::make_shared<lab::media_leg>(io.get_executor(), clock);
    leg->open();
    tasks->spawn("ear", leg->listen());
    const auto address = "127.0.0.1:" + std::to_string(leg->port());
    const auto port = co_await join_voice(ari.get(), bridge, address);
    leg->talk_to(port, lab::make_tone(says_hz));
    beat_.add(leg);
    co_return leg;
}

std::shared_ptr<lab::call> phone_world::lab_call(const std::string& number) const {
    for (const auto& c : box->network().calls())
        if (c->borrower == number) return c;
    return nullptr;
}

namespace {

task<> call_and_wait(asterisk::verbs* ari, std::string number, std::string address) {
    while (!ari->raw().up()) co_await sleep_for(ms(10));
    const auto port = co_await join_voice(ari, "held", std::move(address));
    const auto made = co_await dial_into(ari, "held-leg", 5, std::move(number), "held", eternity_s);
    if (!made.ok()) throw std::runtime_error(made.error().detail);
    std::printf("up %d\n", port);
    std::fflush(stdout);
    co_await sleep_for(ms(1000 * eternity_s));
}

}  // namespace

int hold_a_call(int argc, char** argv) {
    if (argc != 4) return 2;
    asio::io_context io;
    asterisk::session_options o;
    o.port = static_cast<std::uint16_t>(std::stoi(argv[0]));
    o.user = "zenix";
    o.password = argv[1];
    auto session = std::make_shared<asterisk::session>(io.get_executor(), o);
    asterisk::verbs ari(session);
    task_group tasks(io.get_executor());
    tasks.spawn("session", session->run());
    int code = 0;
    asio::co_spawn(io, call_and_wait(&ari, argv[2], argv[3]), [&](const std::exception_ptr&) {
        code = 1;
        io.stop();
    });
    io.run();
    return code;
}

}  // namespace zenix::tests
