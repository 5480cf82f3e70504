#pragma once
#include <boost/json/object.hpp>
#include <functional>
#include <memory>

#include "dialer/rehearsal/shift.hpp"

namespace zenix::dialer::rehearsal {

/// What dialling costs, in minor units of `currency`.
struct price {
    double per_attempt = 0, per_line_minute = 0, per_agent_hour = 0;
    std::string currency = "INR";
};

/// A rehearsal: a campaign in a world, played with several seeds.
struct scenario {
    std::string name;
    world in;
    pacing::settings with;
    price costs;
    int seeds = 10;
    std::uint64_t first_seed = 1;
};

/// Mean over the seeds, and the band in which nine of ten shifts lie (least and greatest with few seeds).
struct band {
    double mean = 0, low = 0, high = 0;
};
[[nodiscard]] band band_of(std::vector<double> values);

struct report {
    int seeds = 0;
    band occupancy, idle_per_call, abandon_rate, attempts, answered, handled, contacts, cost, hours, worst_hour;
};

using make_method = std::function<std::unique_ptr<method>()>;

/// Plays all seeds; `progress` is told the share that is done, and ends the rehearsal by returning false.
[[nodiscard]] report rehearse(const scenario& s, const make_method& make,
    const std::function<bool(double done)>& progress = {});
/// With the production core.
[[nodiscard]] report rehearse(const scenario& s, const std::function<bool(double done)>& progress = {});

[[nodiscard]] boost::json::object to_json(const scenario& s, const report& r);
[[nodiscard]] std::string in_words(const scenario& s, const report& r);

}  // namespace zenix::dialer::rehearsal
