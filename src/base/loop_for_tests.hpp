#pragma once
#include "base/task.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <variant>

namespace zenix {

/// For tests: runs `body` on `loop` until it ends, gives its value or exception, and leaves the loop
/// as it is for a next one. A body that hangs fails the test instead of the whole run.
template <class T>
T run_on(asio::io_context& loop, task<T> body,
    std::chrono::seconds patience = std::chrono::seconds(60)) {
    using kept = std::conditional_t<std::is_void_v<T>, std::monostate, T>;
    // Shared with the body, which outlives us when it does not end in time.
    struct outcome {
        std::exception_ptr fault;
        std::optional<kept> value;
        bool done = false;
    };
    const auto out = std::make_shared<outcome>();
    const auto keep = [](std::shared_ptr<outcome> into, task<T> from) -> task<> {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(from);
        } else {
            into->value.emplace(co_await std::move(from));
        }
    };
    asio::co_spawn(loop, keep(out, std::move(body)), [out](std::exception_ptr fault) {
        out->fault = std::move(fault);
        out->done = true;
    });
    const auto until = std::chrono::steady_clock::now() + patience;
    loop.restart();
    while (!out->done && std::chrono::steady_clock::now() < until && loop.run_one_until(until) > 0) {
    }
    if (out->fault) std::rethrow_exception(out->fault);
    if (!out->done) throw std::runtime_error("the task did not end in time");
    if constexpr (!std::is_void_v<T>) return std::move(*out->value);
}

}  // namespace zenix
