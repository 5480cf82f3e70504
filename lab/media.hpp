#pragma once
#include "base/task.hpp"
#include "lab/audio/listener.hpp"
#include "lab/audio/voice.hpp"

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace zenix::lab {

/// A borrower's mouth and ear: RTP over loopback to an externalMedia channel of the lab's Asterisk.
class media_leg : public std::enable_shared_from_this<media_leg> {
  public:
    /// `clock_ms`: the call's.
    media_leg(asio::any_io_executor ex, std::function<std::int64_t()> clock_ms);

    /// Binds a free port on loopback; throws boost::system::system_error when there is none.
    void open();
    [[nodiscard]] std::uint16_t port() const;
    /// Where Asterisk listens; from now on the voice is sent.
    void talk_to(std::uint16_t asterisk_port, std::unique_ptr<voice> says);
    void say(std::unique_ptr<voice> other) { voice_ = std::move(other); }
    void close();

    /// Hears until closed.
    task<> listen();
    /// The next 20 ms, by the metronome.
    void tick();

    [[nodiscard]] const listener& ear() const { return ear_; }
    [[nodiscard]] std::int64_t frames() const { return frames_; }
    [[nodiscard]] std::int64_t lost_frames() const { return lost_; }
    [[nodiscard]] bool open_still() const { return socket_.is_open(); }

  private:
    void hear(std::span<const std::uint8_t> packet);
    asio::ip::udp::socket socket_;
    asio::ip::udp::endpoint peer_;
    std::function<std::int64_t()> clock_ms_;
    std::unique_ptr<voice> voice_;
    listener ear_;
    std::uint16_t sequence_ = 0, expected_ = 0;
    std::uint32_t timestamp_ = 0, ssrc_ = 0;
    std::int64_t frames_ = 0, lost_ = 0;
};

/// Beats every 20 ms for all of them: one timer however many calls there are.
class metronome {
  public:
    explicit metronome(asio::any_io_executor ex) : timer_(std::move(ex)) {}
    void add(const std::shared_ptr<media_leg>& leg) { legs_.push_back(leg); }
    task<> run();

  private:
    asio::steady_timer timer_;
    std::vector<std::weak_ptr<media_leg>> legs_;
};

}  // namespace zenix::lab
