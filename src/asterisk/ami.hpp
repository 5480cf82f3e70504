#pragma once
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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
using ami_message = std::map<std::string, std::string>;  ///< names in lower case

/// `Action: …` and its fields as bytes. A line break in a value would start a field of the sender's
/// own, so it is refused (nullopt).
[[nodiscard]] std::optional<std::string> write_ami(
    std::string_view action, std::string_view id, const ami_fields& fields);

/// Asterisk's word on an address it asks with OPTIONS. `status`: `Created`, `Reachable`,
/// `Unreachable`, `NonQualified`, `Removed`, …
struct contact_status {
    std::string endpoint, aor, uri, status;
    std::int64_t rtt_us = 0;  ///< 0: not measured
};
[[nodiscard]] std::optional<contact_status> contact_in(const ami_message& event);

/// Takes bytes, gives messages; keeps what is half there. Pure.
class ami_reader {
  public:
    /// False when a message grows beyond 64 KiB: no manager does that.
    [[nodiscard]] bool feed(std::string_view bytes, std::vector<ami_message>& out);

  private:
    std::string rest_;
};

/// The manager interface, for what ARI cannot say (MixMonitor and its pause) and for what it cannot
/// say safely (contacts: see session_options::sources). Loopback only. It reconnects by itself; every
/// request has a deadline.
class ami {
  public:
    using contact_listener = std::function<void(const contact_status&)>;

    ami(asio::any_io_executor ex, ami_options options);
    ~ami();

    /// Before run(). It must not block; what it throws is logged.
    void on_contact(contact_listener l);
    /// Connects and serves until cancelled or close(). Spawn it in a task_group.
    task<> run();
    void close();
    [[nodiscard]] bool up() const;

    /// The answer's fields, names in lower case. Failures: `down`, `busy`, `timeout`, `closed`,
    /// `refused` (Response: Error) with Asterisk's message, `malformed`.
    task<result<ami_message>> action(std::string name, ami_fields fields, ms deadline = ms(5000));

    /// Starts recording channel `name` (`PJSIP/trunk1-0000002a`, not its ARI id); the value is the
    /// MixMonitor's id. Leave `file` empty and write `options` as
    /// `r(HEARD.sln)t(SAID.sln)i(VARIABLE)`: two files of signed 16-bit samples at 8 kHz, always of
    /// equal length. (One interleaved file, option D, is spoilt when the other leg is not 8 kHz.)
    task<result<std::string>> mix_monitor(
        std::string channel, std::string file, std::string options);
    task<result<void>> stop_mix_monitor(std::string channel, std::string monitor_id);
    /// Silence in place of a voice; the length is kept. Direction `read`, `write` or `both`.
    /// Asterisk mutes every MixMonitor of the channel at once.
    task<result<void>> mute_mix_monitor(
        std::string channel, std::string monitor_id, std::string direction, bool on);

  private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace zenix::asterisk
