#pragma once
#include "base/json.hpp"
#include "base/result.hpp"
#include "gateways/drivers/box.hpp"

#include <string>
#include <vector>

/// What a Dinstar box must be told so that two digits before the number pick the SIM. Pure: what
/// get_config read comes in, what set_config shall write comes out, and nothing when all is well.
namespace zenix::gateways::drivers::dinstar {

/// The sections we look at, each as a list of rows by index.
struct voice_config {
    json::array trunks, groups, to_tel, to_ip;
};
/// `protocol` when a section is no list.
[[nodiscard]] result<voice_config> read_config(const json::value& answer);
/// Body of get_config, all rows of the four sections: two readings of how it asks for them.
[[nodiscard]] std::string config_question(bool as_list);

/// Rows to write into one section, and what was found while looking.
struct voice_step {
    json::array rows;  ///< empty: nothing to change
    finding found;
    int index = -1;           ///< of the trunk
    std::vector<int> groups;  ///< by port: the group that has this port alone; below 0: none
};

/// The trunk that leads to us; an existing one with our address is taken.
[[nodiscard]] voice_step plan_trunk(const voice_config& now, const voice_plan& plan);
/// One group a port. After it was written and read again, `groups` says which the box really keeps:
/// how a group names its ports is not documented, so a group that lost them is not used.
[[nodiscard]] voice_step plan_groups(const voice_config& now, const voice_plan& plan);
/// One rule a port: `03` before the number, taken off again, out by the port's group, or by the
/// port itself where there is no group for it.
[[nodiscard]] voice_step plan_rules(
    const voice_config& now, const voice_plan& plan, int trunk, const std::vector<int>& groups);
/// Calls from the mobile side reach us.
[[nodiscard]] voice_step plan_way_back(const voice_config& now, int trunk);

}  // namespace zenix::gateways::drivers::dinstar
