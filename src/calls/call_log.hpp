#pragma once
#include "base/task.hpp"
#include "calls/call.hpp"
#include "calls/call_filter.hpp"
#include "calls/journal.hpp"
#include "pg/pool.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zenix::calls {

/// Rows of `call_logs`: from the journal to PostgreSQL, once, and back for the screens.
class call_log {
  public:
    call_log(asio::any_io_executor ex, pg::pool& db, journal& book);

    /// From now on what a call used of SIMs is counted with its row. `zone`: whose days they follow.
    void count_ways_in(std::string zone) { zone_ = std::move(zone); }
    /// A settled call is in the journal: write it soon.
    void rouse();
    /// Carries rows over until cancelled; while PostgreSQL is away they wait on disk.
    task<void> run();
    /// True once the row of this call is in PostgreSQL; waits up to `patience` for it.
    task<bool> written(std::string call_id, ms patience);
    [[nodiscard]] std::size_t waiting() const;

    /// A settled call as its row tells it; nullopt when there is none.
    task<std::optional<call>> find(const std::string& id);

    struct page {
        std::vector<call> items;
        std::optional<std::string> next;
    };
    /// Newest first, from behind `cursor`, which is the `next` of the page before. Throws problem 400
    /// for a cursor that is none.
    task<page> list(call_filter f, std::optional<std::string> cursor, int limit);

    /// The telecaller who last spoke with a customer.
    task<std::optional<std::int64_t>> last_telecaller(std::int64_t customer_id);

    /// Outcome of a call whose row is written, inside the caller's transaction.
    task<void> set_outcome(pg::executor& tx, const std::string& id, const std::string& disposition,
        const std::optional<std::string>& notes, std::int64_t wrap_ms);

  private:
    asio::any_io_executor ex_;
    pg::pool& db_;
    journal& book_;
    asio::steady_timer bell_;
    std::string zone_;  ///< empty: nothing is counted here
    task<void> write(call c);
};

}  // namespace zenix::calls
