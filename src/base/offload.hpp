#pragma once
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/task.hpp"

namespace zenix {

/// The small pool for what burns CPU or blocks: argon2, files, CSV. Two threads, made by main.
using worker_pool = asio::thread_pool;

/// Runs `work()` on the pool and gives its value or exception to the caller. The coroutine itself
/// never leaves its own executor; only `work` does, so it must own what it touches.
template <class Work>
task<std::invoke_result_t<Work>> offload(worker_pool& pool, Work work) {
    using value = std::invoke_result_t<Work>;
    constexpr bool gives = !std::is_void_v<value>;
    struct outcome {
        std::conditional_t<gives, std::optional<value>, bool> value_{};
        std::exception_ptr fault;
    };
    const auto out = std::make_shared<outcome>();
    auto start = [&pool, out, job = std::move(work)](auto handler) mutable {
        const auto home = asio::get_associated_executor(handler);
        // The loop must not end for lack of work while the pool is busy for it.
        auto guard = asio::prefer(home, asio::execution::outstanding_work.tracked);
        asio::post(pool, [out, guard = std::move(guard), job = std::move(job),
                          handler = std::move(handler)]() mutable {
            try {
                if constexpr (gives) {
                    out->value_.emplace(job());
                } else {
                    job();
                }
            } catch (...) {
                out->fault = std::current_exception();
            }
            asio::post(guard, std::move(handler));
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(start),
                                                                         asio::use_awaitable);
    if (out->fault) std::rethrow_exception(out->fault);
    if constexpr (gives) co_return std::move(*out->value_);
}

}  // namespace zenix
