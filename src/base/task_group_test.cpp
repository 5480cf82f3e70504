#include "base/async_queue.hpp"
#include "base/loop_for_tests.hpp"
#include "base/task_group.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

namespace zenix {
namespace {

task<> sleeper(std::shared_ptr<int> ended, ms d) {
    co_await sleep_for(d);
    ++*ended;
}

task<> thrower() {
    co_await sleep_for(ms(0));
    throw std::runtime_error("thrown by a test");
}

task<> drain(async_queue<int>& queue, std::vector<int>& into) {
    while (true) {
        const auto item = co_await queue.pop();
        if (!item) co_return;
        into.push_back(*item);
    }
}

TEST(task_group, joins_what_ends_in_time) {
    asio::io_context loop;
    task_group group(loop.get_executor());
    const auto ended = std::make_shared<int>(0);
    group.spawn("a", sleeper(ended, ms(5)));
    group.spawn("b", sleeper(ended, ms(10)));
    EXPECT_EQ(group.size(), 2u);
    EXPECT_TRUE(run_on(loop, group.join(ms(5000))));
    EXPECT_EQ(*ended, 2);
    EXPECT_EQ(group.size(), 0u);
    EXPECT_TRUE(run_on(loop, group.join(ms(0))));
}

TEST(task_group, gives_up_waiting_when_patience_ends) {
    asio::io_context loop;
    task_group group(loop.get_executor());
    group.spawn("long", sleeper(std::make_shared<int>(0), ms(60'000)));
    EXPECT_FALSE(run_on(loop, group.join(ms(10))));
    EXPECT_EQ(group.size(), 1u);
    group.cancel();
    EXPECT_TRUE(run_on(loop, group.join(ms(5000))));
}

TEST(task_group, cancels_one_by_its_number) {
    asio::io_context loop;
    task_group group(loop.get_executor());
    const auto ended = std::make_shared<int>(0);
    const auto first = group.spawn("first", sleeper(ended, ms(60'000)));
    group.spawn("second", sleeper(ended, ms(20)));
    group.cancel(first);
    EXPECT_TRUE(run_on(loop, group.join(ms(5000))));
    EXPECT_EQ(*ended, 2);
    EXPECT_NO_THROW(group.cancel(first));
}

TEST(task_group, a_task_that_throws_harms_nobody) {
    asio::io_context loop;
    task_group group(loop.get_executor());
    const auto ended = std::make_shared<int>(0);
    group.spawn("thrower", thrower());
    group.spawn("other", sleeper(ended, ms(5)));
    EXPECT_TRUE(run_on(loop, group.join(ms(5000))));
    EXPECT_EQ(*ended, 1);
}

TEST(task_group, may_be_destroyed_before_its_tasks_have_ended) {
    asio::io_context loop;
    const auto ended = std::make_shared<int>(0);
    {
        task_group group(loop.get_executor());
        group.spawn("left behind", sleeper(ended, ms(60'000)));
        loop.poll();
    }
    loop.restart();
    loop.run();
    EXPECT_EQ(*ended, 1);
}

TEST(task_group, a_task_that_ends_just_as_it_is_cancelled_is_let_be) {
    asio::io_context loop;
    task_group group(loop.get_executor());
    const auto ended = std::make_shared<int>(0);
    group.spawn("brief", sleeper(ended, ms(0)));
    loop.poll();
    std::this_thread::sleep_for(ms(5));
    group.cancel();  // from outside the loop, with the end of the sleep already waiting in it
    loop.restart();
    loop.run();
    EXPECT_EQ(*ended, 1);
}

TEST(task_group, a_task_cancelled_at_once_ends_at_once) {
    asio::io_context loop;
    task_group group(loop.get_executor());
    const auto first = group.spawn("ends", sleeper(std::make_shared<int>(0), ms(60'000)));
    group.cancel(first);
    EXPECT_NO_THROW(EXPECT_TRUE(run_on(loop, group.join(ms(5000)))));
}

task<> cancels_all(task_group& group, bool sleeps_first) {
    if (sleeps_first) co_await sleep_for(ms(1));
    group.cancel();
}

TEST(task_group, a_task_may_cancel_its_own_group) {
    for (const bool sleeps_first : {false, true}) {
        asio::io_context loop;
        task_group group(loop.get_executor());
        group.spawn("self", cancels_all(group, sleeps_first));
        group.spawn("other", sleeper(std::make_shared<int>(0), ms(60'000)));
        EXPECT_NO_THROW(EXPECT_TRUE(run_on(loop, group.join(ms(5000)))));
    }
}

TEST(task_group, may_be_cancelled_from_another_thread_while_its_tasks_come_and_go) {
    asio::io_context loop;
    auto stay = asio::make_work_guard(loop);
    task_group group(loop.get_executor());
    std::thread runs([&loop] { loop.run(); });
    const auto ended = std::make_shared<int>(0);
    constexpr int rounds = 500;
    for (int n = 0; n < rounds; ++n) {
        // Some have not begun, some sleep, some have just ended when the cancellation comes.
        asio::post(loop, [&group, ended, n] { group.spawn("brief", sleeper(ended, ms(n % 3))); });
        group.cancel();
    }
    std::promise<bool> all;
    asio::post(loop, [&] {
        group.cancel();
        asio::co_spawn(loop, group.join(ms(10'000)),
            [&all](std::exception_ptr, bool done) { all.set_value(done); });
    });
    EXPECT_TRUE(all.get_future().get());
    stay.reset();
    runs.join();
    EXPECT_EQ(group.size(), 0u);
    EXPECT_LE(*ended, rounds);
}

/// Spawns one and cancels it in the same breath, before either has suspended.
task<> spawns_and_cancels(task_group& group, std::shared_ptr<int> ended) {
    const auto number = group.spawn("child", sleeper(ended, ms(60'000)));
    group.cancel(number);
    co_return;
}

TEST(task_group, a_task_cancelled_by_the_one_that_spawned_it_throws_nothing_out_of_the_loop) {
    asio::io_context loop;
    task_group group(loop.get_executor());
    group.spawn("parent", spawns_and_cancels(group, std::make_shared<int>(0)));
    EXPECT_NO_THROW(EXPECT_TRUE(run_on(loop, group.join(ms(5000)))));
}

/// Goes on for a while after it was told to stop, as one that has something to put in order.
task<> tidies_up(std::shared_ptr<int> ended) {
    co_await sleep_for(ms(60'000));
    co_await asio::this_coro::reset_cancellation_state();
    co_await sleep_for(ms(5));
    ++*ended;
}

TEST(task_group, a_cancelled_task_may_still_put_things_in_order_and_is_waited_for) {
    asio::io_context loop;
    task_group group(loop.get_executor());
    const auto ended = std::make_shared<int>(0);
    group.spawn("tidy", tidies_up(ended));
    loop.poll();
    group.cancel();
    EXPECT_NO_THROW(EXPECT_TRUE(run_on(loop, group.join(ms(5000)))));
    EXPECT_EQ(*ended, 1);
}

TEST(sleep_for, tells_a_cancelled_sleep_from_a_whole_one) {
    asio::io_context loop;
    EXPECT_TRUE(run_on(loop, sleep_for(ms(1))));
}

TEST(async_queue, keeps_order_refuses_when_full_and_drains_after_close) {
    asio::io_context loop;
    async_queue<int> queue(loop.get_executor(), 3);
    EXPECT_TRUE(queue.push(1));
    EXPECT_TRUE(queue.push(2));
    EXPECT_TRUE(queue.push(3));
    EXPECT_FALSE(queue.push(4));
    queue.close();
    EXPECT_FALSE(queue.push(5));
    std::vector<int> got;
    run_on(loop, drain(queue, got));
    EXPECT_EQ(got, (std::vector<int>{1, 2, 3}));
}

TEST(async_queue, a_message_after_a_cancelled_wait_is_not_lost) {
    asio::io_context loop;
    task_group group(loop.get_executor());
    async_queue<int> queue(loop.get_executor(), 3);
    std::vector<int> first, second;
    group.spawn("waits", drain(queue, first));
    loop.poll();
    group.cancel();
    EXPECT_TRUE(run_on(loop, group.join(ms(5000))));
    EXPECT_TRUE(queue.push(7));
    queue.close();
    run_on(loop, drain(queue, second));
    EXPECT_TRUE(first.empty());
    EXPECT_EQ(second, (std::vector<int>{7}));
}

}  // namespace
}  // namespace zenix
