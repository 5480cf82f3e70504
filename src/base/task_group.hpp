#pragma once
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <string>

#include "base/task.hpp"
#include "base/time.hpp"

namespace zenix {

/// Owns coroutines: every spawned task belongs to a group, and a group ends by being cancelled and
/// awaited. A task that ends by exception is logged with its name; it never takes the server down.
class task_group {
  public:
    explicit task_group(asio::any_io_executor ex);
    task_group(const task_group&) = delete;

    void spawn(std::string name, task<> body);
    void cancel();
    /// Until every task has ended, at most `patience`; true when they all did.
    task<bool> join(ms patience);
    [[nodiscard]] std::size_t size() const { return running_.size(); }
    [[nodiscard]] asio::any_io_executor executor() const { return ex_; }

  private:
    struct entry {
        std::string name;
        asio::cancellation_signal stop;
    };
    asio::any_io_executor ex_;
    std::list<entry> running_;
    asio::steady_timer ended_;
};

/// Sleeps; returns early (false) when cancelled.
task<bool> sleep_for(ms d);

}  // namespace zenix
