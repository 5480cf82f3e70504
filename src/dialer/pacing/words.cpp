#include <fmt/format.h>

#include "dialer/pacing/types.hpp"

namespace zenix::dialer::pacing {
namespace {

std::string telecallers(int n) { return n == 1 ? "1 telecaller" : fmt::format("{} telecallers", n); }

std::string_view why_progressive(because b) {
    switch (b) {
    case because::asked_for: return "as it is set";
    case because::warming_up: return "until 50 attempts have shown how many answer";
    case because::small_team: return "foresight does not pay with so few";
    case because::lagging: return "events come more than a second late";
    case because::budget_spent: return "one more abandoned call would break the budget";
    default: return "";
    }
}

}  // namespace

std::string explanation::in_words() const {
    if (mode == mode::stopped)
        return because == because::by_hand
            ? "Stopped by hand: nothing is started."
            : fmt::format("Stopped: {:.0f} of {:.0f} answered calls were abandoned in 24 hours, far more than the "
                          "{:.1f} allowed. Find out why before going on.", day.abandoned, day.answered, day.allowed);
    if (on_duty == 0) return "Not dialling: no telecaller is on duty.";
    std::string now = fmt::format("{} free", telecallers(idle));
    if (waiting > 0) now += fmt::format(", {} answered and waiting", waiting);
    now += fmt::format(", {} in flight", in_flight);
    if (mode == mode::progressive)
        return fmt::format("One attempt for each free telecaller, {}: {}.", why_progressive(because), now);
    std::string ahead = fmt::format("{}; within 10 s {:.1f} more become free and {:.1f} answer", now, freeing[4],
        answering[4]);
    if (held_by_lines) return fmt::format("{}. Held by the limit of lines: {} in use.", ahead, lines);
    return fmt::format("{}. The next attempt would find nobody with {:.1f} %, {:.1f} % are allowed.", ahead, 100 * risk,
        100 * theta);
}

}  // namespace zenix::dialer::pacing
