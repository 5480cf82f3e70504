#pragma once
#include "base/task.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <utility>

namespace zenix {

/// For tests: runs `body` on `loop` until it ends, gives its value or exception, and leaves the loop
/// as it is for a next one. A body that hangs fails the test instead of the whole run.
template <class T>
T run_on(asio::io_context& loop, task<T> body,
    std::chrono::seconds patience = std::chrono::seconds(20)) {
    std::exception_ptr fault;
    bool done = false;
    const auto until = std::chrono::steady_clock::now() + patience;
    const auto wait = [&] {
        loop.restart();
        while (!done && std::chrono::steady_clock::now() < until && loop.run_one_until(until) > 0) {
        }
        if (fault) std::rethrow_exception(fault);
        if (!done) throw std::runtime_error("the task did not end in time");
    };
    if constexpr (std::is_void_v<T>) {
        asio::co_spawn(loop, std::move(body), [&](std::exception_ptr e) {
            fault = e;
            done = true;
        });
        wait();
    } else {
        std::optional<T> out;
        const auto keep = [](std::optional<T>& into, task<T> from) -> task<> {
            into.emplace(co_await std::move(from));
        };
        asio::co_spawn(loop, keep(out, std::move(body)), [&](std::exception_ptr e) {
            fault = e;
            done = true;
        });
        wait();
        return std::move(*out);
    }
}

}  // namespace zenix
