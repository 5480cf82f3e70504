// get_port_info and set_port_info: modules, SIMs and slots.
#include "lab/gateways/dinstar/api.hpp"

#include <algorithm>
#include <array>

namespace zenix::lab {
namespace {

constexpr int one_sim_a_port = 255;

// Both spellings that copies of the document have.
constexpr std::array info_names{"type", "imei", "imsi", "iccid", "number", "reg", "slot",
    "callstate", "signal", "gprs", "remain_credit", "remain_monthly_credit", "remain_daily_credit",
    "remain_daily_call_time", "remain_hourly_call_time", "remain_daily_connected",
    "remain_daily_calltime", "remain_hourly_calltime", "remain_daily_connect", "CallForward"};

std::string_view word_of(registration r, std::string_view registered) {
    switch (r) {
    case registration::power_off: return "POWER_OFF";
    case registration::no_sim: return "NO_SIM";
    case registration::pin_required: return "PIN_REQUIRE";
    case registration::puk_required: return "PUK_REQUIRE";
    case registration::unregistered: return "UNREGISTER";
    case registration::searching: return "SEARCHING_NETWORK";
    case registration::registered: return registered;
    case registration::lost: break;
    }
    return "UNKNOWN";
}

// The box reads a card's identity once the module is up.
bool reads_card(registration r) {
    return r != registration::power_off && r != registration::no_sim && r != registration::lost;
}

}  // namespace

json::value dinstar_api::port_field(const gsm_port& p, std::string_view name, sys_ms at) const {
    const auto state = p.state(at);
    const auto* sim = reads_card(state) ? p.sim() : nullptr;
    if (name == "type") return state == registration::lost ? "UNKNOWN" : "LTE";
    if (name == "imei")
        return state == registration::lost ? json::value("") : json::value(p.imei());
    // The IMSI lies behind the PIN.
    if (name == "imsi")
        return sim != nullptr && sim->locked() == card::lock::none ? json::value(sim->imsi) : "";
    if (name == "iccid") return sim != nullptr ? json::value(sim->iccid) : "";
    if (name == "number") {
        const auto typed = numbers_.find(p.index());
        if (typed != numbers_.end()) return json::value(typed->second);
        return sim != nullptr && sim->locked() == card::lock::none ? json::value(sim->number) : "";
    }
    if (name == "reg") return json::value(word_of(state, dialect.registered_word));
    if (name == "slot") return p.slots() > 1 ? p.slot() : one_sim_a_port;
    if (name == "callstate") {
        if (state == registration::lost) return "Unknown";
        if (p.busy_with() == gsm_port::job::call) return json::value(p.call_word);
        return p.busy_with() == gsm_port::job::none ? "Idle" : "Processing";
    }
    if (name == "signal") return p.signal(at);
    if (name == "gprs") return state == registration::registered ? "attached" : "detached";
    if (name == "remain_credit" && dialect.billing && sim != nullptr)
        return json::value(sim->credit_paise / 100);
    if (name == "CallForward") {
        const auto found = call_forwards_.find(p.index());
        return found == call_forwards_.end() ? json::object() : found->second;
    }
    return "";  // limits are not set up
}

json::object dinstar_api::get_port_info(const box_request& r, sys_ms at) {
    const auto asked = r.query.find("info_type");
    if (asked == r.query.end() || asked->second.empty()) return code(400);
    std::vector<std::string> names;
    std::string_view rest = asked->second;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(','), rest.size());
        const std::string name(rest.substr(0, end));
        if (std::find(info_names.begin(), info_names.end(), name) == info_names.end())
            return code(400);
        names.push_back(name);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const auto which = r.query.find("port");
    const auto wanted = which == r.query.end() ? std::vector<int>{} : read_ports(which->second);
    json::array info;
    for (const auto& p : box_.ports()) {
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), p.index()) == wanted.end())
            continue;
        json::object row{{"port", p.index()}};
        for (const auto& name : names) row[name] = port_field(p, name, at);
        info.push_back(std::move(row));
    }
    auto out = code(200);
    out["info"] = std::move(info);
    return out;
}

json::object dinstar_api::set_port_info(const box_request& r, sys_ms at) {
    const auto value = [&](const char* name) {
        const auto found = r.query.find(name);
        return found == r.query.end() ? std::string() : found->second;
    };
    const auto action = value("action"), param = value("param");
    const auto ports = read_ports(value("port"));
    if (ports.empty() || action.empty()) return code(400);
    for (const int index : ports) {
        auto* p = box_.at(index);
        if (p == nullptr) return code(400);
        if (p->fault == port_fault::lost) return code(500);
        if (action == "slot") {
            const auto slot = read_ports(param);
            if (slot.size() != 1 || p->slots() < 2 || !p->choose_slot(slot[0], at, box_.pace))
                return code(400);
        } else if (action == "reset") {
            if (dialect.reset_needs_param && param.empty()) return code(400);
            p->reset(at, box_.pace);
        } else if (action == "power") {
            if (param != "on" && param != "off") return code(400);
            p->power(param == "on", at, box_.pace);
        } else if (action == "block" || action == "unblock") {
            p->blocked = action == "block";
        } else if (action == "number") {
            numbers_[index] = param;
        } else if (action == "unlock") {
            if (!p->enter_pin(param, at, box_.pace)) return code(500);
        } else if (action == "lock") {
            auto* sim = p->sim();
            if (sim == nullptr || param.size() < 4 || param.size() > 8) return code(400);
            sim->pin = param;
            sim->open = true;
        } else if (action == "CallForward") {
            static constexpr std::array kinds{
                "Unconditional", "NoReply", "Busy", "Not_Reachable", "CancelAll"};
            if (std::find(kinds.begin(), kinds.end(), param) == kinds.end()) return code(400);
            if (param == "CancelAll")
                call_forwards_.erase(index);
            else
                call_forwards_[index][param] = value("number");
        } else if (action != "CheckCallForward") {
            return code(400);
        }
    }
    return code(200);
}

}  // namespace zenix::lab
