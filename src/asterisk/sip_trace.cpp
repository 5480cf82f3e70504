#include "asterisk/sip_trace.hpp"

#include "base/log.hpp"

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <deque>
#include <unordered_map>
#include <utility>

namespace zenix::asterisk {
namespace {

using udp = asio::ip::udp;
using clock = std::chrono::steady_clock;

constexpr std::size_t packet_max = 65535, calls_max = 20000;
constexpr auto keep_for = std::chrono::minutes(2);

// HEPv3: "HEP3", total length, then chunks of vendor, type, length (with these six bytes), payload.
constexpr std::uint16_t chunk_payload = 0x000f, chunk_correlation = 0x0011;

std::uint16_t u16(std::string_view bytes, std::size_t at) {
    const auto b = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    return static_cast<std::uint16_t>(b(at) << 8 | b(at + 1));
}

bool same_letters(std::string_view a, std::string_view b) {
    const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return low(x) == low(y); });
}

std::string_view trimmed(std::string_view s) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\r')) s.remove_suffix(1);
    return s;
}

// Value of the first header of that name, before the empty line.
std::string_view header(std::string_view sip, std::string_view name) {
    while (!sip.empty()) {
        const auto end = sip.find('\n');
        const auto line = trimmed(sip.substr(0, end));
        if (line.empty()) return {};
        const auto colon = line.find(':');
        if (colon != std::string_view::npos && same_letters(trimmed(line.substr(0, colon)), name))
            return trimmed(line.substr(colon + 1));
        if (end == std::string_view::npos) return {};
        sip.remove_prefix(end + 1);
    }
    return {};
}

int number_after(std::string_view text, std::string_view key) {
    const auto at = text.find(key);
    if (at == std::string_view::npos) return 0;
    int n = 0;
    const auto from = text.substr(at + key.size());
    std::from_chars(from.data(), from.data() + from.size(), n);
    return n;
}

}  // namespace

std::optional<traced_message> read_hep(std::string_view packet) {
    constexpr std::size_t head = 6;
    if (packet.size() < head || !packet.starts_with("HEP3")) return std::nullopt;
    const std::size_t total = u16(packet, 4);
    if (total < head || total > packet.size()) return std::nullopt;
    traced_message out;
    for (std::size_t at = head; at < total;) {
        if (total - at < head) return std::nullopt;
        const std::size_t length = u16(packet, at + 4);
        if (length < head || length > total - at) return std::nullopt;
        const auto body = packet.substr(at + head, length - head);
        const auto type = u16(packet, at + 2);
        if (u16(packet, at) == 0 && type == chunk_payload) out.sip = body;
        if (u16(packet, at) == 0 && type == chunk_correlation) out.call_id = body;
        at += length;
    }
    if (out.sip.empty() || out.call_id.empty()) return std::nullopt;
    return out;
}

std::optional<release> read_release(std::string_view sip) {
    constexpr std::string_view line = "SIP/2.0 ";
    if (!sip.starts_with(line) || sip.size() < line.size() + 3) return std::nullopt;
    release r;
    const auto status = sip.substr(line.size(), 3);
    const auto read = std::from_chars(status.data(), status.data() + 3, r.sip_status);
    if (read.ec != std::errc{} || r.sip_status < 300 || r.sip_status > 699) return std::nullopt;
    if (r.sip_status == 401 || r.sip_status == 407 || r.sip_status == 487) return std::nullopt;
    if (!header(sip, "CSeq").ends_with("INVITE")) return std::nullopt;
    const auto reason = header(sip, "Reason");
    if (!reason.starts_with("Q.850")) return r;
    const int cause = number_after(reason, "cause=");
    if (cause > 0 && cause < 128) r.q850 = cause;
    const auto text = reason.find("text=\"");
    if (text != std::string_view::npos) {
        const auto from = reason.substr(text + 6);
        r.text = from.substr(0, from.find('"'));
    }
    return r;
}

struct sip_trace::state {
    state(const asio::any_io_executor& ex, std::uint16_t p) : socket(ex), retry(ex), port(p) {}

    struct known {
        release why;
        clock::time_point at;
    };
    udp::socket socket;
    asio::steady_timer retry;
    std::uint16_t port;
    bool closed = false;
    std::unordered_map<std::string, known> calls;
    std::deque<std::pair<clock::time_point, std::string>> oldest;
    std::array<char, packet_max> buffer{};

    bool listen() {
        boost::system::error_code bad;
        socket.open(udp::v4(), bad);
        if (!bad) socket.set_option(udp::socket::receive_buffer_size(4 << 20), bad);
        if (!bad) socket.bind({asio::ip::address_v4::loopback(), port}, bad);
        if (!bad) socket.non_blocking(true, bad);
        if (!bad) return true;
        log::error("asterisk", "cannot listen for SIP traces; causes will be coarse",
            {{"port", port}, {"error", bad.message()}});
        socket.close(bad);
        return false;
    }

    void take(std::string_view packet) {
        auto message = read_hep(packet);
        if (!message) return;
        auto why = read_release(message->sip);
        if (!why) return;
        const auto now = clock::now();
        while (!oldest.empty() &&
               (oldest.front().first + keep_for < now || oldest.size() >= calls_max)) {
            const auto found = calls.find(oldest.front().second);
            if (found != calls.end() && found->second.at == oldest.front().first)
                calls.erase(found);
            oldest.pop_front();
        }
        oldest.emplace_back(now, message->call_id);
        calls.insert_or_assign(std::move(message->call_id), known{std::move(*why), now});
    }

    // All that is there, without waiting.
    void drain() {
        boost::system::error_code none;
        while (socket.is_open()) {
            const auto n = socket.receive(asio::buffer(buffer), 0, none);
            if (none) return;
            take({buffer.data(), n});
        }
    }
};

sip_trace::sip_trace(asio::any_io_executor ex, std::uint16_t port)
    : state_(std::make_shared<state>(ex, port)) {}

sip_trace::~sip_trace() { close(); }

void sip_trace::close() {
    state_->closed = true;
    state_->retry.cancel();
    boost::system::error_code ignored;
    state_->socket.close(ignored);
}

task<> sip_trace::run() {
    const auto s = state_;
    boost::system::error_code bad;
    while (!s->closed) {
        if (!s->socket.is_open() && !s->listen()) {
            s->retry.expires_after(std::chrono::seconds(5));
            co_await s->retry.async_wait(asio::redirect_error(asio::use_awaitable, bad));
            continue;
        }
        co_await s->socket.async_wait(
            udp::socket::wait_read, asio::redirect_error(asio::use_awaitable, bad));
        if (bad) s->socket.close(bad);
        s->drain();
    }
}

std::optional<release> sip_trace::find(std::string_view call_id) {
    state_->drain();
    const auto found = state_->calls.find(std::string(call_id));
    if (found == state_->calls.end()) return std::nullopt;
    return found->second.why;
}

}  // namespace zenix::asterisk
