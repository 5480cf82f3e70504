// A call's recording, its quality samples, and the end: everything that goes into the row.
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "calls/live.hpp"
#include "calls/quality.hpp"

namespace zenix::calls {

task<void> conductor::run(live_ptr c, act::start_recording a) {
    if (p_.rec == nullptr) co_return;
    auto name = c->channel_names[a.leg];
    if (name.empty()) {
        const auto channel = co_await ari_.get_channel(a.leg);
        if (!channel) co_return;  // Gone before its first second.
        name = c->channel_names[a.leg] = channel.value().name;
    }
    const auto id = c->data.id;
    const auto monitor = co_await p_.ami.mix_monitor(name, "", p_.rec->mix_monitor_options(id));
    if (!monitor) {
        log::error("calls", "not recorded", {{"call", id}, {"why", monitor.error().detail}});
        p_.hub.publish("me", "notice",
                       json::object{{"level", "error"}, {"text", "This call is not being recorded."}},
                       c->data.telecaller_id);
        co_return;
    }
    c->monitor = monitor.value();
    if (c->data.recording) co_return;
    recording r;
    r.id = id;
    r.leg = a.leg;
    r.started_at = p_.now();
    r.path = p_.rec->path_of(id, r.started_at);
    c->data.recording = r;
    p_.rec->begin(id, r.started_at);
    if (c->data.over()) c->data.recording->state = "saving";
    changed(c);
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

task<void> conductor::settle(live_ptr c) {
    const auto id = c->data.id;
    if (calls_.erase(id) == 0) co_return;
    settling_[id] = c;
    for (const auto& leg : c->data.legs) by_leg_.erase(leg.id);
    for (auto& [which, timer] : c->timers)
        if (timer) timer->cancel();
    const auto seconds = c->data.duration_s();
    if (c->to_borrower.road) c->to_borrower.road->settle(c->data.answered(), seconds);
    if (c->to_third && c->to_third->road) c->to_third->road->settle(true, 0);
    if (c->data.recording && p_.rec) {
        auto& r = *c->data.recording;
        const auto sealed = co_await p_.rec->finish(r.id, r.started_at);
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
    journal* book = &p_.book;
    auto write = [book, row] { book->settle(row); };
    bool kept = false;
    while (!kept) {
        std::string why;
        try {
            co_await offload(p_.pool, write);
            kept = true;
        } catch (const std::exception& e) {
            why = e.what();
        }
        if (!kept) {  // A full disk: the live file stands, and we try until there is room.
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
    settling_.erase(id);
}

}  // namespace zenix::calls
