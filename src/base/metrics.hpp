#pragma once
#include <memory>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <string>

namespace zenix::metrics {

/// The process's one registry. Names start with `zenix_` and end with their unit.
[[nodiscard]] prometheus::Registry& registry();

[[nodiscard]] prometheus::Counter& counter(const std::string& name, const std::string& help,
                                           const std::map<std::string, std::string>& labels = {});
[[nodiscard]] prometheus::Gauge& gauge(const std::string& name, const std::string& help,
                                       const std::map<std::string, std::string>& labels = {});
/// Seconds, buckets from 1 ms to 10 s.
[[nodiscard]] prometheus::Histogram& seconds(const std::string& name, const std::string& help,
                                             const std::map<std::string, std::string>& labels = {});
/// Prometheus text exposition of everything.
[[nodiscard]] std::string text();

}  // namespace zenix::metrics
