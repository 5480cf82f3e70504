#include "calls/quality.hpp"

#include <gtest/gtest.h>

namespace zenix::calls {
namespace {

TEST(quality, a_clean_line_scores_above_four) { EXPECT_GT(mos_of(0, 1, 20), 4.3); }

TEST(quality, five_percent_loss_is_heard) {
    EXPECT_LT(mos_of(5, 1, 20), 4.0);
    EXPECT_GT(mos_of(5, 1, 20), 3.0);
}

TEST(quality, worse_never_scores_better) {
    for (double loss = 0; loss < 60; loss += 1) EXPECT_GE(mos_of(loss, 5, 50), mos_of(loss + 1, 5, 50));
    for (double rtt = 0; rtt < 1000; rtt += 20) EXPECT_GE(mos_of(1, 5, rtt), mos_of(1, 5, rtt + 20));
    EXPECT_GE(mos_of(100, 500, 5000), 1.0);
}

TEST(quality, nothing_measured_is_no_score) { EXPECT_FALSE(quality_of({})); }

TEST(quality, the_worse_direction_counts) {
    asterisk::rtp_stats s;
    s.rx_packets = 950;
    s.rx_lost = 50;
    s.tx_packets = 1000;
    EXPECT_DOUBLE_EQ(*quality_of(s)->loss_pct, 5.0);
}

}  // namespace
}  // namespace zenix::calls
