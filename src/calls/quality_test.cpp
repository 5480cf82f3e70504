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

TEST(quality, what_asterisk_leaves_at_the_end_is_read) {
    const auto s = read_rtp_audio_qos(
        "ssrc=1;themssrc=2;lp=3;rxjitter=0.000125;rxcount=932;txjitter=0.001375;txcount=877;rlp=1;"
        "rtt=0.000823;rxmes=54.58;txmes=88.08");
    EXPECT_EQ(s.rx_packets, 932);
    EXPECT_EQ(s.rx_lost, 3);
    EXPECT_EQ(s.tx_lost, 1);
    EXPECT_NEAR(s.tx_jitter_ms, 1.375, 1e-9);
    EXPECT_NEAR(s.rtt_ms, 0.823, 1e-9);
}

TEST(quality, broken_figures_are_passed_over) {
    EXPECT_EQ(read_rtp_audio_qos("lp;=;rtt=nan;rxcount=-4;txcount=1e99;;lp=x").rx_packets, 0);
    EXPECT_FALSE(quality_of(read_rtp_audio_qos("")));
}

}  // namespace
}  // namespace zenix::calls
