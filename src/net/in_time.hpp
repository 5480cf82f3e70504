#pragma once
#include "base/result.hpp"
#include "base/task_group.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

namespace zenix::net {

/// An operation that somebody waits for, but not for ever.
template <class T>
struct attempt {
    explicit attempt(const asio::any_io_executor& ex) : bell(ex), group(ex) {}
    asio::steady_timer bell;
    task_group group;
    std::optional<result<T>> outcome;
};

template <class T>
task<> finish(std::shared_ptr<attempt<T>> a, task<result<T>> operation) {
    try {
        a->outcome.emplace(co_await std::move(operation));
    } catch (const std::exception& e) {
        a->outcome.emplace(failure{"closed", e.what()});
    }
    a->bell.cancel();
}

/// The result, or `timeout` on the dot: a name server that hangs cannot be interrupted, so the
/// operation runs by itself and is left behind, cancelled, when time is up.
template <class T>
task<result<T>> in_time(task<result<T>> operation, ms deadline) {
    const auto ex = co_await asio::this_coro::executor;
    const auto a = std::make_shared<attempt<T>>(ex);
    a->bell.expires_after(deadline);
    a->group.spawn("request", finish(a, std::move(operation)));
    boost::system::error_code rung;
    if (!a->outcome) co_await a->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
    if (a->outcome) co_return *std::move(a->outcome);
    a->group.cancel();
    if (rung) co_return failure{"closed", "cancelled"};
    co_return failure{"timeout", fmt::format("no answer within {} ms", deadline.count())};
}

}  // namespace zenix::net
