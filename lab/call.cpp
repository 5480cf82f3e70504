#include "lab/call.hpp"

#include "base/json.hpp"
#include "lab/media.hpp"

#include <boost/asio/redirect_error.hpp>

#include <cmath>
#include <utility>

namespace zenix::lab {
namespace {

std::string_view name_of(call_state s) {
    switch (s) {
    case call_state::dialling: return "dialling";
    case call_state::ringing: return "ringing";
    case call_state::early_media: return "early_media";
    case call_state::talking: return "talking";
    case call_state::ended: return "ended";
    }
    return "ended";
}

std::string_view name_of(sound_kind k) {
    switch (k) {
    case sound_kind::silence: return "silence";
    case sound_kind::tone: return "tone";
    case sound_kind::sound: return "sound";
    }
    return "silence";
}

double tenth(double x) { return std::round(x * 10) / 10; }

json::object written(const heard_segment& s) {
    json::array hz;
    for (const double t : s.tones_hz) hz.push_back(t);
    return {{"from_ms", s.from_ms}, {"to_ms", s.to_ms}, {"kind", name_of(s.kind)},
        {"tones_hz", std::move(hz)}, {"level_dbfs", tenth(s.level_dbfs)}};
}

json::object heard_by(const media_leg& m, std::int64_t now_ms) {
    const auto& ear = m.ear();
    json::array tones, segments;
    for (const auto& t : ear.tones())
        tones.push_back({{"hz", tenth(t.hz)}, {"level_dbfs", tenth(t.level_dbfs)}, {"ms", t.ms},
            {"last_ms", t.last_ms}});
    for (const auto& s : ear.segments()) segments.push_back(written(s));
    json::object out{{"frames", m.frames()}, {"lost_frames", m.lost_frames()},
        {"silence_ms", ear.ms_of(sound_kind::silence)}, {"tone_ms", ear.ms_of(sound_kind::tone)},
        {"sound_ms", ear.ms_of(sound_kind::sound)}, {"music", ear.music()},
        {"heard_tones", std::move(tones)}, {"segments", std::move(segments)}};
    // What is to be heard this moment; null where nothing came for half a second.
    out["now"] = nullptr;
    if (!ear.segments().empty() && now_ms - ear.segments().back().to_ms < 500)
        out["now"] = written(ear.segments().back());
    return out;
}

}  // namespace

call::call(const asio::any_io_executor& ex, std::string call_id, sys_ms at)
    : id(std::move(call_id)), began(at), start_(std::chrono::steady_clock::now()), bell_(ex) {}

std::int64_t call::clock_ms() const {
    return std::chrono::duration_cast<ms>(std::chrono::steady_clock::now() - start_).count();
}

void call::wish_answer() {
    answer_wished_ = true;
    bell_.cancel();
}
void call::wish_hangup(int q850, std::string by) {
    hangup_wished_ = true;
    hangup_cause = q850;
    hangup_by = std::move(by);
    bell_.cancel();
}
void call::gone(int q850) {
    gone_ = true;
    cause = q850;
    bell_.cancel();
}

task<call::woken> call::wait_until(std::int64_t at_ms) {
    for (;;) {
        if (gone_) co_return woken::gone;
        if (hangup_wished_) co_return woken::hangup;
        if (std::exchange(answer_wished_, false)) co_return woken::answer;
        if (at_ms >= 0 && clock_ms() >= at_ms) co_return woken::time;
        bell_.expires_at(
            at_ms < 0 ? std::chrono::steady_clock::time_point::max() : start_ + ms(at_ms));
        boost::system::error_code rung;
        co_await bell_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
    }
}

json::object call::to_json() const {
    json::array digits;
    for (const auto& d : dtmf) digits.push_back({{"digit", d.digit}, {"at_ms", d.at_ms}});
    const auto& from = to_borrower ? sim_number : borrower;
    const auto& to = to_borrower ? borrower : sim_number;
    json::object out{{"id", id}, {"direction", to_borrower ? "to_borrower" : "from_borrower"},
        {"from", from}, {"to", to}, {"borrower", borrower}, {"caller", caller},
        {"gateway", gateway}, {"port", port}, {"behaviour", to_string(plan.behaviour)},
        {"state", name_of(state)}, {"began_at", to_rfc3339(began)}, {"ringing_ms", opt(ringing_ms)},
        {"answered_ms", opt(answered_ms)}, {"ended_ms", opt(ended_ms)},
        {"dtmf", std::move(digits)}};
    out["cause"] = over() ? json::value(cause) : json::value();
    out["released_by"] = over() ? json::value(released_by) : json::value();
    out["says_hz"] = plan.tone_hz > 0 ? json::value(plan.tone_hz) : json::value();
    out["heard"] = media ? json::value(heard_by(*media, clock_ms())) : json::value();
    return out;
}

}  // namespace zenix::lab
