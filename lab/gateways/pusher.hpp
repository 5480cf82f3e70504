#pragma once
#include "base/task_group.hpp"

#include <memory>
#include <string>

namespace zenix::lab {

/// How a push is made, where the makers' papers leave it open.
struct push_manner {
    std::string method = "POST";
    std::string type = "application/json";
    int tries = 1;          ///< a push that is not taken is sent again, a second later
    bool only_200 = false;  ///< takes no other success for one
    bool paused = false;  ///< nothing leaves, as behind a firewall; what happens meanwhile is lost
};

/// Sends what a box pushes, in order, one at a time, to the address set on its panel. What the far
/// end does not take is lost, as with the box; so is what comes when 500 wait.
class pusher {
  public:
    explicit pusher(asio::any_io_executor ex);
    ~pusher();
    void set_url(std::string url);  ///< empty: nothing is pushed
    [[nodiscard]] const std::string& url() const;
    void push(std::string body);
    [[nodiscard]] std::int64_t delivered() const;  ///< answered with success
    [[nodiscard]] std::int64_t lost() const;

    void set_manner(push_manner m);
    [[nodiscard]] const push_manner& manner() const;

  private:
    struct core;
    static task<> run(std::shared_ptr<core> self);
    std::shared_ptr<core> core_;
    std::unique_ptr<task_group> tasks_;
};

/// A push by somebody who is not the box: from another address of this machine (127.0.0.9), to any
/// URL. The status of the answer; 0 when there was none.
task<int> push_as_stranger(std::string from, std::string url, std::string body);

}  // namespace zenix::lab
