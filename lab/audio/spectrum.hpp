#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace zenix::lab {

/// The strongest pure tones in a stretch of 8 kHz sound.
struct spectrum {
    double level_dbfs = -100;  ///< of the whole; 0 is a sine at full scale
    struct tone {
        double hz = 0;
        double share = 0;  ///< of the whole energy
    };
    std::vector<tone>
        tones;  ///< strongest first; at most three, each a fifth of the energy or more
};

/// `samples` must be a power of two in number.
[[nodiscard]] spectrum analyse(std::span<const std::int16_t> samples);

}  // namespace zenix::lab
