#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateways/trunk.hpp"

namespace zenix::gateways {

/// One way a call could go now: a trunk, and for GSM the SIM in one of its ports.
struct candidate {
    const trunk* via = nullptr;
    const gateways::sim* sim = nullptr;  ///< null for a SIP trunk
    reach state = reach::unknown;
    int calls_now = 0;                   ///< on this trunk
    bool sim_busy = false;
};

struct choice {
    const candidate* taken = nullptr;  ///< null: no way out
    std::string explanation;           ///< why this one, or why none
};

/// Filter, then the least used today: SIP trunks before GSM, among SIMs the one with the fewest
/// attempts, then seconds, then by ICCID, so that the same state always gives the same answer.
/// `country` of the number and `purpose` must be what GSM routing is authorised for.
[[nodiscard]] choice choose(std::span<const candidate> ways, const gsm_authorisation& gsm,
                            std::string_view country, std::string_view purpose);

}  // namespace zenix::gateways
