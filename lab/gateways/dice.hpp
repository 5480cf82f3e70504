#pragma once
#include <cstdint>

namespace zenix::lab {

/// Chance without state: the same seed and question always give the same answer, so what a box
/// does can be told beforehand and a test that failed fails again. SplitMix64 (Steele et al. 2014).
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31U);
}

/// From `low` to `high`, both included.
[[nodiscard]] constexpr std::int64_t throw_dice(
    std::uint64_t seed, std::uint64_t question, std::int64_t low, std::int64_t high) {
    const auto span = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<std::int64_t>(mix(seed ^ mix(question)) % span);
}

}  // namespace zenix::lab
