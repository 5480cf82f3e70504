#pragma once
#include "gateways/route_choice.hpp"

#include <fmt/format.h>

/// Makers the room's tests share.
namespace zenix::gateways::test {

inline trunk sip_trunk(std::int64_t id, std::string name, int channels = 30) {
    trunk t;
    t.id = id;
    t.name = std::move(name);
    t.host = "192.0.2.10";
    t.channels_max = channels;
    return t;
}

inline trunk gsm_trunk(std::int64_t id, std::string name, int ports) {
    auto t = sip_trunk(id, std::move(name), ports);
    t.kind = trunk_kind::gsm;
    t.gateway_ports = ports;
    return t;
}

inline sim sim_in(std::int64_t trunk_id, int port) {
    sim s;
    s.iccid = fmt::format("8991{:04}{:010}", trunk_id, port);
    s.trunk_id = trunk_id;
    s.port = port;
    s.operator_name = "Airtel";
    s.phone_number = fmt::format("+9180000{:03}{:02}", trunk_id, port);
    return s;
}

inline gsm_authorisation authorised() {
    gsm_authorisation a;
    a.enabled = true;
    a.country = "IN";
    a.reference = "DoT/2026/17";
    a.purposes = {compliance::purpose::recovery};
    a.recorded_by = "boss";
    a.recorded_at = sys_ms{};
    return a;
}

inline box_record box_of(std::int64_t trunk_id, std::string driver = "dinstar") {
    box_record b;
    b.id = trunk_id;
    b.trunk_id = trunk_id;
    b.driver = std::move(driver);
    b.url = "http://192.0.2.7";
    return b;
}

/// Noon of that day where the zone is UTC.
inline moment noon_of(std::chrono::year_month_day day) {
    return {std::chrono::sys_days(day) + std::chrono::hours(12), day, 12 * 60,
        std::chrono::weekday(std::chrono::sys_days(day))};
}

inline route_group group_of(std::int64_t id, std::string name, strategy s = strategy::least_used) {
    route_group g;
    g.id = id;
    g.name = std::move(name);
    g.strategy = s;
    return g;
}

inline route_wish wish(route_class wanted = route_class::any) {
    route_wish w;
    w.e164 = "+919876543210";
    w.country = "IN";
    w.wanted = wanted;
    return w;
}

}  // namespace zenix::gateways::test
