#pragma once
#include "lab/audio/rtp.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::lab {

/// What a borrower says, 20 ms at a time.
class voice {
  public:
    virtual ~voice() = default;
    virtual pcm_frame next() = 0;
};

/// A sine without end, at -12 dBFS.
[[nodiscard]] std::unique_ptr<voice> make_tone(double hz);

using clip = std::shared_ptr<const std::vector<std::int16_t>>;

/// Says the clips in turn, with a pause to listen after each, over and over.
[[nodiscard]] std::unique_ptr<voice> make_speech(std::vector<clip> clips, int pause_ms);

/// Samples of a RIFF WAVE file of 8 kHz, 16 bits, one channel; nullopt when it is something else.
[[nodiscard]] std::optional<std::vector<std::int16_t>> read_wav(std::string_view bytes);

/// The sentences a borrower has to say, out of Asterisk's sounds (`FOLDER/sounds/en`); without
/// them bursts of 440 Hz. `which` picks where to begin.
[[nodiscard]] std::unique_ptr<voice> make_borrower(
    const std::string& sounds_folder, unsigned which);

}  // namespace zenix::lab
