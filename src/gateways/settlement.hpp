#pragma once
#include "base/task.hpp"
#include "gateways/use_log.hpp"
#include "pg/pool.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace zenix::gateways {

/// What one call or text used of a SIM.
struct settlement {
    std::string reservation;  ///< counted once under this name, in whatever process
    std::string iccid;
    std::chrono::year_month_day day{};  ///< on which it was reserved, in the installation's zone
    sys_ms reserved_at{};
    bool answered = false;
    std::int64_t seconds = 0, billed_s = 0;
    std::int64_t texts = 0;  ///< above 0: it was a text, and no call
    std::string recipient;   ///< E.164; empty: not known any more
    std::int64_t trunk_id = 0;
    std::optional<int> port;
};

/// Adds it to the SIM's day, hour and recipients, and to its port; false when it was there already.
/// One statement, so it is whole or not there.
task<bool> write_settlement(pg::executor& db, settlement s);
/// Takes a text back that was not sent after all; once.
task<> take_back_text(pg::executor& db, std::string reservation);
/// Names settled lately, the latest 5,000: what a crash left half-done is among them.
task<std::unordered_set<std::string>> load_recently_settled(pg::executor& db);
/// Forgets names of settlements nobody can bring again, and counts nobody looks at any more.
task<> forget_old_settlements(pg::executor& db);

/// What was used before this process, as far as counters reach back.
struct past_use {
    struct day_row {
        std::string iccid;
        std::chrono::year_month_day day{};
        sim_use use;
    };
    struct hour_row {
        std::string iccid;
        std::int64_t hour = 0;
        sim_use use;
    };
    struct contact_row {
        std::string iccid, recipient;
        use_log::contact last;
    };
    struct port_row {
        std::int64_t trunk_id = 0;
        int port = 0;
        sim_use today;
    };
    std::vector<day_row> days;
    std::vector<hour_row> hours;
    std::vector<contact_row> contacts;
    std::vector<port_row> ports;
};
/// `zone`: whose days are meant.
task<past_use> load_past_use(pg::executor& db, moment at, std::string zone);

}  // namespace zenix::gateways
