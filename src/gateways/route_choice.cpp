#include "gateways/route_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

namespace zenix::gateways {
namespace {

/// Why a way is out; empty when it fits.
std::string out_because(const candidate& c, const gsm_authorisation& gsm, std::string_view country,
                        std::string_view purpose) {
    if (!c.via->enabled) return "switched off";
    if (c.state == reach::unreachable) return "unreachable";
    if (c.calls_now >= c.via->channels_max) return "all channels taken";
    if (c.via->kind == trunk_kind::sip) return {};
    if (!gsm.enabled) return "GSM routing not authorised";
    if (gsm.country != country) return "GSM routing not authorised for this country";
    if (std::ranges::find(gsm.purposes, purpose) == gsm.purposes.end())
        return "GSM routing not authorised for this purpose";
    if (c.sim == nullptr) return "no SIM";
    if (!c.sim->enabled) return "SIM switched off";
    if (c.sim_busy) return "SIM in a call";
    return {};
}

auto rank(const candidate& c) {
    return std::tuple(c.via->kind == trunk_kind::gsm, c.sim ? c.sim->attempts_today : c.calls_now,
                      c.sim ? c.sim->seconds_today : 0, c.sim ? c.sim->iccid : c.via->name);
}

}  // namespace

std::string endpoint_of(const trunk& t) { return "trunk-" + std::to_string(t.id); }

choice choose(std::span<const candidate> ways, const gsm_authorisation& gsm,
              std::string_view country, std::string_view purpose) {
    std::vector<const candidate*> fit;
    std::map<std::string, int> out;
    for (const auto& c : ways) {
        if (auto why = out_because(c, gsm, country, purpose); !why.empty()) {
            ++out[why];
        } else {
            fit.push_back(&c);
        }
    }
    if (fit.empty()) {
        std::string why = ways.empty() ? "no trunk or SIM is set up" : "";
        for (const auto& [reason, count] : out)
            why += fmt::format("{}{} ({})", why.empty() ? "" : ", ", reason, count);
        return {nullptr, why};
    }
    const auto* best = *std::ranges::min_element(fit, {}, [](const candidate* c) { return rank(*c); });
    const auto total = ways.size();
    if (best->sim == nullptr)
        return {best, fmt::format("trunk {}: fewest calls of {} ways that fit out of {}", best->via->name,
                                  fit.size(), total)};
    return {best, fmt::format("SIM {} in port {} of {}: least used today ({} attempts) of {} ways that fit out of {}",
                              best->sim->iccid, best->sim->port.value_or(0), best->via->name,
                              best->sim->attempts_today, fit.size(), total)};
}

}  // namespace zenix::gateways
