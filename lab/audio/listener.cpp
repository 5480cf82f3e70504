#include "lab/audio/listener.hpp"

#include "lab/audio/spectrum.hpp"

#include <algorithm>
#include <cmath>

namespace zenix::lab {
namespace {

constexpr double silence_dbfs = -50, same_hz = 12, tonal_share = 0.8;
constexpr std::int64_t window_ms = 1000 * listener::window / 8000;
constexpr std::int64_t music_ms = 4000, longest_gap_ms = 400;
constexpr int music_changes = 12;
constexpr std::size_t segments_max = 400, tones_max = 200;

bool same_tones(const std::vector<double>& a, const std::vector<double>& b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(),
               [](double x, double y) { return std::abs(x - y) < same_hz; });
}

}  // namespace

void listener::feed(std::span<const std::int16_t> samples, std::int64_t at_ms) {
    now_ms_ = at_ms;
    for (const auto s : samples) {
        buffer_[filled_++] = s;
        if (filled_ < window) continue;
        look();
        filled_ = 0;
    }
}

void listener::look() {
    const auto seen = analyse(buffer_);
    heard_segment s{now_ms_ - window_ms, now_ms_, sound_kind::sound, {}, seen.level_dbfs};
    double tonal = 0;
    for (const auto& t : seen.tones) tonal += t.share;
    if (seen.level_dbfs < silence_dbfs) {
        s.kind = sound_kind::silence;
    } else if (tonal >= tonal_share) {
        s.kind = sound_kind::tone;
        for (const auto& t : seen.tones) s.tones_hz.push_back(std::round(t.hz));
        std::sort(s.tones_hz.begin(), s.tones_hz.end());
    }
    total_ms_[static_cast<std::size_t>(s.kind)] += window_ms;
    for (const double hz : s.tones_hz) {
        const auto known = std::find_if(tones_.begin(), tones_.end(),
            [&](const heard_tone& t) { return std::abs(t.hz - hz) < same_hz; });
        if (known != tones_.end()) {
            known->ms += window_ms;
            known->last_ms = now_ms_;
            known->level_dbfs = std::max(known->level_dbfs, seen.level_dbfs);
        } else if (tones_.size() < tones_max) {
            tones_.push_back({hz, seen.level_dbfs, window_ms, now_ms_});
        }
    }

    // A gap in the stream ends a segment too.
    const bool goes_on = !segments_.empty() && segments_.back().kind == s.kind &&
                         s.from_ms - segments_.back().to_ms < 2 * window_ms &&
                         same_tones(segments_.back().tones_hz, s.tones_hz);
    gap_ms_ = s.kind == sound_kind::silence ? gap_ms_ + window_ms : 0;
    run_ms_ += window_ms;
    if (gap_ms_ > longest_gap_ms) run_ms_ = changes_ = 0;
    // Sound that goes on changes by itself; a tone does not.
    if (s.kind == sound_kind::sound || (s.kind == sound_kind::tone && !goes_on)) ++changes_;
    if (run_ms_ >= music_ms && changes_ >= music_changes) music_ = true;
    if (goes_on) {
        auto& last = segments_.back();
        const auto before = static_cast<double>(last.to_ms - last.from_ms);
        last.level_dbfs =
            (last.level_dbfs * before + s.level_dbfs * window_ms) / (before + window_ms);
        last.to_ms = s.to_ms;
        return;
    }
    if (segments_.size() >= segments_max) segments_.erase(segments_.begin());
    segments_.push_back(std::move(s));
}

std::vector<heard_tone> listener::tones() const {
    std::vector<heard_tone> out;
    for (const auto& t : tones_)
        if (t.ms >= 250) out.push_back(t);
    std::sort(out.begin(), out.end(),
        [](const heard_tone& a, const heard_tone& b) { return a.ms > b.ms; });
    return out;
}

}  // namespace zenix::lab
