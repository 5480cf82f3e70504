#pragma once
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <optional>
#include <utility>

#include "base/task.hpp"

namespace zenix {

/// A bounded queue between coroutines of one thread. (asio::experimental::channel of Boost 1.81 loses
/// messages once a receive has been cancelled, so this is ours: a deque and a timer that never fires.)
template <class T>
class async_queue {
  public:
    async_queue(asio::any_io_executor ex, std::size_t capacity)
        : bell_(ex, asio::steady_timer::time_point::max()), capacity_(capacity) {}

    /// False when full or closed; the caller decides what that means.
    [[nodiscard]] bool push(T item) {
        if (closed_ || items_.size() >= capacity_) return false;
        items_.push_back(std::move(item));
        bell_.cancel_one();
        return true;
    }

    /// The next item; nullopt once closed and drained.
    task<std::optional<T>> pop() {
        while (items_.empty()) {
            if (closed_) co_return std::nullopt;
            boost::system::error_code rung;
            co_await bell_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
            const auto state = co_await asio::this_coro::cancellation_state;
            if (state.cancelled() != asio::cancellation_type::none) co_return std::nullopt;
        }
        std::optional<T> item(std::move(items_.front()));
        items_.pop_front();
        co_return item;
    }

    void close() {
        closed_ = true;
        bell_.cancel();
    }
    [[nodiscard]] std::size_t size() const { return items_.size(); }
    [[nodiscard]] bool closed() const { return closed_; }

  private:
    asio::steady_timer bell_;
    std::deque<T> items_;
    std::size_t capacity_;
    bool closed_ = false;
};

}  // namespace zenix
