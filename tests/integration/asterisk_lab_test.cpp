// Our Asterisk against the lab's, both real: causes, sound, digits, recordings, and what outlives a
// crash.
#include "base/process.hpp"
#include "tests/integration/phone_world.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace zenix::tests {
namespace {

using asterisk::channel_state;
using lab::behaviour;

bool hears(const lab::listener& ear, double hz, std::int64_t at_least_ms = 500) {
    for (const auto& t : ear.tones())
        if (std::abs(t.hz - hz) < 4 && t.ms >= at_least_ms) return true;
    return false;
}

/// How much of `hz` came after `since_ms` on the ear's clock.
std::int64_t heard_since(const lab::listener& ear, double hz, std::int64_t since_ms) {
    std::int64_t sum = 0;
    for (const auto& s : ear.segments())
        for (const double t : s.tones_hz)
            if (std::abs(t - hz) < 4 && s.to_ms > since_ms)
                sum += s.to_ms - std::max(s.from_ms, since_ms);
    return sum;
}

class asterisk_lab : public testing::Test {
  protected:
    static void SetUpTestSuite() { world = new phone_world; }
    static void TearDownTestSuite() {
        delete world;
        world = nullptr;
    }
    void SetUp() override { world->events.clear(); }
    void TearDown() override { world->run(world->clear_calls()); }
    static void teach(const std::string& number, behaviour b, int decide_ms, double hz = 0) {
        world->box->network().teach(number, {b, decide_ms, std::nullopt, hz});
    }
    static phone_world* world;
};
phone_world* asterisk_lab::world = nullptr;

struct expected {
    const char* number;
    int cause, sip;
    const char* what;
};

task<> expect_causes(phone_world* w, std::vector<expected> all) {
    int port = 0;
    for (const auto& e : all) {
        const auto leg = co_await w->dial("leg-" + std::string(e.number), port++, e.number);
        EXPECT_TRUE(leg.ok()) << e.what << ": " << (leg.ok() ? "" : leg.error().detail);
    }
    for (const auto& e : all) {
        const auto* end = co_await w->wait_end("leg-" + std::string(e.number));
        EXPECT_NE(end, nullptr) << e.what;
        if (end == nullptr) continue;
        EXPECT_EQ(end->cause, e.cause) << e.what;
        EXPECT_EQ(end->tech_cause, e.sip) << e.what;
    }
}

TEST_F(asterisk_lab, every_failure_keeps_the_networks_own_cause) {
    teach("+919876543285", behaviour::no_answer, 1500);
    teach("+919876543298", behaviour::voicemail, 500);
    world->run(expect_causes(world, {
                                        {"+919876543280", 17, 486, "busy"},
                                        {"+919876543285", 19, 480, "rings out"},
                                        {"+919876543290", 20, 480, "switched off"},
                                        {"+919876543294", 1, 404, "unallocated"},
                                        {"+919876543296", 34, 503, "congestion"},
                                        {"+919876543298", 19, 480, "voicemail"},
                                        {"+919876543299", 21, 403, "rejects"},
                                    }));
}

task<> expect_full_port(phone_world* w) {
    const auto first = co_await w->dial("first", 3, "+919876543210");
    const bool there =
        co_await w->wait_for([w] { return w->lab_call("+919876543210") != nullptr; });
    EXPECT_TRUE(first.ok() && there);
    const auto second = co_await w->dial("second", 3, "+919876543211");
    EXPECT_TRUE(second.ok());
    const auto* end = co_await w->wait_end("second");
    EXPECT_NE(end, nullptr);
    if (end != nullptr) EXPECT_EQ(end->cause, 34);
    const auto still = co_await w->ari->get_channel("first");
    EXPECT_TRUE(still.ok());
}
TEST_F(asterisk_lab, a_port_carries_one_call) { world->run(expect_full_port(world)); }

task<> expect_sound(phone_world* w) {
    const std::string number = "+919876543211";
    const auto agent = co_await w->telecaller("talk", 440);
    const auto leg = co_await w->dial("talk-leg", 0, number, "talk");
    EXPECT_TRUE(leg.ok());
    const bool answered = co_await w->wait_for([w, &number] {
        const auto c = w->lab_call(number);
        return c && c->state == lab::call_state::talking;
    });
    EXPECT_TRUE(answered);
    // India's ring tone, 400 Hz modulated with 25, until the answer.
    const bool rang = heard_since(agent->ear(), 400, 0) > 300;
    EXPECT_TRUE(rang);
    const auto call = w->lab_call(number);
    const bool both = co_await w->wait_for(
        [&] { return call->media && hears(call->media->ear(), 440) && hears(agent->ear(), 1000); });
    EXPECT_TRUE(both);

    // Muted, the borrower hears nothing of us; we hear on.
    const auto muted = co_await w->ari->mute("voice-talk", true);
    EXPECT_TRUE(muted.ok());
    co_await sleep_for(ms(300));
    const auto from = call->clock_ms();
    co_await sleep_for(ms(1000));
    EXPECT_EQ(heard_since(call->media->ear(), 440, from), 0);
    const auto unmuted = co_await w->ari->mute("voice-talk", false);
    EXPECT_TRUE(unmuted.ok());

    // On hold, music.
    const auto hold = co_await w->ari->create_bridge("hold", "holding");
    (void)co_await w->ari->bridge_music("hold", true);
    (void)co_await w->ari->join("hold", "talk-leg");
    EXPECT_TRUE(hold.ok());
    const bool music = co_await w->wait_for([&] { return call->media->ear().music(); });
    EXPECT_TRUE(music) << json::serialize(call->to_json());
    (void)co_await w->ari->join("talk", "talk-leg");
    const auto back = call->clock_ms();
    const bool again =
        co_await w->wait_for([&] { return heard_since(call->media->ear(), 440, back) > 500; });
    EXPECT_TRUE(again);

    const auto stats = co_await w->ari->rtp("talk-leg");
    EXPECT_TRUE(stats.ok() && stats.value().rx_packets > 50 && stats.value().tx_packets > 50);
    (void)co_await w->ari->hangup("talk-leg");
    const auto* end = co_await w->wait_end("talk-leg");
    EXPECT_TRUE(end != nullptr && end->cause == 16);
    if (end != nullptr) EXPECT_NE(end->channel.variables.count("RTPAUDIOQOS"), 0U);
    const bool over = co_await w->wait_for([&] { return call->over(); });
    EXPECT_TRUE(over);
    EXPECT_EQ(call->released_by, "zenix");
    EXPECT_EQ(call->media->lost_frames(), 0);
}
TEST_F(asterisk_lab, both_hear_each_other_and_music_on_hold) {
    teach("+919876543211", behaviour::answer, 1500, 1000);
    world->run(expect_sound(world), ms(40000));
}

task<> expect_announcement(phone_world* w) {
    const auto agent = co_await w->telecaller("off", 440);
    const auto leg = co_await w->dial("off-leg", 1, "+919876543291", "off");
    EXPECT_TRUE(leg.ok());
    const auto* end = co_await w->wait_end("off-leg");
    EXPECT_TRUE(end != nullptr && end->cause == 20);
    EXPECT_GE(agent->ear().ms_of(lab::sound_kind::sound), 1000);  // "… please try again later"
    const auto call = w->lab_call("+919876543291");
    EXPECT_FALSE(call->answered_ms.has_value());
}
TEST_F(asterisk_lab, the_telecaller_hears_why_a_phone_is_off) {
    world->run(expect_announcement(world));
}

task<> expect_digits(phone_world* w) {
    const std::string number = "+919876543212";
    const auto agent = co_await w->telecaller("keys", 440);
    const auto leg = co_await w->dial("keys-leg", 2, number, "keys");
    EXPECT_TRUE(leg.ok());
    std::shared_ptr<lab::call> call;
    const bool ready = co_await w->wait_for([&] {
        call = w->lab_call(number);
        return call && call->media && hears(call->media->ear(), 440, 250);
    });
    EXPECT_TRUE(ready);
    (void)co_await w->ari->dtmf("keys-leg", "12#");
    const bool got = co_await w->wait_for([&] { return call->dtmf.size() == 3; });
    EXPECT_TRUE(got);
    std::string digits;
    for (const auto& d : call->dtmf) digits += d.digit;
    EXPECT_EQ(digits, "12#");
    const auto since = w->events.size();
    const auto pressed = co_await w->box->network().send_dtmf(call, "5");
    EXPECT_TRUE(pressed.ok());
    const auto fits = [](const asterisk::event& e) {
        const auto* d = e.as<asterisk::dtmf_received>();
        return d != nullptr && d->channel.id == "keys-leg" && d->digit == "5";
    };
    const auto* heard = co_await w->wait_event(since, fits);
    EXPECT_NE(heard, nullptr);
}
TEST_F(asterisk_lab, digits_go_both_ways) {
    teach("+919876543212", behaviour::answer, 200, 1000);
    world->run(expect_digits(world));
}

task<> expect_inbound(phone_world* w) {
    const auto since = w->events.size();
    const auto made = w->box->network().call_in("+919812345678", "+918000000004", {});
    EXPECT_TRUE(made.ok());
    const auto call = made.value();
    const auto fits = [](const asterisk::event& e) {
        const auto* s = e.as<asterisk::stasis_start>();
        return s != nullptr && !s->args.empty() && s->args[0] == "inbound";
    };
    const auto* e = co_await w->wait_event(since, fits);
    EXPECT_NE(e, nullptr);
    if (e == nullptr) co_return;
    const auto start = *e->as<asterisk::stasis_start>();
    EXPECT_EQ(start.args, (std::vector<std::string>{"inbound", "+918000000004", "gateway"}));
    EXPECT_EQ(start.channel.endpoint(), "gateway");
    EXPECT_EQ(start.channel.caller.number, "+919812345678");
    EXPECT_EQ(start.channel.state, channel_state::ring);
    const auto header =
        co_await w->ari->variable(start.channel.id, "PJSIP_HEADER(read,X-GSM-Port)");
    EXPECT_TRUE(header.ok() && header.value() == "3");

    const auto ringing = co_await w->ari->ring(start.channel.id);
    const bool rings =
        co_await w->wait_for([&] { return call->state == lab::call_state::ringing; });
    EXPECT_TRUE(ringing.ok() && rings);
    const auto agent = co_await w->telecaller("in", 440);
    const auto answered = co_await w->ari->answer(start.channel.id);
    const auto joined = co_await w->ari->join("in", start.channel.id);
    EXPECT_TRUE(answered.ok() && joined.ok());
    const bool talks =
        co_await w->wait_for([&] { return call->media && hears(call->media->ear(), 440); });
    EXPECT_TRUE(talks);
    call->wish_hangup(16);
    const auto* end = co_await w->wait_end(start.channel.id);
    EXPECT_TRUE(end != nullptr && end->cause == 16);
}
TEST_F(asterisk_lab, a_borrower_calls_in) { world->run(expect_inbound(world)); }

task<> expect_recording(phone_world* w) {
    const std::string number = "+919876543213";
    const auto heard = w->node->settings().spool + "/heard.sln";
    const auto said = w->node->settings().spool + "/said.sln";
    const auto agent = co_await w->telecaller("rec", 440);
    asterisk::leg_request request;
    const auto leg = co_await w->dial("rec-leg", 4, number, "rec");
    EXPECT_TRUE(leg.ok());
    const auto monitor = co_await w->ami->mix_monitor(
        leg.value().name, "", "r(" + heard + ")t(" + said + ")i(ZENIX_MONITOR)");
    EXPECT_TRUE(monitor.ok() && !monitor.value().empty())
        << (monitor.ok() ? "" : monitor.error().detail);
    const auto kept = co_await w->ari->variable("rec-leg", "ZENIX_MONITOR");
    EXPECT_TRUE(kept.ok() && kept.value() == monitor.value());
    std::shared_ptr<lab::call> call;
    const bool talks = co_await w->wait_for([&] {
        call = w->lab_call(number);
        return call && call->media && hears(call->media->ear(), 440, 1500);
    });
    EXPECT_TRUE(talks);
    const auto stopped = co_await w->ami->stop_mix_monitor(leg.value().name, monitor.value());
    EXPECT_TRUE(stopped.ok());
    co_await sleep_for(ms(200));
    const auto ear_of = [](const std::string& file) {
        std::ifstream in(file, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(in), {}};
        std::vector<std::int16_t> samples(bytes.size() / 2);
        std::copy_n(bytes.data(), samples.size() * 2, reinterpret_cast<char*>(samples.data()));
        lab::listener ear;
        ear.feed(samples, static_cast<std::int64_t>(samples.size() / 8));
        return ear;
    };
    EXPECT_TRUE(hears(ear_of(heard), 1000));
    EXPECT_FALSE(hears(ear_of(heard), 440, 200));
    EXPECT_TRUE(hears(ear_of(said), 440));
    EXPECT_FALSE(hears(ear_of(said), 1000, 200));
    EXPECT_EQ(std::filesystem::file_size(heard), std::filesystem::file_size(said));
    const auto wrong = co_await w->ami->mix_monitor("PJSIP/none-1", "", "r(/dev/null)");
    EXPECT_EQ(wrong.ok() ? "" : wrong.error().code, "refused");
}
TEST_F(asterisk_lab, each_side_is_recorded_by_itself) {
    teach("+919876543213", behaviour::answer, 300, 1000);
    world->run(expect_recording(world));
}

task<> expect_caller_id(phone_world* w) {
    const auto leg = co_await w->dial("cli-leg", 6, "+919876543214");
    EXPECT_TRUE(leg.ok());
    std::shared_ptr<lab::call> call;
    const bool there = co_await w->wait_for([&] {
        call = w->lab_call("+919876543214");
        return call != nullptr;
    });
    EXPECT_TRUE(there);
    EXPECT_EQ(call->caller, "+918000000001");
}
TEST_F(asterisk_lab, the_gateway_sees_our_number) { world->run(expect_caller_id(world)); }

task<> expect_timeout(phone_world* w) {
    const auto leg = co_await w->dial("late-leg", 7, "+919876543286", {}, 1);
    EXPECT_TRUE(leg.ok());
    const auto* end = co_await w->wait_end("late-leg");
    EXPECT_NE(end, nullptr);
    if (end != nullptr) EXPECT_EQ(end->reported_cause, 19);
    const bool told = co_await w->wait_for([&] {
        const auto c = w->lab_call("+919876543286");
        return c && c->over() && c->released_by == "zenix";
    });
    EXPECT_TRUE(told) << json::serialize(w->lab_call("+919876543286")->to_json());
}
TEST_F(asterisk_lab, gives_up_ringing_in_time) { world->run(expect_timeout(world)); }

task<> expect_dead_box(phone_world* w) {
    auto dead = phone_world::trunk_endpoint();
    dead["aors"] = "dead";
    asterisk::variable_map aor{{"contact", "sip:127.0.0.1:9"}};
    (void)co_await w->ari->push("aor", "dead", std::move(aor));
    (void)co_await w->ari->push("endpoint", "dead", std::move(dead));
    asterisk::leg_request leg;
    leg.id = "dead-leg";
    leg.endpoint = "PJSIP/919876543210@dead";
    const auto made = co_await w->ari->create(std::move(leg));
    const auto dialled = co_await w->ari->dial("dead-leg", 30);
    EXPECT_TRUE(made.ok() && dialled.ok());
    const auto began = std::chrono::steady_clock::now();
    const auto* end = co_await w->wait_end("dead-leg");
    EXPECT_NE(end, nullptr);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(25));
    const auto gone = co_await w->ari->erase("endpoint", "dead");
    const auto twice = co_await w->ari->erase("endpoint", "dead");
    EXPECT_TRUE(gone.ok() && twice.ok());
}
TEST_F(asterisk_lab, a_gateway_that_is_away_is_known_in_seconds) {
    world->run(expect_dead_box(world));
}

