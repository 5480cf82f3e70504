#pragma once
#include "base/result.hpp"

#include <fmt/format.h>

#include <memory>
#include <set>

namespace zenix::gateways::drivers {

/// One command at a time on a port: a second one is told `busy` instead of waiting behind a USSD
/// dialogue that may take half a minute.
class port_lock {
  public:
    class hold {
      public:
        hold(std::shared_ptr<std::set<int>> of, int port) : of_(std::move(of)), port_(port) {}
        hold(hold&&) = default;
        hold& operator=(hold&&) = delete;
        ~hold() {
            if (of_) of_->erase(port_);
        }

      private:
        std::shared_ptr<std::set<int>> of_;
        int port_;
    };
    [[nodiscard]] result<hold> take(int port) {
        if (!busy_->insert(port).second)
            return failure{"busy", fmt::format("port {} is carrying out another command", port)};
        return hold(busy_, port);
    }

  private:
    std::shared_ptr<std::set<int>> busy_ = std::make_shared<std::set<int>>();
};

}  // namespace zenix::gateways::drivers
