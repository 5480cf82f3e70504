#pragma once
#include "base/task_group.hpp"

#include <memory>
#include <string>

namespace zenix::lab {

/// Sends what a box pushes, in order, one at a time, to the address set on its panel. What the far
/// end does not take is lost, as with the box; so is what comes when 500 wait.
class pusher {
  public:
    explicit pusher(asio::any_io_executor ex);
    ~pusher();
    void set_url(std::string url);  ///< empty: nothing is pushed
    [[nodiscard]] const std::string& url() const;
    void push(std::string body);
    [[nodiscard]] std::int64_t delivered() const;  ///< answered with 200
    [[nodiscard]] std::int64_t lost() const;

  private:
    struct core;
    static task<> run(std::shared_ptr<core> self);
    std::shared_ptr<core> core_;
    std::unique_ptr<task_group> tasks_;
};

}  // namespace zenix::lab
