#include "gateways/seed.hpp"

#include <fmt/format.h>

#include "gateways/trunk_table.hpp"

namespace zenix::gateways {
namespace {

constexpr int ports = 8;
constexpr const char* operators[] = {"Airtel", "Jio", "Vi"};

}  // namespace

std::string demo_iccid(int port) { return fmt::format("8991{:014}", 45000000 + port); }
std::string demo_sim_number(int port) { return fmt::format("+9180000000{:02}", port + 1); }

task<void> seed_demo(pg::pool& db, std::string lab_host, int lab_sip_port) {
    trunk t;
    const auto all = co_await list_trunks(db);
    for (const auto& one : all)
        if (one.name == "lab-gsm") t = one;
    t.name = "lab-gsm";
    t.kind = trunk_kind::gsm;
    t.host = std::move(lab_host);
    t.port = lab_sip_port;
    t.channels_max = ports;
    t.gateway_ports = ports;
    t.id = co_await save_trunk(db, t);
    for (int port = 0; port < ports; ++port) {
        sim s;
        s.iccid = demo_iccid(port);
        s.trunk_id = t.id;
        s.port = port;
        s.operator_name = operators[port % 3];
        s.phone_number = demo_sim_number(port);
        co_await save_sim(db, std::move(s));
    }
    const auto before = co_await read_gsm_authorisation(db);
    if (before.recorded_at) co_return;  // Somebody has decided since.
    gsm_authorisation a;
    a.enabled = true;
    a.country = "IN";
    a.reference = "Demonstration only: the lab's SIMs exist in software";
    a.purposes = {"recovery", "service"};
    a.recorded_by = "demo";
    a.recorded_at = now();
    a.demo = true;
    co_await save_gsm_authorisation(db, std::move(a));
}

}  // namespace zenix::gateways
