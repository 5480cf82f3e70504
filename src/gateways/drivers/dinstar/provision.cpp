#include "gateways/drivers/dinstar/provision.hpp"

#include "gateways/drivers/dinstar/voice.hpp"

#include <boost/json/serialize.hpp>

namespace zenix::gateways::drivers::dinstar {

namespace {

finding failed(std::string step, const failure& why) {
    return {std::move(step), false, why.code + ": " + why.detail,
        why.code == "unsupported" || why.code == "rejected"
            ? "This firmware is not set up from here: set up the trunk on the box itself"
            : "Try again when the box answers"};
}

task<result<voice_config>> read(link& of) {
    std::vector<spelling> ways;
    ways.push_back({true, "/api/get_config", {}, config_question(false)});
    ways.push_back({true, "/api/get_config", {}, config_question(true)});
    auto got = co_await ask_any(of, "config", std::move(ways));
    if (!got) co_return got.error();
    co_return read_config(got.value());
}

/// Writes rows in small lots: embedded web servers take no long bodies.
task<result<void>> write(link& of, std::string section, json::array rows) {
    constexpr std::size_t lot = 8;
    for (std::size_t i = 0; i < rows.size(); i += lot) {
        json::array some;
        for (std::size_t k = i; k < std::min(i + lot, rows.size()); ++k) some.push_back(rows[k]);
        const json::object body{{section, std::move(some)}};
        auto got = co_await of.post("/api/set_config", json::serialize(body));
        if (!got) co_return got.error();
    }
    co_return result<void>{};
}

}  // namespace

task<std::vector<finding>> provision(link& of, voice_plan plan) {
    std::vector<finding> out;
    auto first = co_await read(of);
    if (!first) {
        out.push_back(failed("read", first.error()));
        co_return out;
    }
    auto now = std::move(first).value();

    auto trunk = plan_trunk(now, plan);
    if (trunk.found.ok) {
        auto written = co_await write(of, "sip_trunk", trunk.rows);
        if (!written) trunk.found = failed("trunk", written.error());
    }
    out.push_back(trunk.found);
    if (!trunk.found.ok) co_return out;

    auto groups = plan_groups(now, plan);
    if (!groups.rows.empty()) {
        // A box that will not have groups still takes rules that name the port.
        auto written = co_await write(of, "port_group", groups.rows);
        auto again = co_await read(of);
        if (!again) {
            out.push_back(failed("groups", again.error()));
            co_return out;
        }
        now = std::move(again).value();
        groups = plan_groups(now, plan);
    }
    out.push_back(groups.found);

    auto rules = plan_rules(now, plan, trunk.index, groups.groups);
    if (rules.found.ok) {
        auto written = co_await write(of, "ip_to_tel_routing", rules.rows);
        if (!written) rules.found = failed("prefixes", written.error());
    }
    out.push_back(rules.found);
    if (!rules.found.ok) co_return out;

    auto back = plan_way_back(now, trunk.index);
    if (back.found.ok) {
        auto written = co_await write(of, "tel_to_ip_routing", back.rows);
        if (!written) back.found = failed("way back", written.error());
    }
    out.push_back(back.found);
    if (!back.found.ok) co_return out;

    auto check = co_await read(of);
    if (!check) {
        out.push_back(failed("check", check.error()));
        co_return out;
    }
    const auto& then = check.value();
    const bool kept = plan_trunk(then, plan).rows.empty() &&
                      plan_rules(then, plan, trunk.index, groups.groups).rows.empty() &&
                      plan_way_back(then, trunk.index).rows.empty();
    out.push_back({"check", kept,
        kept ? "the box has kept everything" : "the box did not keep what was written",
        kept ? "" : "Look at trunk and routing on the box itself"});
    co_return out;
}

}  // namespace zenix::gateways::drivers::dinstar
