#pragma once
#include "base/async_queue.hpp"
#include "base/task_group.hpp"
#include "gateways/drivers/events.hpp"
#include "gateways/drivers/settings.hpp"
#include "gateways/drivers/yeastar/dialogue.hpp"
#include "gateways/drivers/yeastar/parts.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace zenix::gateways::drivers::yeastar {

struct address {
    std::string host;
    std::uint16_t port = 5038;
};
/// `tcp://192.0.2.8:5038`, with or without scheme and port.
[[nodiscard]] std::optional<address> parse_address(std::string_view url);

/// The one long session with a box. It begins with the first question, logs in again by itself after
/// each break (back-off with jitter, half a second to half a minute), and hands events to the sink
/// one after the other through a bounded queue.
class link {
  public:
    link(asio::any_io_executor ex, settings s, event_sink sink);
    ~link();
    link(const link&) = delete;
    link& operator=(const link&) = delete;

    /// The answer to `gsm show spans` and the like. While there is no session it fails at once with
    /// what the last attempt failed with. Failures: `refused`, `login`, `timeout`, `closed`,
    /// `protocol`, `too_large`, `busy`, `rejected`.
    task<result<packet>> ask(std::string command, ms patience);
    task<> close();

  private:
    struct state;
    std::shared_ptr<state> state_;
    task_group tasks_;
};

}  // namespace zenix::gateways::drivers::yeastar
