#include "base/metrics.hpp"

#include "base/log.hpp"

#include <prometheus/text_serializer.h>

namespace zenix::metrics {

namespace {

const prometheus::Histogram::BucketBoundaries buckets = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

}

prometheus::Registry& registry() {
    static prometheus::Registry it;
    return it;
}

// Registering a name twice gives the same family, and adding the same labels the same metric.

prometheus::Counter& counter(const std::string& name, const std::string& help,
    const std::map<std::string, std::string>& labels) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry()).Add(labels);
}

prometheus::Gauge& gauge(const std::string& name, const std::string& help,
    const std::map<std::string, std::string>& labels) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry()).Add(labels);
}

prometheus::Histogram& seconds(const std::string& name, const std::string& help,
    const std::map<std::string, std::string>& labels) {
    return prometheus::BuildHistogram()
        .Name(name)
        .Help(help)
        .Register(registry())
        .Add(labels, buckets);
}

std::string text() {
    static prometheus::Gauge& lost =
        gauge("zenix_log_lines_lost", "Log lines thrown away because the disk could not keep up.");
    lost.Set(static_cast<double>(log::lost()));
    return prometheus::TextSerializer().Serialize(registry().Collect());
}

}  // namespace zenix::metrics
