#include "gateways/sim_moves.hpp"

#include "base/phone.hpp"
#include "gateways/box_line.hpp"
#include "gateways/fleet_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace zenix::gateways {
namespace {

constexpr int last_port = 99;  // two digits name it when dialling

std::optional<std::string> told(const std::string& text) {
    return text.empty() || text.size() > 60 ? std::nullopt : std::optional(text);
}

std::optional<std::string> number_told(const std::string& text) {
    const auto number = phone::normalise(text);
    return number ? std::optional(number->e164) : std::nullopt;
}

const sim* sim_at(const std::vector<sim>& known, std::int64_t trunk_id, int port) {
    const auto at = std::find_if(known.begin(), known.end(),
        [&](const sim& s) { return s.trunk_id == trunk_id && s.port == port; });
    return at == known.end() ? nullptr : &*at;
}

}  // namespace

sim_moves find_moves(
    const std::vector<sim>& known, std::int64_t trunk_id, const drivers::box_report& report) {
    sim_moves out;
    if (report.ports.empty()) return out;  // A box without ports tells nothing about SIMs.
    std::map<std::string, const sim*> by_iccid, by_imsi;
    for (const auto& s : known) {
        by_iccid[s.iccid] = &s;
        if (s.imsi) by_imsi[*s.imsi] = &s;
    }
    std::set<std::string> seen;
    std::set<int> silent;  // ports that hold something without an ICCID
    for (const auto& p : report.ports) {
        if (p.port < 0 || p.port > last_port) {
            out.ignored.push_back(fmt::format("there is no port {}", p.port));
            continue;
        }
        auto iccid = clean_iccid(p.iccid);
        const auto imsi = read_imsi(p.imsi);
        if (iccid.empty()) {
            if (!p.iccid.empty())
                out.ignored.push_back(fmt::format("port {} tells an ICCID that is none", p.port));
            const auto its = imsi ? by_imsi.find(*imsi) : by_imsi.end();
            const auto* here = sim_at(known, trunk_id, p.port);
            if (its != by_imsi.end()) iccid = its->second->iccid;
            // The card that somebody said sits here, told of for the first time.
            else if (imsi && here != nullptr && !here->imsi)
                iccid = here->iccid;
            // Another card than before, and nobody has said which.
            else if (imsi && here != nullptr)
                continue;
        }
        if (iccid.empty()) {
            if (p.state != drivers::port_state::no_sim) silent.insert(p.port);
            continue;
        }
        if (!seen.insert(iccid).second) {
            out.ignored.push_back(fmt::format("SIM {} is told for two ports", iccid));
            continue;
        }
        const auto at = by_iccid.find(iccid);
        sim now = at == by_iccid.end() ? sim{} : *at->second;
        const bool stays = at != by_iccid.end() && now.trunk_id == trunk_id && now.port == p.port;
        const bool knows = now.operator_name.has_value() || !told(p.network);
        const bool numbered = now.phone_number.has_value() || !number_told(p.number);
        if (stays && knows && numbered && (!imsi || now.imsi == imsi)) continue;
        if (imsi) now.imsi = imsi;
        now.iccid = iccid;
        now.trunk_id = trunk_id;
        now.port = p.port;
        if (!now.operator_name) now.operator_name = told(p.network);
        if (!now.phone_number) now.phone_number = number_told(p.number);
        out.placed.push_back(std::move(now));
    }
    for (const auto& s : known)
        if (s.trunk_id == trunk_id && !seen.contains(s.iccid) &&
            !(s.port && silent.contains(*s.port)))
            out.removed.push_back(s.iccid);
    return out;
}

task<> store_moves(pg::pool& db, sim_moves moves) {
    auto tx = co_await db.begin();
    for (const auto& iccid : moves.removed)
        co_await tx->run("update sims set trunk_id = null, port = null, updated_at = now()"
                         " where iccid = $1",
            iccid);
    for (const auto& s : moves.placed) co_await place_sim(*tx, s);
    co_await tx->commit();
}

}  // namespace zenix::gateways
