#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace zenix::dialer::pacing {

/// What the caller names agents and attempts by. The core never makes one up.
using key = std::uint64_t;

/// All times are seconds on one clock of the caller's; only differences matter.
constexpr double never = std::numeric_limits<double>::infinity();

/// How many seconds ahead the forecast looks, step by step: an answer takes some 10 s, a ring-out 25 s.
constexpr std::array<double, 10> horizons{2, 4, 6, 8, 10, 12, 15, 18, 22, 26};
constexpr std::size_t horizon_count = horizons.size();
using profile = std::array<double, horizon_count>;  ///< one figure a horizon

struct settings {
    double abandon_budget = 0.01;  ///< abandoned of answered, at most; 0 is never predictive
    double max_ratio = 3;          ///< attempts in flight for each telecaller on duty; up to 1 is progressive
    int max_trunks = 1'000'000;    ///< lines in use at once: in flight, waiting and talking
    double ring_timeout_s = 30;    ///< after it the caller ends an attempt by itself
    double abandon_after_s = 2;    ///< from answer until it counts as abandoned
    double ring_cancel_s = 0;      ///< hang up hopeless attempts that rang so long; 0 is never. Law: 15 s.
    bool guaranteed = false;       ///< no attempt without a telecaller who is free already (UK, 72 h)
    bool stopped = false;          ///< by a person: nothing is started

    bool operator==(const settings&) const = default;
};

enum class agent_state : std::uint8_t { offline, idle, reserved, talking, wrap, paused };
enum class attempt_state : std::uint8_t { started, ringing, answered, failed, cancelled };

/// What became of an event.
enum class heard : std::uint8_t {
    taken,
    unknown_attempt,
    unknown_agent,
    already_started,  ///< an attempt by that name is in flight
    not_answered,     ///< connected or abandoned before it was answered
    connected_before, ///< abandoned, or connected again, while it talks
    too_many,         ///< more agents or attempts than anybody has
};

enum class mode : std::uint8_t {
    predictive,
    progressive,  ///< one attempt for each free telecaller, because of `because`
    stopped,
};
enum class because : std::uint8_t {
    none,
    asked_for,      ///< `guaranteed`, a budget of nought, a ratio of one
    warming_up,     ///< too few attempts seen to know how many answer
    small_team,     ///< foresight cannot pay with so few
    lagging,        ///< events come late
    budget_spent,   ///< one more abandoned call would break a window
    nobody,         ///< no telecaller on duty
    by_hand,        ///< `stopped`
    hard_stop,      ///< far over the budget although nothing is predicted: something is broken
};

/// What one rolling window says.
struct window_state {
    double answered = 0, abandoned = 0, allowed = 0, left = 0;
};

/// What the supervisor is shown: why this many.
struct explanation {
    pacing::mode mode = mode::progressive;
    pacing::because because = because::none;
    bool held_by_lines = false;   ///< trunks or `max_ratio` cut the number
    int on_duty = 0, idle = 0, waiting = 0, talking = 0, wrapping = 0, pausing = 0;
    int in_flight = 0, lines = 0, lost = 0;  ///< lost: attempts nobody has ended in time
    double p = 0;                 ///< of a fresh attempt to be answered
    double theta = 0;             ///< risk that is taken at most
    double risk = 0;              ///< of the next attempt that is not started, to find nobody
    profile freeing{}, answering{}, short_of{};  ///< by horizon: expected, expected, P(nobody free)
    window_state day, month;
    [[nodiscard]] std::string in_words() const;
};

struct decision {
    int start = 0;
    std::vector<key> cancel;
    explanation why;
};

}  // namespace zenix::dialer::pacing
