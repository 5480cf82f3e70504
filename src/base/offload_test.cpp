#include "base/loop_for_tests.hpp"
#include "base/offload.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <thread>

namespace zenix {
namespace {

task<std::pair<bool, bool>> where(worker_pool& pool) {
    const auto home = std::this_thread::get_id();
    const auto there = co_await offload(pool, [] { return std::this_thread::get_id(); });
    co_return std::pair(there != home, std::this_thread::get_id() == home);
}

task<int> failing(worker_pool& pool) {
    const int value = co_await offload(pool, []() -> int { throw std::runtime_error("broken"); });
    co_return value;
}

task<int> moved(worker_pool& pool) {
    auto owned = std::make_unique<int>(7);
    const auto back =
        co_await offload(pool, [p = std::move(owned)]() mutable { return std::move(p); });
    co_return *back;
}

TEST(offload, runs_elsewhere_and_comes_back) {
    asio::io_context loop;
    worker_pool pool(1);
    const auto [elsewhere, back] = run_on(loop, where(pool));
    EXPECT_TRUE(elsewhere);
    EXPECT_TRUE(back);
}

TEST(offload, carries_exceptions_and_values_that_only_move) {
    asio::io_context loop;
    worker_pool pool(1);
    EXPECT_THROW(run_on(loop, failing(pool)), std::runtime_error);
    EXPECT_EQ(run_on(loop, moved(pool)), 7);
}

}  // namespace
}  // namespace zenix
