#pragma once
#include "asterisk/types.hpp"
#include "base/result.hpp"

#include <boost/json/value.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace zenix::asterisk {

/// Which answer belongs to which request, on one ARI connection (REST over WebSocket). Pure: frames
/// and time come in, frames and outcomes go out. Every request that was opened is settled exactly
/// once: by its answer, by its deadline, or by the connection's end.
class matcher {
  public:
    using instant = std::chrono::steady_clock::time_point;
    using answer = result<boost::json::value>;

    explicit matcher(std::size_t in_flight_max) : in_flight_max_(in_flight_max) {}

    struct opened {
        std::uint64_t id;
        std::string frame;
    };
    /// Failures: `busy`, `too_large` (Asterisk closes the socket above 65,535 bytes).
    [[nodiscard]] result<opened> open(std::string_view method, std::string_view uri,
        const boost::json::value& body, instant deadline);

    struct settled {
        std::uint64_t id;
        answer outcome;
    };
    /// A frame from Asterisk: the end of one of our requests, an event, or nothing we can use (an
    /// answer that came too late, noise).
    using received = std::variant<std::monostate, settled, event>;
    [[nodiscard]] received receive(std::string_view frame);

    /// Requests whose deadline has passed.
    [[nodiscard]] std::vector<settled> expire(instant now);
    /// The connection is gone: all that were open, with `closed`.
    [[nodiscard]] std::vector<settled> drop();
    /// Nobody waits for this one any more.
    void forget(std::uint64_t id) { open_.erase(id); }

    [[nodiscard]] std::size_t in_flight() const { return open_.size(); }

  private:
    std::size_t in_flight_max_;
    std::uint64_t last_id_ = 0;
    std::map<std::uint64_t, instant> open_;
};

/// How long to wait before the next try: doubling from `least` to `most`, from the start again
/// after a success.
class backoff {
  public:
    using duration = std::chrono::milliseconds;
    backoff(duration least, duration most) : least_(least), most_(most), next_(least) {}
    [[nodiscard]] duration next() {
        const auto now = next_;
        next_ = std::min(next_ * 2, most_);
        return now;
    }
    void reset() { next_ = least_; }

  private:
    duration least_, most_, next_;
};

}  // namespace zenix::asterisk
