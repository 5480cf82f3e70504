#pragma once
#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "pg/connection.hpp"

namespace zenix::pg {

/// The shared connection, in libpq's pipeline mode (manual, section 34.5): statements go out as they
/// come, answers come back in the same order. Each statement ends with a sync of its own, so each is
/// its own transaction and an error stays with the one that made it.
class lane : public std::enable_shared_from_this<lane> {
  public:
    lane(asio::any_io_executor ex, pool_options options);

    /// Throws unavailable.
    task<void> open();
    /// Reads answers until the connection is lost; everything under way has failed when it returns.
    task<void> serve();
    task<rows> execute(std::string sql, std::vector<param> params);
    void close(std::string reason);

    [[nodiscard]] bool live() const { return open_ && !link_->broken(); }
    [[nodiscard]] const std::string& reason() const { return link_->reason(); }

  private:
    using clock = std::chrono::steady_clock;
    struct prepared {
        std::string name;
        std::exception_ptr fault;  ///< why PostgreSQL would not prepare it
    };
    struct request {
        request(asio::any_io_executor ex, std::string text)
            : bell(ex, asio::steady_timer::time_point::max()), sql(std::move(text)) {}
        asio::steady_timer bell;
        std::string sql;
        std::shared_ptr<prepared> statement;
        bool preparing = false;  ///< the answer to its PREPARE has not come yet
        bool done = false;
        rows answer;
        std::exception_ptr fault;
    };

    void send(request& r, const std::vector<param>& params);
    void flush();
    void drain();
    void take(PGresult* raw);
    void finish_head();
    void fail(std::string reason);
    void watch_progress();

    asio::any_io_executor ex_;
    pool_options options_;
    std::shared_ptr<connection> link_;
    std::unordered_map<std::string, std::shared_ptr<prepared>> statements_;  ///< by SQL text
    std::uint64_t named_ = 0;
    std::deque<std::shared_ptr<request>> under_way_;
    int nulls_ = 0;  ///< in a row; libpq gives one between answers
    bool open_ = false, flushing_ = false;
    clock::time_point progress_;
    asio::steady_timer ticker_;
};

}  // namespace zenix::pg
