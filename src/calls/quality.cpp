#include "calls/quality.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

namespace zenix::calls {
namespace {

double loss_pct(std::int64_t lost, std::int64_t arrived) {
    const auto sent = static_cast<double>(std::max<std::int64_t>(0, lost) + arrived);
    return sent > 0 ? 100.0 * static_cast<double>(std::max<std::int64_t>(0, lost)) / sent : 0.0;
}

double rounded(double v) { return std::round(v * 100) / 100; }

}  // namespace

double mos_of(double loss, double jitter_ms, double round_trip_ms) {
    // One way: half the round trip, a jitter buffer of twice the jitter, 20 ms of packetisation.
    const double delay = round_trip_ms / 2 + 2 * jitter_ms + 20;
    const double delay_impairment = 0.024 * delay + (delay > 177.3 ? 0.11 * (delay - 177.3) : 0);
    const double loss_impairment = 95.0 * loss / (loss + 25.1);
    const double r = std::clamp(93.2 - delay_impairment - loss_impairment, 0.0, 100.0);
    return std::clamp(1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6, 1.0, 4.5);
}

std::optional<quality> quality_of(const asterisk::rtp_stats& s) {
    if (s.rx_packets + s.tx_packets == 0) return std::nullopt;
    const double loss = std::max(loss_pct(s.rx_lost, s.rx_packets), loss_pct(s.tx_lost, s.tx_packets));
    const double jitter = std::max(s.rx_jitter_ms, s.tx_jitter_ms);
    quality q;
    q.jitter_ms = rounded(jitter);
    q.loss_pct = rounded(loss);
    q.round_trip_ms = rounded(s.rtt_ms);
    q.mos = rounded(mos_of(loss, jitter, s.rtt_ms));
    return q;
}

asterisk::rtp_stats read_rtp_audio_qos(std::string_view text) {
    asterisk::rtp_stats s;
    while (!text.empty()) {
        const auto end = std::min(text.find(';'), text.size());
        const auto part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        const auto name = part.substr(0, equals);
        // strtod wants an end; a part is short.
        const std::string digits(part.substr(equals + 1, 32));
        const double v = std::strtod(digits.c_str(), nullptr);
        if (!std::isfinite(v) || v < 0 || v > 1e12) continue;
        if (name == "lp") s.rx_lost = static_cast<std::int64_t>(v);
        if (name == "rlp") s.tx_lost = static_cast<std::int64_t>(v);
        if (name == "rxcount") s.rx_packets = static_cast<std::int64_t>(v);
        if (name == "txcount") s.tx_packets = static_cast<std::int64_t>(v);
        if (name == "rxjitter") s.rx_jitter_ms = v * 1000;
        if (name == "txjitter") s.tx_jitter_ms = v * 1000;
        if (name == "rtt") s.rtt_ms = v * 1000;
    }
    return s;
}

}  // namespace zenix::calls
