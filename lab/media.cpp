#include "lab/media.hpp"

#include "lab/audio/g711.hpp"
#include "lab/audio/rtp.hpp"

#include <boost/asio/redirect_error.hpp>

#include <algorithm>
#include <utility>

namespace zenix::lab {

using udp = asio::ip::udp;

media_leg::media_leg(asio::any_io_executor ex, std::function<std::int64_t()> clock_ms)
    : socket_(std::move(ex)), clock_ms_(std::move(clock_ms)) {}

void media_leg::open() {
    socket_.open(udp::v4());
    socket_.bind({asio::ip::address_v4::loopback(), 0});
    socket_.non_blocking(true);
    ssrc_ = 0x5a000000U | port();
}

std::uint16_t media_leg::port() const { return socket_.local_endpoint().port(); }

void media_leg::talk_to(std::uint16_t asterisk_port, std::unique_ptr<voice> says) {
    peer_ = {asio::ip::address_v4::loopback(), asterisk_port};
    voice_ = std::move(says);
}

void media_leg::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

task<> media_leg::listen() {
    const auto self = shared_from_this();
    std::array<std::uint8_t, 2048> packet{};
    boost::system::error_code bad;
    while (socket_.is_open()) {
        udp::endpoint from;
        const auto n = co_await socket_.async_receive_from(
            asio::buffer(packet), from, asio::redirect_error(asio::use_awaitable, bad));
        // "Refused": Asterisk's port was not open yet when we spoke to it. Anything else is the
        // end.
        if (bad && bad != asio::error::connection_refused) co_return;
        if (!bad) hear(std::span(packet).first(n));
    }
}

void media_leg::hear(std::span<const std::uint8_t> packet) {
    const auto p = read_rtp(packet);
    if (!p || p->payload_type != 0 || p->payload.size() > frame_samples * 4) return;
    const auto ahead = static_cast<std::int16_t>(p->sequence - expected_);
    if (frames_ > 0 && ahead > 0 && ahead < 100) lost_ += ahead;
    expected_ = static_cast<std::uint16_t>(p->sequence + 1);
    ++frames_;
    std::array<std::int16_t, frame_samples * 4> samples{};
    std::transform(p->payload.begin(), p->payload.end(), samples.begin(), from_ulaw);
    ear_.feed(std::span(samples).first(p->payload.size()), clock_ms_());
}

void media_leg::tick() {
    if (!voice_ || !socket_.is_open()) return;
    const auto packet = write_rtp(voice_->next(), sequence_++, timestamp_, ssrc_);
    timestamp_ += frame_samples;
    boost::system::error_code ignored;  // a frame that cannot go is lost, as on any line
    socket_.send_to(asio::buffer(packet), peer_, 0, ignored);
}

task<> metronome::run() {
    constexpr auto beat = std::chrono::milliseconds(20);
    constexpr int catch_up = 5;  // after a stall longer than this the line had a gap
    auto next = std::chrono::steady_clock::now();
    for (;;) {
        timer_.expires_at(next);
        co_await timer_.async_wait(asio::use_awaitable);
        const auto now = std::chrono::steady_clock::now();
        int beats = 0;
        for (; next <= now; next += beat) ++beats;
        std::erase_if(legs_, [&](const std::weak_ptr<media_leg>& weak) {
            const auto leg = weak.lock();
            if (!leg || !leg->open_still()) return true;
            for (int i = 0; i < std::min(beats, catch_up); ++i) leg->tick();
            return false;
        });
    }
}

}  // namespace zenix::lab
