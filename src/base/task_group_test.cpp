#include "base/async_queue.hpp"
#include "base/loop_for_tests.hpp"
#include "base/task_group.hpp"

#include <gtest/gtest.h>

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
