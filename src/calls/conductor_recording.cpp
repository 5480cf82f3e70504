// A call's recording, its quality samples, and the end: everything that goes into the row.
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "calls/cost.hpp"
#include "calls/live.hpp"
#include "calls/quality.hpp"

namespace zenix::calls {

/// Hangs a monitor on the leg; a further one of the same recording appends.
task<bool> conductor::start_monitor(live_ptr c, std::string leg) {
    auto name = c->channel_names[leg];
    if (name.empty()) {
        const auto channel = co_await ari_.get_channel(leg);
        if (!channel) co_return false;  // Gone before its first second.
        name = c->channel_names[leg] = channel.value().name;
    }
    const auto monitor =
        co_await p_.ami.mix_monitor(name, "", p_.rec->mix_monitor_options(c->data.id));
    if (monitor) {
        c->monitor = monitor.value();
        co_return true;
    }
    log::error("calls", "not recorded", {{"call", c->data.id}, {"why", monitor.error().detail}});
    p_.hub.publish("me", "notice",
                   json::object{{"level", "error"}, {"text", "This call is not being recorded."}},
                   c->data.telecaller_id);
    co_return false;
}

task<void> conductor::run(live_ptr c, act::start_recording a) {
    if (p_.rec == nullptr || c->data.recording) co_return;
    const bool started = co_await start_monitor(c, a.leg);
    if (!started) co_return;
    recording r;
    r.id = c->data.id;
    r.leg = a.leg;
    r.started_at = p_.now();
    r.path = p_.rec->path_of(r.id, r.started_at);
    if (c->data.over()) r.state = "saving";
    p_.rec->begin(r.id, r.started_at);
    c->data.recording = std::move(r);
    changed(c);
}

task<void> conductor::run(live_ptr c, act::refresh_recording) {
    if (p_.rec == nullptr || !c->data.recording || c->monitor.empty()) co_return;
    const auto leg = c->data.recording->leg;
    const auto stopped = co_await p_.ami.stop_mix_monitor(c->channel_names[leg], c->monitor);
    if (!stopped) co_return;  // The channel has gone, and its end is on the way.
    // At least one frame must pass without a monitor, or the old one's deaf translator is used again.
    co_await sleep_for(ms(60));
    const bool started = co_await start_monitor(c, leg);
    if (started && c->data.recording && c->data.recording->state == "paused")
        co_await run(c, act::pause_recording{true});
}

task<void> conductor::run(live_ptr c, act::pause_recording a) {
    if (!c->data.recording) co_return;
    const auto done = co_await p_.ami.mute_mix_monitor(c->channel_names[c->data.recording->leg],
                                                       c->monitor, "both", a.on);
    if (!done) {
        log::error("calls", "recording not paused", {{"call", c->data.id}, {"why", done.error().detail}});
        p_.hub.publish("me", "notice",
                       json::object{{"level", "error"},
                                    {"text", a.on ? "The recording could not be paused. Do not take card details."
                                                  : "The recording could not be resumed."}},
                       c->data.telecaller_id);
    }
}

task<void> conductor::run(live_ptr c, act::stop_recording) {
    if (!c->data.recording || c->monitor.empty()) co_return;
    const auto done =
        co_await p_.ami.stop_mix_monitor(c->channel_names[c->data.recording->leg], c->monitor);
    if (!done)  // A channel that has gone took its monitor along.
        log::debug("calls", "monitor already gone", {{"call", c->data.id}});
}

task<void> conductor::sample_quality(live_ptr c, std::string leg_id) {
    const auto* before = c->data.find(leg_id);
    if (before == nullptr || !before->answered_at) co_return;
    const auto stats = co_await ari_.rtp(leg_id);
    if (!stats) co_return;
    const auto measured = quality_of(stats.value());
    if (auto* l = c->data.find(leg_id); l && measured) l->quality = measured;
}

/// A third party's way goes back as soon as its leg has ended, with what it was used for.
void conductor::settle_third(live& c) {
    const auto* used = c.data.find(c.third_leg);
    if (c.to_third && c.to_third->road && used)
        c.to_third->road->settle(end_of(*used, p_.now()));
    c.to_third.reset();
    c.third_leg.clear();
}

task<void> conductor::settle(live_ptr c) {
    const auto id = c->data.id;
    if (calls_.erase(id) == 0) co_return;
    settling_[id] = c;
    for (const auto& leg : c->data.legs) by_leg_.erase(leg.id);
    for (auto& [which, timer] : c->timers)
        if (timer) timer->cancel();
    free_lines(*c);
    if (const auto cost = cost_of(c->data)) {
        c->data.cost = cost->minor;
        c->data.currency = cost->currency;
    }
    if (c->data.recording && p_.rec) {
        auto& r = *c->data.recording;
        auto sealed = co_await p_.rec->finish(r.id, r.started_at);
        for (bool told = false; !sealed && sealed.error().code == "no_room"; told = true) {
            if (!told)
                log::error("calls", "no room for a recording; its audio waits in memory",
                           {{"call", id}, {"why", sealed.error().detail}});
            const bool awake = co_await sleep_for(ms(1000));
            if (!awake) co_return;  // The next server finds call and audio as they are.
            sealed = co_await p_.rec->finish(r.id, r.started_at);
        }
        if (sealed) {
            r.state = sealed.value().whole ? "saved" : "damaged";
            r.path = sealed.value().path;
            r.duration_ms = sealed.value().duration_ms;
            r.sha256 = sealed.value().sha256;
        } else {
            r.state = "damaged";
            log::error("calls", "recording not sealed", {{"call", id}, {"why", sealed.error().detail}});
        }
    }
    const auto row = c->data;
    bool kept = false;
    while (!kept) {
        std::string why;
        try {
            p_.book.settle(row);
            co_await offload(p_.pool, p_.book.flusher());
            kept = true;
        } catch (const std::exception& e) {
            why = e.what();
        }
        if (!kept) {  // A full disk: its last line stands, and we try until there is room.
            log::error("calls", "settled call not written", {{"call", id}, {"why", why}});
            co_await sleep_for(ms(1000));
        }
    }
    p_.log.rouse();
    metrics::counter("zenix_calls_settled_total", "Calls ended.", {{"status", name_of(row.status)}})
        .Increment();
    log::info("calls", "call settled",
              {{"call", id}, {"status", name_of(row.status)}, {"talk_ms", row.talk_ms()}});
    publish(c->data);
    if (row.campaign_id != 0 && ears_.settled) ears_.settled(row);
    settling_.erase(id);
}

}  // namespace zenix::calls
