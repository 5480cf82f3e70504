#include "dialer/pacing/hazard.hpp"

#include <gtest/gtest.h>

namespace zenix::dialer::pacing {
namespace {

hazard two_bins(double memory = 1e6) { return hazard({{0, 10}, {0.1, 0.1}, 10, memory}); }

TEST(hazard, believes_its_prior_until_it_has_lived) {
    auto h = two_bins();
    h.settle();
    EXPECT_DOUBLE_EQ(h.rate(3), 0.1);
    EXPECT_DOUBLE_EQ(h.rate(1000), 0.1);
}

TEST(hazard, learns_events_for_each_second_lived_at_an_age) {
    auto h = two_bins();
    for (int i = 0; i < 2000; ++i) {  // Half end at 5, the others live until 20.
        h.live(0, i % 2 ? 5 : 20);
        h.end(i % 2 ? 5 : 20);
    }
    h.settle();
    EXPECT_NEAR(h.rate(5), 1000 / 15000.0, 0.002);
    EXPECT_NEAR(h.rate(15), 1000 / 10000.0, 0.002);
}

TEST(hazard, counts_what_still_lives) {
    auto only_ended = two_bins(), with_living = two_bins();
    for (int i = 0; i < 500; ++i) {
        only_ended.live(0, 5);
        only_ended.end(5);
        with_living.live(0, 5);
        with_living.end(5);
        with_living.live(0, 10);  // Another that has not ended yet.
    }
    only_ended.settle();
    with_living.settle();
    EXPECT_NEAR(only_ended.rate(5) / with_living.rate(5), 3, 0.1);
}

TEST(hazard, foresees_events_across_bins) {
    hazard h({{0, 10}, {0.1, 0.3}, 10, 100});
    EXPECT_NEAR(h.expected(5, 12), 5 * 0.1 + 2 * 0.3, 1e-12);
    EXPECT_EQ(h.expected(5, 5), 0);
}

TEST(hazard, forgets_what_was_long_ago) {
    auto h = two_bins(100);
    const auto live = [&](double until, int times) {
        for (int i = 0; i < times; ++i) {
            h.live(0, until);
            h.end(until);
            h.fade(1);
        }
    };
    live(9, 1000);
    live(1, 1000);
    h.settle();
    EXPECT_NEAR(h.rate(0.5), 1.0, 0.1);
}

TEST(hazard, survives_evidence_without_end) {
    auto h = two_bins(50);
    for (int i = 0; i < 20'000; ++i) {
        h.live(0, 4);
        h.end(4);
        h.fade(1);
    }
    h.settle();
    EXPECT_NEAR(h.rate(4), 0.25, 0.02);
}

}  // namespace
}  // namespace zenix::dialer::pacing
