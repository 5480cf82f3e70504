#include "sms/smpp/lockout.hpp"
#include "sms/smpp/pace.hpp"

#include <gtest/gtest.h>

using namespace zenix::sms::smpp;
using namespace std::chrono_literals;
using zenix::ms;

TEST(pace, keeps_the_rate_over_a_minute) {
    pace p(50);
    instant now(1h);
    std::size_t sent = 0;
    for (const auto end = now + 60s; now < end; now += 3ms) {
        const auto n = p.ready(now);
        p.spend(n);
        sent += n;
    }
    EXPECT_NEAR(static_cast<double>(sent), 3000, 10);
}

TEST(pace, tells_when_the_next_may_go) {
    pace p(10);
    const instant now(1h);
    ASSERT_EQ(p.ready(now), 1U);
    p.spend(1);
    EXPECT_EQ(p.ready(now), 0U);
    EXPECT_EQ(p.next(now), now + 100ms);
    EXPECT_EQ(p.ready(p.next(now)), 1U);
}

TEST(pace, pauses_double_while_the_peer_goes_on_throttling) {
    pace p;
    instant now(1h);
    EXPECT_GT(p.ready(now), 1000U);
    p.throttled(now);
    p.throttled(now);  // what was under way
    EXPECT_EQ(p.next(now), now + 100ms);
    now += 100ms;
    EXPECT_GT(p.ready(now), 0U);
    p.throttled(now);
    EXPECT_EQ(p.next(now), now + 200ms);
    for (int i = 0; i < 20; ++i) {
        now = p.next(now);
        p.throttled(now);
    }
    EXPECT_EQ(p.next(now), now + 10s);
    now += 20s;
    p.accepted();
    p.throttled(now);
    EXPECT_EQ(p.next(now), now + 100ms);
}

TEST(pace, congestion_takes_the_window_away_bit_by_bit) {
    pace p;
    const instant now(1h);
    EXPECT_EQ(p.share_of(100), 100U);
    p.congestion(79, now);
    EXPECT_EQ(p.share_of(100), 100U);
    p.congestion(90, now);
    EXPECT_EQ(p.share_of(100), 47U);
    p.congestion(100, now);
    EXPECT_EQ(p.share_of(100), 1U);
    EXPECT_EQ(p.ready(now), 0U);
    EXPECT_GT(p.ready(now + 1s), 0U);
    p.congestion(0, now);
    EXPECT_EQ(p.share_of(100), 100U);
}

TEST(lockout, five_wrong_passwords_lock_and_the_lock_grows) {
    lockout l(5, 30s, 60s);
    instant now(1h);
    for (int i = 0; i < 4; ++i) EXPECT_FALSE(l.wrong("a", now));
    EXPECT_FALSE(l.is_locked("a", now));
    EXPECT_TRUE(l.wrong("a", now));
    EXPECT_TRUE(l.is_locked("a", now + 29s));
    EXPECT_FALSE(l.is_locked("b", now));
    now += 30s;
    EXPECT_FALSE(l.is_locked("a", now));
    for (int i = 0; i < 5; ++i) (void)l.wrong("a", now);
    EXPECT_TRUE(l.is_locked("a", now + 59s));
    l.right("a");
    EXPECT_FALSE(l.is_locked("a", now));
}
