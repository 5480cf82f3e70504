#pragma once
#include "base/metrics.hpp"
#include "net/http.hpp"

#include <chrono>
#include <map>
#include <string>
#include <tuple>

namespace zenix::net {

/// Counts and times answers by route, and writes a line for each. The labels are the pattern, never
/// the path, so that their number stays small whatever clients ask for.
class access_log {
  public:
    void note(const std::string& route, const request& r, int status,
        std::chrono::steady_clock::duration took);

  private:
    std::map<std::tuple<std::string, std::string, int>, prometheus::Counter*> counts_;
    std::map<std::string, prometheus::Histogram*> times_;
};

}  // namespace zenix::net
