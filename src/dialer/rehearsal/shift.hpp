#pragma once
#include <array>
#include <functional>
#include <vector>

#include "dialer/rehearsal/method.hpp"
#include "dialer/rehearsal/world.hpp"

namespace zenix::dialer::rehearsal {

/// What a shift came to.
struct outcome {
    double idle_s = 0, talk_s = 0, wrap_s = 0, rest_s = 0;
    double line_s = 0;          ///< all lines together, attempts and talks
    long attempts = 0, answered = 0, handled = 0, abandoned = 0, contacts = 0, cancelled = 0;
    long decisions = 0;
    double simulated_s = 0;     ///< shorter than the shift when the list ended
    std::vector<std::array<long, 2>> by_hour;  ///< answered, abandoned

    [[nodiscard]] double idle_per_call() const { return handled > 0 ? idle_s / static_cast<double>(handled) : 0; }
    [[nodiscard]] double occupancy() const {
        const double all = idle_s + talk_s + wrap_s;
        return all > 0 ? (talk_s + wrap_s) / all : 0;
    }
    [[nodiscard]] double abandon_rate() const {
        return answered > 0 ? static_cast<double>(abandoned) / static_cast<double>(answered) : 0;
    }
    [[nodiscard]] double worst_hour() const;
};

/// Plays one shift of `w` with `m`: the same seed is the same list, calls and breaks for every method.
/// `watch` is told how far it is, now and then, and ends the shift by returning false.
[[nodiscard]] outcome play(const world& w, std::uint64_t seed, method& m,
    const std::function<bool(double t)>& watch = {});

}  // namespace zenix::dialer::rehearsal
