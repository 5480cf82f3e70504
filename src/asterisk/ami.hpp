#pragma once
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace zenix::asterisk {

struct ami_options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 5038;
    std::string user, password;
    std::size_t in_flight_max = 1000;
    ms retry_min{50}, retry_max{1000}, connect_deadline{3000};
};

using ami_fields = std::vector<std::pair<std::string, std::string>>;

/// The manager interface, for what ARI cannot say: MixMonitor and its pause. Loopback only; no
/// events. It reconnects like session; requests have deadlines.
class ami {
public:
    ami(asio::any_io_executor ex, ami_options options);
    ~ami();

    /// Connects and serves until cancelled or close().
    task<> run();
    void close();
    [[nodiscard]] bool up() const;

    /// The answer's fields. Failures: `down`, `busy`, `timeout`, `closed`, `refused` (Response:
    /// Error) with Asterisk's message.
    task<result<std::map<std::string, std::string>>> action(
        std::string name, ami_fields fields, ms deadline = ms(5000));

    /// Starts recording channel `name` (`PJSIP/…`). The value is the MixMonitor's id.
    task<result<std::string>> mix_monitor(
        std::string channel, std::string file, std::string options);
    task<result<void>> stop_mix_monitor(std::string channel, std::string monitor_id);
    /// Silence in place of one side's voice: direction `read`, `write` or `both`.
    task<result<void>> mute_mix_monitor(
        std::string channel, std::string monitor_id, std::string direction, bool on);

private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace zenix::asterisk
