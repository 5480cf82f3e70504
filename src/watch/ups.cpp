#include "watch/ups.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::watch {
namespace {

constexpr int critical_percent = 20, critical_s = 300;

std::string battery_words(const ups_reading& u) {
    std::string out;
    if (u.charge_percent) out += fmt::format(", {} % left", *u.charge_percent);
    if (u.runtime_s) out += fmt::format(", good for {} min", *u.runtime_s / 60);
    return out;
}

}  // namespace

bool read_status(std::string_view flags, ups_reading& into) {
    bool source_known = false;
    while (!flags.empty()) {
        const auto end = std::min(flags.find(' '), flags.size());
        const auto flag = flags.substr(0, end);
        flags.remove_prefix(std::min(end + 1, flags.size()));
        if (flag == "OL" || flag == "OB" || flag == "BYPASS" || flag == "OFF") source_known = true;
        if (flag == "OB") into.on_battery = true;
        if (flag == "LB" || flag == "FSD") into.battery_low = true;
        if (flag == "RB") into.battery_bad = true;
    }
    return source_known;
}

std::vector<condition> judge_ups(const std::vector<ups_reading>& all) {
    std::vector<condition> found;
    const auto say = [&](const char* kind, const ups_reading& u, severity s, std::string text) {
        found.push_back({.key = fmt::format("{}:{}", kind, u.address),
            .kind = kind,
            .severity = s,
            .subject = "UPS " + u.address,
            .text = std::move(text)});
        return &found.back();
    };
    for (const auto& u : all) {
        if (!u.why_not.empty()) {
            say("ups_lost", u, severity::warning, fmt::format("It cannot be read: {}.", u.why_not));
            continue;
        }
        if (u.on_battery) {
            const bool short_of_it = u.battery_low ||
                                     u.charge_percent.value_or(100) < critical_percent ||
                                     u.runtime_s.value_or(critical_s) < critical_s;
            auto* c = say("ups_on_battery", u, short_of_it ? severity::critical : severity::warning,
                fmt::format("Mains power is away{}.{}", battery_words(u),
                    short_of_it ? " The battery is nearly empty." : ""));
            if (u.charge_percent) {
                c->measured = *u.charge_percent;
                c->threshold = critical_percent;
            }
        }
        if (u.battery_bad) say("ups_battery", u, severity::warning, "It asks for a new battery.");
    }
    return found;
}

}  // namespace zenix::watch
