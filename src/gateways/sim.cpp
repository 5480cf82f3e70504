#include "gateways/sim.hpp"

namespace zenix::gateways {

json::object to_json(
    const sim& s, const std::string& trunk_name, bool in_call, const sim_use& today) {
    json::object o;
    o["iccid"] = s.iccid;
    o["trunk"] = trunk_name.empty() ? json::value(nullptr) : json::value(trunk_name);
    o["port"] = s.port ? json::value(*s.port) : json::value(nullptr);
    o["operator"] = opt(s.operator_name);
    o["phone_number"] = opt(s.phone_number);
    o["enabled"] = s.enabled;
    o["calls_now"] = in_call ? 1 : 0;
    o["attempts_today"] = today.attempts;
    o["answered_today"] = today.answered;
    o["seconds_today"] = today.seconds;
    o["tariff"] = s.tariff ? json::value(to_json(*s.tariff)) : json::value(nullptr);
    return o;
}

}  // namespace zenix::gateways
