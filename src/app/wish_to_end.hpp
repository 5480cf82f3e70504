#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <exception>
#include <optional>

#include "base/task.hpp"

namespace zenix::app {

/// Thrown between two steps of a start that nobody wants any more.
struct start_broken_off : std::exception {
    [[nodiscard]] const char* what() const noexcept override { return "the start was broken off"; }
};

/// Ctrl-C and SIGTERM, heard from the first moment: a start that is broken off ends what it has started
/// by then, as a server that serves does.
class wish_to_end {
  public:
    explicit wish_to_end(asio::io_context& io)
        : signals_(io, SIGINT, SIGTERM), bell_(io, asio::steady_timer::time_point::max()) {
        signals_.async_wait([this](const boost::system::error_code& ended, int which) {
            if (ended) return;
            which_ = which;
            bell_.cancel();
        });
    }
    wish_to_end(const wish_to_end&) = delete;
    wish_to_end& operator=(const wish_to_end&) = delete;

    void heed() const {
        if (which_) throw start_broken_off();
    }
    /// The signal, once it has come.
    task<int> come() {
        boost::system::error_code rung;
        while (!which_) co_await bell_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
        co_return *which_;
    }

  private:
    asio::signal_set signals_;
    asio::steady_timer bell_;
    std::optional<int> which_;
};

}  // namespace zenix::app
