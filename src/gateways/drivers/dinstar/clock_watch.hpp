#pragma once
#include "base/time.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace zenix::gateways::drivers::dinstar {

/// How far a box's clock is ahead of ours, from the times it lets slip. Its `Date` header says it to
/// the second; else a text we handed over then and it dates now is late by its time in the queue, so
/// the least of several is taken; a call that ended in the future proves the least there is. Pure.
class clock_watch {
  public:
    void date(sys_ms its, sys_ms ours) { date_ = its - ours; }
    void text(sys_ms its, sys_ms handed_over) {
        texts_[count_++ % texts_.size()] = its - handed_over;
    }
    void ended(sys_ms its, sys_ms ours) {
        if (its > ours) future_ = std::max(future_.value_or(ms(0)), its - ours);
    }
    [[nodiscard]] std::optional<ms> ahead() const {
        if (date_) return date_;
        if (count_ > 0)
            return *std::min_element(texts_.begin(),
                texts_.begin() + static_cast<std::ptrdiff_t>(std::min(count_, texts_.size())));
        return future_;
    }

  private:
    std::optional<ms> date_, future_;
    std::array<ms, 16> texts_{};
    std::size_t count_ = 0;
};

}  // namespace zenix::gateways::drivers::dinstar
