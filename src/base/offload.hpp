#pragma once
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <optional>
#include <utility>

#include "base/task.hpp"

namespace zenix {

/// The small pool for what burns CPU or blocks: argon2, files, CSV. Two threads, made by main.
using worker_pool = asio::thread_pool;

/// Runs `work()` on the pool and comes back to the caller's executor with its value or exception.
/// `work` must own what it touches.
template <class Work>
task<std::invoke_result_t<Work>> offload(worker_pool& pool, Work work) {
    const auto home = co_await asio::this_coro::executor;
    std::exception_ptr fault;
    using value = std::invoke_result_t<Work>;
    if constexpr (std::is_void_v<value>) {
        co_await asio::post(asio::bind_executor(pool, asio::use_awaitable));
        try { work(); } catch (...) { fault = std::current_exception(); }
        co_await asio::post(asio::bind_executor(home, asio::use_awaitable));
        if (fault) std::rethrow_exception(fault);
    } else {
        std::optional<value> out;
        co_await asio::post(asio::bind_executor(pool, asio::use_awaitable));
        try { out.emplace(work()); } catch (...) { fault = std::current_exception(); }
        co_await asio::post(asio::bind_executor(home, asio::use_awaitable));
        if (fault) std::rethrow_exception(fault);
        co_return std::move(*out);
    }
}

}  // namespace zenix
