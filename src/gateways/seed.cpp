#include "gateways/seed.hpp"

#include "audit/audit_log.hpp"
#include "gateways/box_table.hpp"
#include "gateways/fleet_table.hpp"
#include "gateways/gsm_authorisation.hpp"
#include "gateways/gsm_operator.hpp"
#include "gateways/tariff_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace zenix::gateways {
namespace {

constexpr int ports = 8;
constexpr std::array operators{"Airtel", "Jio", "Vi"};

/// How the lab's networks answer.
std::vector<gsm_operator> demo_operators() {
    return {{0, "Airtel", "*121#", "balance: {amount}", "INR", {}, 50},
        {0, "Jio", "*333#", "balance is {amount}", "INR", {}, 50},
        {0, "Vi", "*199#", "bal {amount}", "INR", {}, 50}};
}

}  // namespace

std::string demo_iccid(int port) { return fmt::format("8991{:014}", 45000000 + port); }
std::string demo_sim_number(int port) { return fmt::format("+9180000000{:02}", port + 1); }

task<void> seed_demo(pg::pool& db, std::string lab_host, int lab_sip_port) {
    auto tx = co_await db.begin();
    trunk t;
    const auto all = co_await load_trunks(*tx);
    for (const auto& one : all)
        if (one.name == "lab-gsm") t = one;
    t.name = "lab-gsm";
    t.kind = trunk_kind::gsm;
    t.host = std::move(lab_host);
    t.port = lab_sip_port;
    t.channels_max = ports;
    t.gateway_ports = ports;
    const bool fresh = t.id == 0;
    if (fresh) {
        t = co_await add_trunk(*tx, t);
        co_await set_trunk_tariff(*tx, t.id, rate_card{.usual = {"INR", 0, 30, 60, 60}});
    } else {
        co_await replace_trunk(*tx, t);
    }
    for (int port = 0; port < ports; ++port) {
        sim s;
        s.iccid = demo_iccid(port);
        s.trunk_id = t.id;
        s.port = port;
        s.operator_name = operators[static_cast<std::size_t>(port) % operators.size()];
        s.phone_number = demo_sim_number(port);
        co_await place_sim(*tx, std::move(s));
    }
    // One SIM with a plan by the second.
    if (fresh) co_await set_sim_tariff(*tx, demo_iccid(ports - 1), rate_card{.usual = {"INR", 0, 1, 1, 1}});
    const auto known = co_await load_operators(*tx);
    if (known.empty())
        for (const auto& o : demo_operators()) co_await store_operator(*tx, o);
    const auto before = co_await load_authorisation(*tx);
    if (before.demo || !before.recorded_at) {
        gsm_authorisation a;
        a.enabled = true;
        a.country = "IN";
        a.reference = "Demonstration only: the lab's SIMs exist in software";
        a.purposes = {compliance::purpose::recovery, compliance::purpose::service};
        a.recorded_by = "demo";
        a.recorded_at = now();
        a.demo = true;
        co_await store_authorisation(*tx, std::move(a));
    }
    co_await tx->commit();
}

task<void> seed_demo_trunk(pg::pool& db, secret::master_key key, std::string lab_host,
    int lab_sip_port, std::string username, std::string password) {
    auto tx = co_await db.begin();
    trunk t;
    t.enabled = false;
    t.caller_id = "+911601400000";  // of the series that Indian lenders must show
    const auto all = co_await load_trunks(*tx);
    for (const auto& one : all)
        if (one.name == "lab-sip") t = one;
    t.name = "lab-sip";
    t.host = std::move(lab_host);
    t.port = lab_sip_port;
    t.username = std::move(username);
    t.password_sealed = seal_trunk_password(password, key);
    if (t.id == 0) {
        t = co_await add_trunk(*tx, t);
        co_await set_trunk_tariff(*tx, t.id, rate_card{.usual = {"INR", 0, 20, 30, 30}});
    } else {
        co_await replace_trunk(*tx, t);
    }
    co_await tx->commit();
}

task<void> seed_demo_box(pg::pool& db, secret::master_key key, std::string driver, std::string url,
    std::string username, std::string password) {
    auto tx = co_await db.begin();
    const auto all = co_await load_trunks(*tx);
    const auto at = std::find_if(all.begin(), all.end(), [](const auto& t) { return t.name == "lab-gsm"; });
    if (at == all.end()) co_return;
    auto b = read_box(fields(json::object{{"trunk_id", at->id}, {"driver", driver}, {"url", url},
                          {"username", username}, {"password", password}, {"poll_interval_ms", 5000}}),
        key, {driver})
                 .wanted;
    const auto boxes = co_await load_boxes(*tx);
    const auto there = std::find_if(
        boxes.begin(), boxes.end(), [&](const auto& one) { return one.trunk_id == at->id; });
    if (there != boxes.end()) {
        auto same = *there;
        same.url = b.url;
        same.driver = b.driver;
        same.username = b.username;
        same.password_sealed = b.password_sealed;
        co_await replace_box(*tx, std::move(same));
        co_await tx->commit();
        co_return;
    }
    const auto before = co_await tx->run(
        "select exists (select from audit_log where action = 'gateway.seeded') as any");
    if (!before.front().flag("any")) {
        co_await add_box(*tx, std::move(b));
        co_await audit::append(*tx, "demo", "gateway.seeded", fmt::format("trunk:{}", at->id));
    }
    co_await tx->commit();
}

}  // namespace zenix::gateways
