#pragma once
#include "base/result.hpp"
#include "base/task_group.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace zenix::gateways {

/// What a peer's operation gives, or nullopt when it has not ended within `deadline`: then it is
/// cancelled and left behind, even when it does not heed that. An exception of its own is logged and
/// reads as nullopt too.
template <class T>
task<std::optional<T>> in_time(task<T> operation, ms deadline) {
    struct attempt {
        explicit attempt(asio::any_io_executor ex) : bell(ex), group(ex) {}
        std::optional<T> outcome;
        asio::steady_timer bell;
        task_group group;
    };
    const auto ex = co_await asio::this_coro::executor;
    const auto a = std::make_shared<attempt>(ex);
    a->bell.expires_after(deadline);
    const auto finish = [](std::weak_ptr<attempt> to, task<T> work) -> task<> {
        auto got = co_await std::move(work);
        if (const auto there = to.lock()) {
            there->outcome.emplace(std::move(got));
            there->bell.cancel();
        }
    };
    a->group.spawn("peer", finish(a, std::move(operation)));
    boost::system::error_code rung;
    if (!a->outcome) co_await a->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
    co_return std::move(a->outcome);
}

}  // namespace zenix::gateways
