#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "dialer/rehearsal/world.hpp"

namespace zenix::dialer::rehearsal {

/// What a history of attempts says of the world.
struct history {
    std::vector<double> answer_s, failure_s;  ///< from dialling to answer, or to the end without one
    std::vector<double> talk_s;
    double wrap_sum_s = 0;
    long wraps = 0, contacts = 0, contacts_known = 0;
    struct hour {
        long attempts = 0, answered = 0;
    };
    std::array<hour, 24> by_hour{};           ///< UTC
};

/// Reads a CSV of attempts with the columns of `call_logs`: `dialed_at` and `ended_at` (RFC 3339), where
/// there was an answer `answered_at`; `talk_ms`, `wrap_ms`, `contact` (true, false) where they are known.
/// Other columns are passed over. Throws bad_file naming line and column.
[[nodiscard]] history read_history(std::string_view csv, const std::string& file);
[[nodiscard]] history load_history(const std::string& file);

/// Lets attempts and calls be drawn from it instead of from the model's laws.
void use(const history& h, world& w);

}  // namespace zenix::dialer::rehearsal
