#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "base/task.hpp"
#include "base/time.hpp"

namespace zenix {

/// Owns coroutines: every spawned task belongs to a group, and a group ends by being cancelled and
/// awaited. A task that ends by exception is logged with its name; it never takes the server down.
/// Destroying the group cancels what still runs; it does not wait.
class task_group {
  public:
    explicit task_group(asio::any_io_executor ex);
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;
    ~task_group();

    /// The number serves to cancel this one task.
    std::uint64_t spawn(std::string name, task<> body);
    void cancel();
    void cancel(std::uint64_t number);  ///< nothing when it has ended
    /// Until every task has ended, at most `patience`; true when they all did.
    task<bool> join(ms patience);
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] asio::any_io_executor executor() const { return ex_; }

  private:
    struct state;
    asio::any_io_executor ex_;
    std::shared_ptr<state> state_;  ///< shared with the running tasks' completion handlers
};

/// Sleeps; returns early (false) when cancelled.
task<bool> sleep_for(ms d);

}  // namespace zenix
