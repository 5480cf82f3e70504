#pragma once
#include "lab/audio/rtp.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace zenix::lab {

enum class sound_kind { silence, tone, sound };  ///< sound: speech, music, noise

/// What was to be heard between two instants.
struct heard_segment {
    std::int64_t from_ms = 0, to_ms = 0;
    sound_kind kind = sound_kind::silence;
    std::vector<double> tones_hz;  ///< of a tone; up to three
    double level_dbfs = -100;      ///< mean; 0 is a sine at full scale
};

struct heard_tone {
    double hz = 0, level_dbfs = -100;
    std::int64_t ms = 0, last_ms = 0;
};

/// An ear that can be asked afterwards. It cuts 8 kHz sound into windows of 128 ms and finds the
/// pure tones in each; in between is speech, music or nothing. Pure: time comes with the samples.
class listener {
  public:
    static constexpr std::size_t window = 1024;

    /// `at_ms`: when the last of these samples was heard, on the call's clock.
    void feed(std::span<const std::int16_t> samples, std::int64_t at_ms);

    /// Tones by how long they were heard, longest first; blinks under a quarter second left out.
    [[nodiscard]] std::vector<heard_tone> tones() const;
    [[nodiscard]] const std::vector<heard_segment>& segments() const { return segments_; }
    [[nodiscard]] std::int64_t ms_of(sound_kind k) const {
        return total_ms_[static_cast<std::size_t>(k)];
    }
    /// Four seconds without a pause of 0.4 s in which it kept changing. A guess, good enough to
    /// tell music on hold from tones, ringing and silence; somebody who talks without drawing
    /// breath passes for music.
    [[nodiscard]] bool music() const { return music_; }

  private:
    void look();
    std::array<std::int16_t, window> buffer_{};
    std::size_t filled_ = 0;
    std::int64_t now_ms_ = 0, run_ms_ = 0, gap_ms_ = 0;
    int changes_ = 0;  // in the run: since the last pause
    bool music_ = false;
    std::array<std::int64_t, 3> total_ms_{};
    std::vector<heard_segment> segments_;
    std::vector<heard_tone> tones_;
};

}  // namespace zenix::lab
