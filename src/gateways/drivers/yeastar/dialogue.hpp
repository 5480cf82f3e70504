#pragma once
#include "base/result.hpp"
#include "base/time.hpp"
#include "gateways/drivers/yeastar/packets.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::gateways::drivers::yeastar {

struct dialogue_options {
    std::string user, password;
    ms patience{5000};      ///< for greeting, login and ping
    ms ping_every{20'000};  ///< of silence
    std::size_t queue_max = 64;
};

/// One session with a box: greeting, login, commands one after the other, keep-alive. Pure: bytes,
/// wishes and time come in; bytes to send, settled commands and events come out. Firmware that does
/// not echo the ActionID gives no way to tell a late answer from the next one, so there a command
/// that times out ends the session.
class dialogue {
  public:
    using instant = std::chrono::steady_clock::time_point;

    dialogue(dialogue_options options, instant now);

    struct settled {
        std::uint64_t id;
        result<packet> outcome;
    };
    struct step {
        std::string send;
        std::vector<settled> done;
        std::vector<packet> events;
        bool logged_in = false;       ///< with this step
        std::optional<failure> over;  ///< hang up; all commands are among `done`
    };
    [[nodiscard]] step bytes(std::string_view in, instant now);
    [[nodiscard]] step tick(instant now);
    /// `command` as `gsm show spans`; `id` is the caller's. Its patience begins when it is sent.
    /// Failures: `timeout`, `rejected` with the box's words, `busy` (too many wait), `closed`.
    [[nodiscard]] step command(std::uint64_t id, std::string command, ms patience, instant now);
    /// The connection is gone.
    [[nodiscard]] step end(failure why);

    [[nodiscard]] std::optional<instant> wakes() const { return due_; }
    [[nodiscard]] bool ready() const { return phase_ == phase::ready; }

  private:
    enum class phase : std::uint8_t { greeting, login, ready, over };
    struct wish {
        std::uint64_t id = 0;
        std::string command;  ///< empty: a ping of our own
        ms patience{};
    };
    void take(packet p, step& out, instant now);
    void answered(packet p, step& out, instant now);
    void send_next(step& out, instant now);
    void finish(step& out, failure why);

    dialogue_options options_;
    phase phase_ = phase::greeting;
    packet_reader reader_;
    std::deque<wish> waiting_;
    std::optional<wish> flying_;
    std::uint64_t actions_ = 0;  ///< the last ActionID
    bool echoes_ = false;        ///< the box has shown that it echoes it
    int missed_ = 0;             ///< answers in a row
    std::optional<instant> due_;
};

}  // namespace zenix::gateways::drivers::yeastar
