#include "gateways/box_line.hpp"

#include <algorithm>
#include <array>

namespace zenix::gateways {

std::string_view to_string(box_state s) {
    constexpr std::array<std::string_view, 3> names{"unknown", "up", "down"};
    return names.at(static_cast<std::size_t>(s));
}

bool box_line::answered(drivers::box_report r, sys_ms at) {
    const bool news = state != box_state::up;
    state = box_state::up;
    missed = 0;
    heard_at = at;
    trouble.reset();
    report = std::move(r);
    return news;
}

bool box_line::failed(failure why) {
    ++missed;
    trouble = std::move(why);
    const bool news = missed > misses_allowed && state != box_state::down;
    if (news) state = box_state::down;
    return news;
}

const drivers::port_report* box_line::port(int number) const {
    const auto at = std::find_if(report.ports.begin(), report.ports.end(),
        [number](const auto& p) { return p.port == number; });
    return at == report.ports.end() ? nullptr : &*at;
}

std::string clean_iccid(std::string_view told) {
    std::string out;
    for (char c : told) {
        if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
        const bool digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
        if (!digit) return {};
        out += c;
    }
    while (!out.empty() && out.back() == 'F') out.pop_back();
    return out.size() >= 10 && out.size() <= 22 ? out : std::string();
}

std::optional<std::string> read_imsi(std::string_view told) {
    const bool digits =
        std::all_of(told.begin(), told.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || told.size() < 6 || told.size() > 15) return std::nullopt;
    return std::string(told);
}

sim_condition condition_of(
    const drivers::box_report& r, const std::string& iccid, std::optional<int> port) {
    const auto by_iccid = std::find_if(
        r.ports.begin(), r.ports.end(), [&](const auto& p) { return p.iccid == iccid; });
    const auto by_port = std::find_if(
        r.ports.begin(), r.ports.end(), [&](const auto& p) { return port && p.port == *port; });
    sim_condition c;
    c.told = true;
    const auto there = by_iccid != r.ports.end() ? by_iccid : by_port;
    // A port that tells no ICCID holds what the book says, unless it says that it holds nothing.
    const bool other = there == by_port && by_iccid == r.ports.end() &&
                       (there == r.ports.end() || !there->iccid.empty());
    c.displaced = other || (by_iccid != r.ports.end() && by_iccid->port != port.value_or(-1));
    if (there == r.ports.end()) return c;
    if (!there->told) return {};
    c.blocked = there->blocked;
    c.in_call = there->in_call;
    c.state = there->state;
    c.signal_csq = there->signal_csq;
    c.said = there->said;
    c.network = there->network;
    c.imsi = there->imsi;
    return c;
}

}  // namespace zenix::gateways
