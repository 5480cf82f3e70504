#pragma once
#include "asterisk/types.hpp"
#include "calls/call.hpp"

namespace zenix::calls {

/// Listening quality of a G.711 leg from loss, jitter and round trip: the E-model of ITU-T G.107
/// reduced to its delay and loss terms (Ie = 0, Bpl = 25.1 for G.711 with concealment, ITU-T G.113
/// appendix I), mapped to MOS by G.107 annex B. 1 to 4.41.
[[nodiscard]] double mos_of(double loss_pct, double jitter_ms, double round_trip_ms);

/// Both directions of a leg, the worse of each; nullopt before any packet has passed.
[[nodiscard]] std::optional<quality> quality_of(const asterisk::rtp_stats& s);

}  // namespace zenix::calls
