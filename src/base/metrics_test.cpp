#include "base/metrics.hpp"

#include <gtest/gtest.h>

namespace zenix::metrics {
namespace {

TEST(metrics, the_same_name_and_labels_are_the_same_metric) {
    auto& a = counter("zenix_test_things_total", "Things.", {{"kind", "x"}});
    auto& b = counter("zenix_test_things_total", "Things.", {{"kind", "x"}});
    EXPECT_EQ(&a, &b);
    EXPECT_NE(&a, &counter("zenix_test_things_total", "Things.", {{"kind", "y"}}));
}

TEST(metrics, are_written_as_prometheus_reads_them) {
    counter("zenix_test_shown_total", "Shown.", {{"kind", "x"}}).Increment(3);
    gauge("zenix_test_level", "Level.").Set(2);
    seconds("zenix_test_seconds", "Time.").Observe(0.02);
    const std::string all = text();
    for (const char* line :
        {"# TYPE zenix_test_shown_total counter", "zenix_test_shown_total{kind=\"x\"} 3",
            "zenix_test_level 2", "zenix_test_seconds_bucket{le=\"0.025\"} 1",
            "zenix_test_seconds_bucket{le=\"0.01\"} 0", "zenix_log_lines_lost 0"})
        EXPECT_NE(all.find(line), std::string::npos) << line << "\n" << all;
}

}  // namespace
}  // namespace zenix::metrics