std::string read_all(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

task<> expect_adoption(phone_world* w) {
    // Another client, which we kill: as zenix in the middle of a call.
    co_await w->leave();
    const std::string number = "+919876543215", log = w->folder + "/holder.log";
    const auto began = std::chrono::steady_clock::now();
    const auto clock = [began] {
        return std::chrono::duration_cast<ms>(std::chrono::steady_clock::now() - began).count();
    };
    const auto voice = std::make_shared<lab::media_leg>(w->io.get_executor(), clock);
    voice->open();
    w->tasks->spawn("ear", voice->listen());
    process::command c;
    c.argv = {"/proc/self/exe", "hold-a-call", std::to_string(w->node->settings().http_port),
        w->node->settings().password, number, "127.0.0.1:" + std::to_string(voice->port())};
    c.log_file = log;
    const auto holder = process::spawn_detached(c);
    const bool up =
        co_await w->wait_for([&] { return read_all(log).find("up ") != std::string::npos; });
    EXPECT_TRUE(up) << read_all(log);
    if (!up) co_return;
    const auto text = read_all(log);
    voice->talk_to(static_cast<std::uint16_t>(std::stoi(text.substr(text.find("up ") + 3))),
        lab::make_tone(700));
    w->add_voice(voice);
    std::shared_ptr<lab::call> call;
    const bool talks = co_await w->wait_for([&] {
        call = w->lab_call(number);
        return call && call->media && hears(call->media->ear(), 700) && hears(voice->ear(), 1000);
    });
    EXPECT_TRUE(talks);
    co_await process::stop(holder, SIGKILL, ms(2000));

    // Nobody is there now, and they talk on.
    const auto at_call = call->clock_ms(), at_voice = clock();
    co_await sleep_for(ms(1500));
    EXPECT_GE(heard_since(call->media->ear(), 700, at_call), 1000);
    EXPECT_GE(heard_since(voice->ear(), 1000, at_voice), 1000);

    // The next one finds the call, and ends it.
    w->join_as_client();
    const bool back = co_await w->wait_for([&] { return w->session->up(); });
    EXPECT_TRUE(back);
    const auto channels = co_await w->ari->list_channels();
    const auto bridge = co_await w->ari->get_bridge("held");
    EXPECT_TRUE(channels.ok() && bridge.ok());
    EXPECT_EQ(bridge.value().channels.size(), 2U);
    const auto leg = co_await w->ari->get_channel("held-leg");
    EXPECT_TRUE(leg.ok() && leg.value().state == channel_state::up);
    const auto ended = co_await w->ari->hangup("held-leg", 16);
    const auto* end = co_await w->wait_end("held-leg");
    EXPECT_TRUE(ended.ok() && end != nullptr);
    const bool over = co_await w->wait_for([&] { return call->over(); });
    EXPECT_TRUE(over);
}
TEST_F(asterisk_lab, a_call_outlives_its_killed_client_and_is_adopted) {
    teach("+919876543215", behaviour::answer, 300, 1000);
    world->run(expect_adoption(world));
}

task<> expect_node_adopted(phone_world* w) {
    const auto where = asterisk::find_install();
    asterisk::node_settings same;
    same.folder = w->node->settings().folder;
    same.external_media = true;
    asterisk::node second(w->io.get_executor(), asterisk::keep_settings(same), where.value());
    const auto up = co_await second.ensure_running();
    EXPECT_TRUE(up.ok());
    EXPECT_TRUE(second.adopted());
    EXPECT_EQ(second.process()->pid, w->node->process()->pid);
    EXPECT_EQ(second.settings().http_port, w->node->settings().http_port);
    EXPECT_EQ(where.value().major, 22);
}
TEST_F(asterisk_lab, the_next_zenix_adopts_the_running_asterisk) {
    world->run(expect_node_adopted(world));
}

task<> expect_restart(phone_world* w) {
    const auto before = co_await w->ari->startup_time();
    const auto old = *w->node->process();
    bool told = false;
    w->node->on_restart([&told] { told = true; });
    task_group watch(w->io.get_executor());
    watch.spawn("watch", w->node->watch());
    co_await sleep_for(ms(1100));  // startup_time counts seconds
    const auto killed = std::chrono::steady_clock::now();
    co_await process::stop(old, SIGKILL, ms(2000));
    const bool back = co_await w->wait_for([&] { return told && w->session->up(); });
    EXPECT_TRUE(back);
    EXPECT_LT(std::chrono::steady_clock::now() - killed, std::chrono::seconds(30));
    EXPECT_NE(w->node->process()->pid, old.pid);
    const auto after = co_await w->ari->startup_time();
    EXPECT_TRUE(before.ok() && after.ok() && before.value() != after.value());
    watch.cancel();
    co_await watch.join(ms(1000));
    // All that was pushed is gone with it; what zenix pushes again is good at once.
    co_await w->push_trunk();
    const auto leg = co_await w->dial("after", 0, "+919876543280");
    const auto* end = co_await w->wait_end("after");
    EXPECT_TRUE(leg.ok() && end != nullptr && end->cause == 17);
}
TEST_F(asterisk_lab, a_killed_asterisk_is_back_within_seconds) {
    world->run(expect_restart(world));
}

task<> expect_detached_lab(phone_world* w) {
    lab::options o;
    o.folder = w->folder + "/second-lab";
    o.main_sip_port = w->node->settings().sip_port;
    const auto first = co_await lab::launch_detached(o);
    EXPECT_TRUE(first.ok()) << (first.ok() ? "" : first.error().detail);
    if (!first.ok()) co_return;
    EXPECT_FALSE(first.value().adopted);
    const auto again = co_await lab::launch_detached(o);
    EXPECT_TRUE(again.ok() && again.value().adopted);
    EXPECT_EQ(again.value().process, first.value().process);
    EXPECT_EQ(again.value().sip_port, first.value().sip_port);
    // Killed, its Asterisk stays, and the next lab takes it.
    const auto phones = process::read_pid_file(o.folder + "/asterisk/asterisk.pid");
    EXPECT_TRUE(phones.has_value());
    co_await process::stop(first.value().process, SIGKILL, ms(2000));
    EXPECT_FALSE(lab::find_running(o.folder).has_value());
    const auto third = co_await lab::launch_detached(o);
    EXPECT_TRUE(third.ok() && !third.value().adopted);
    EXPECT_EQ(third.value().url, first.value().url);
    EXPECT_EQ(process::read_pid_file(o.folder + "/asterisk/asterisk.pid"), phones);
    co_await lab::stop_running(o.folder);
    EXPECT_FALSE(process::alive(third.value().process));
    EXPECT_FALSE(process::alive(*phones));
    std::error_code none;
    std::filesystem::remove_all(asterisk::spool_of(o.folder + "/asterisk"), none);
}
TEST_F(asterisk_lab, a_lab_of_its_own_is_adopted_and_stopped) {
    world->run(expect_detached_lab(world), ms(60000));
}

}  // namespace
}  // namespace zenix::tests
