#pragma once
#include "asterisk/types.hpp"
#include "calls/call.hpp"

#include <string_view>

namespace zenix::calls {

/// Listening quality of a G.711 leg from loss, jitter and round trip: the E-model of ITU-T G.107
/// reduced to its delay and loss terms (Ie = 0, Bpl = 25.1 for G.711 with concealment, ITU-T G.113
/// appendix I), mapped to MOS by G.107 annex B. 1 to 4.41.
[[nodiscard]] double mos_of(double loss_pct, double jitter_ms, double round_trip_ms);

/// Both directions of a leg, the worse of each; nullopt before any packet has passed.
[[nodiscard]] std::optional<quality> quality_of(const asterisk::rtp_stats& s);

/// Reads what Asterisk leaves in channel variable RTPAUDIOQOS when a channel ends:
/// `ssrc=…;themssrc=…;lp=0;rxjitter=0.000125;rxcount=932;txjitter=0.0014;txcount=877;rlp=0;rtt=0.0008;…`
/// (seconds; `lp` lost towards us, `rlp` towards the peer). Unknown or broken parts are passed over.
[[nodiscard]] asterisk::rtp_stats read_rtp_audio_qos(std::string_view text);

}  // namespace zenix::calls
