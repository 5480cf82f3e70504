#pragma once
#include "compliance/terms.hpp"
#include "gateways/fleet.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace zenix::gateways {

/// Which ways are wanted; law and purpose decide, not taste.
enum class route_class : std::uint8_t { any, sip, gsm };

struct route_wish {
    std::string e164;
    std::string country;  ///< of the number, `IN`
    compliance::purpose purpose = compliance::purpose::recovery;
    route_class wanted = route_class::any;
};

struct route_choice {
    std::size_t trunk = 0;           ///< index in fleet::trunks
    std::optional<std::size_t> sim;  ///< index in fleet::sims, for GSM
    std::string explanation;         ///< why this one, for the call's record
};
struct no_route {
    std::string why;  ///< every way that was looked at, and what was against it
};

/// Filter, then choose. Pure; the same fleet gives the same choice.
///
/// A trunk fits when it is enabled, not unreachable, and has a channel free. SIP goes first unless
/// GSM is wanted: the one with the smallest share of its channels in use, one known to be reachable
/// before one not yet heard of, ties by name. GSM also needs the authorisation for this country and
/// purpose, and a SIM that is enabled, sits in a port of the gateway and is in no call: then the
/// one with the fewest attempts today, ties by seconds talked today, then by ICCID.
[[nodiscard]] std::variant<route_choice, no_route> choose(const route_wish& wish, const fleet& f);

}  // namespace zenix::gateways
