#include "identity/throttle.hpp"

#include <gtest/gtest.h>

namespace zenix::identity {
namespace {

using namespace std::chrono_literals;
const sys_ms start = parse_time("2026-11-22T09:00:00Z").value();

/// Fails as soon as it is let; returns how long it had to wait in all.
ms guess(throttle& t, const std::string& user, const std::string& ip, sys_ms& at) {
    const ms wait = t.attempt(user, ip, at);
    at += wait;
    if (wait.count() > 0) EXPECT_EQ(t.attempt(user, ip, at).count(), 0);
    return wait;
}

TEST(throttle, waits_grow_after_five_failures_up_to_a_quarter_of_an_hour) {
    throttle t;
    sys_ms at = start;
    for (int n = 1; n <= 5; ++n) EXPECT_EQ(guess(t, "asha", "10.0.0.1", at), 0ms) << n;
    EXPECT_EQ(guess(t, "asha", "10.0.0.1", at), 2s);
    EXPECT_EQ(guess(t, "asha", "10.0.0.1", at), 4s);
    EXPECT_EQ(guess(t, "asha", "10.0.0.1", at), 8s);
    ms last{0};
    for (int n = 0; n < 30; ++n) last = guess(t, "asha", "10.0.0.1", at);
    EXPECT_EQ(last, 15min);
}

TEST(throttle, concurrent_guesses_gain_nothing) {
    throttle t;
    int let = 0;
    for (int n = 0; n < 100; ++n) let += t.attempt("asha", "10.0.0.1", start).count() == 0 ? 1 : 0;
    EXPECT_EQ(let, 5);
}

TEST(throttle, one_who_fails_does_not_lock_out_the_same_name_elsewhere_or_a_neighbour) {
    throttle t;
    sys_ms at = start;
    for (int n = 0; n < 6; ++n) (void)guess(t, "asha", "10.0.0.1", at);
    EXPECT_EQ(t.attempt("asha", "10.0.0.2", at), 0ms);
    EXPECT_EQ(t.attempt("ravi", "10.0.0.1", at), 0ms);
}

TEST(throttle, one_address_cannot_try_many_names) {
    throttle t;
    int let = 0;
    for (int n = 0; n < 500; ++n) let += t.attempt("user" + std::to_string(n), "10.0.0.1", start).count() == 0 ? 1 : 0;
    EXPECT_EQ(let, 20);
    EXPECT_EQ(t.attempt("other", "10.0.0.2", start), 0ms);
}

TEST(throttle, a_call_centre_behind_one_address_signs_in_freely) {
    throttle t;
    for (int n = 0; n < 1000; ++n) {
        const std::string user = "user" + std::to_string(n);
        ASSERT_EQ(t.attempt(user, "10.0.0.1", start), 0ms) << n;
        t.succeeded(user, "10.0.0.1");
    }
    EXPECT_EQ(t.size(), 0u);
}

TEST(throttle, one_good_account_does_not_wash_an_address_clean) {
    throttle t;
    int let = 0;
    for (int n = 0; n < 200; ++n) {
        let += t.attempt("victim" + std::to_string(n), "10.0.0.1", start).count() == 0 ? 1 : 0;
        if (t.attempt("mine", "10.0.0.1", start).count() == 0) t.succeeded("mine", "10.0.0.1");
    }
    EXPECT_LE(let, 20);
}

TEST(throttle, forgets_after_an_hour_without_failures) {
    throttle t;
    sys_ms at = start;
    for (int n = 0; n < 10; ++n) (void)guess(t, "asha", "10.0.0.1", at);
    at += 61min;
    for (int n = 0; n < 5; ++n) EXPECT_EQ(t.attempt("asha", "10.0.0.1", at), 0ms);
}

TEST(throttle, a_try_that_was_not_made_is_not_counted) {
    throttle t;
    for (int n = 0; n < 50; ++n) {
        ASSERT_EQ(t.attempt("asha", "10.0.0.1", start), 0ms);
        t.undo("asha", "10.0.0.1");
    }
    EXPECT_EQ(t.size(), 0u);
}

TEST(throttle, its_memory_is_bounded_and_keeps_the_latest) {
    throttle t({.free_per_user = 5, .free_per_address = 20, .remembered = 1000});
    sys_ms at = start;
    for (int n = 0; n < 20'000; ++n) {
        (void)t.attempt("asha", "10.0." + std::to_string(n), at);
        at += 1ms;
    }
    EXPECT_LE(t.size(), 1000u);
    for (int n = 0; n < 4; ++n) EXPECT_EQ(t.attempt("asha", "10.0.19999", at), 0ms);
    EXPECT_GT(t.attempt("asha", "10.0.19999", at), 0ms) << "the newest must still be known";
}

TEST(throttle, tells_of_each_wait_once) {
    throttle t;
    sys_ms at = start;
    for (int n = 0; n < 5; ++n) (void)guess(t, "asha", "10.0.0.1", at);
    EXPECT_GT(t.attempt("asha", "10.0.0.1", at), 0ms);
    EXPECT_TRUE(t.first_refusal("asha", "10.0.0.1"));
    EXPECT_FALSE(t.first_refusal("asha", "10.0.0.1"));
}

}  // namespace
}  // namespace zenix::identity
