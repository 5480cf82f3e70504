#pragma once
#include "base/task.hpp"
#include "base/task_group.hpp"

#include <memory>

namespace zenix::gateways {

/// Lets one coroutine through at a time; the others wait for it to drop its pass.
class turnstile {
  public:
    using pass = std::shared_ptr<void>;

    /// A pass, or an empty one when the wait was cancelled.
    task<pass> enter() {
        while (*taken_) {
            const bool slept = co_await sleep_for(ms(5));
            if (!slept) co_return pass();
        }
        *taken_ = true;
        co_return pass(taken_.get(), [taken = taken_](void*) { *taken = false; });
    }

  private:
    std::shared_ptr<bool> taken_ = std::make_shared<bool>(false);
};

}  // namespace zenix::gateways
