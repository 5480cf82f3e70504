// get_config and set_config: the sections that steer calls.
#include "lab/gateways/dinstar/api.hpp"

namespace zenix::lab {

json::object dinstar_api::get_config(const box_request& r, sys_ms) {
    const auto v = read_body(r.body);
    const auto* asked = v.if_object();
    if (asked == nullptr || asked->empty()) return code(400);
    auto out = routing.get(*asked);
    out["error_code"] = 200;
    return out;
}

json::object dinstar_api::set_config(const box_request& r, sys_ms) {
    const auto v = read_body(r.body);
    const auto* asked = v.if_object();
    return code(asked != nullptr && routing.set(*asked) ? 200 : 400);
}

}  // namespace zenix::lab
