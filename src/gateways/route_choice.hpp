#pragma once
#include "compliance/terms.hpp"
#include "gateways/fleet.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace zenix::gateways {

/// What is to be reached, and what shall not be tried.
struct route_wish {
    std::string e164;
    std::string country;  ///< of the number, `IN`
    compliance::purpose purpose = compliance::purpose::recovery;
    route_class wanted = route_class::any;
    compliance::channel channel = compliance::channel::call;
    std::int64_t parts = 1;  ///< of a text
    /// Ways that have just refused this call.
    std::vector<std::int64_t> without_trunks = {};
    std::vector<std::string> without_sims = {};
    /// Only this gateway, only this port: test calls.
    std::optional<std::int64_t> only_trunk = {};
    std::optional<int> only_port = {};
    /// For a text: the SIM that this borrower knows goes before the others that are free.
    std::string known_sim = {};
    std::optional<std::int64_t> only_group = {};
};

struct route_choice {
    std::size_t trunk = 0;           ///< index in fleet::trunks
    std::optional<std::size_t> sim;  ///< index in fleet::sims, for GSM
    std::string group;               ///< name; empty where no groups are set up
    std::string caller_id;           ///< the number shown; empty: the carrier's own
    bool on_net = false;             ///< the number is of the SIM's own operator
    std::string explanation;         ///< why this one, for the call's record
};
struct no_route {
    std::string why;  ///< every way that was looked at, and what was against it
};

/// Filter, then choose. Pure; the same fleet gives the same choice.
///
/// The groups that serve this number, country and purpose are tried in order, the first with a way
/// that fits decides; with no groups set up all ways are one, `least_used`. A SIP trunk fits when it
/// is enabled, not unreachable, not in quarantine, has a channel free, and a number that the law lets
/// it show for this purpose. A SIM fits by `sim_fitness`, and under the authorisation for country and
/// purpose. Among those that fit: SIP before GSM, save under `cheapest`; one known to answer before one
/// not yet heard of; then by the group's strategy, the fewest attempts today, the least time
/// charged today, and by name or ICCID. For a text: the SIM that the number knows, then the fewest
/// texts today.
[[nodiscard]] std::variant<route_choice, no_route> choose(const route_wish& wish, const fleet& f);

/// Each way and what is against it, for people; empty where nothing is.
struct way_view {
    std::size_t trunk = 0;
    std::optional<std::size_t> sim;
    std::string why_out;
};
[[nodiscard]] std::vector<way_view> view_ways(const route_wish& wish, const fleet& f);

}  // namespace zenix::gateways
