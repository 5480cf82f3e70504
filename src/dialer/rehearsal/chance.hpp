#pragma once
#include <cmath>
#include <cstdint>
#include <numbers>

namespace zenix::dialer::rehearsal {

/// Chance by name instead of by turn: the same seed, subject and purpose give the same number, whatever
/// else was drawn. So two methods meet the same list, calls and breaks, and differ by what they do.
class chance {
  public:
    explicit chance(std::uint64_t seed) : seed_(mix(seed + 0x9e3779b97f4a7c15U)) {}

    /// In (0, 1).
    [[nodiscard]] double uniform(std::uint64_t purpose, std::uint64_t subject) const {
        const auto bits = mix(mix(seed_ ^ purpose * 0xd1342543de82ef95U) + subject);
        return (static_cast<double>(bits >> 11U) + 0.5) * 0x1p-53;
    }
    [[nodiscard]] double exponential(std::uint64_t purpose, std::uint64_t subject, double mean) const {
        return -mean * std::log(uniform(purpose, subject));
    }
    [[nodiscard]] double normal(std::uint64_t purpose, std::uint64_t subject) const {
        const double radius = std::sqrt(-2 * std::log(uniform(purpose, subject)));
        return radius * std::cos(2 * std::numbers::pi * uniform(purpose + 0x1000, subject));
    }
    [[nodiscard]] double lognormal(std::uint64_t purpose, std::uint64_t subject, double median, double sigma) const {
        return median * std::exp(sigma * normal(purpose, subject));
    }

  private:
    static std::uint64_t mix(std::uint64_t x) {  // The finaliser of SplitMix64.
        x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
        x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
        return x ^ (x >> 31U);
    }
    std::uint64_t seed_;
};

}  // namespace zenix::dialer::rehearsal
