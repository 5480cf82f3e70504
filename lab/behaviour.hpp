#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::lab {

/// How a borrower's telephone takes a call.
enum class behaviour {
    answer,
    busy,
    no_answer,
    switched_off,
    unallocated,
    congestion,
    voicemail,
    reject
};

[[nodiscard]] std::string_view to_string(behaviour b);
[[nodiscard]] std::optional<behaviour> parse_behaviour(std::string_view text);

/// What a test said about one number; what it left out follows from the number.
struct script {
    std::optional<lab::behaviour> behaviour;
    std::optional<int>
        answer_after_ms;             ///< from the INVITE; for others than answer: until the release
    std::optional<int> talk_for_ms;  ///< then the borrower hangs up
    std::optional<double> tone_hz;   ///< says this tone without a pause
};

/// One call from the INVITE to its end, as the network and the borrower will have it.
struct plan {
    lab::behaviour behaviour = behaviour::answer;
    int ring_after_ms = 0;                  ///< -1: it never rings
    int decide_after_ms = 0;                ///< from the INVITE to the answer or the release
    int talk_for_ms = 0;                    ///< 0: until the other side hangs up
    int cause = 16;                         ///< Q.850 of the network's or borrower's release
    std::vector<std::string> announcement;  ///< sounds in early media, before the release
    double tone_hz = 0;                     ///< 0: speech
    unsigned voice = 0;                     ///< which voice; by number
    std::int64_t credit_s = 1'000'000;      ///< after so much talk the SIM's credit is used up
};

/// The same number always does the same: its last two digits say what, all of them when.
///
///     00–79 answer after 1 to 4 s    80–84 busy (17)      85–89 ring out (19)
///     90–93 switched off (20)        94–95 unallocated (1)
///     96–97 congestion (34)          98 voicemail, unanswered (19)    99 rejects (21)
[[nodiscard]] behaviour behaviour_of(std::string_view number);
[[nodiscard]] plan plan_for(std::string_view number, const script& said);

}  // namespace zenix::lab
