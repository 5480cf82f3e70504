// get_cdr, get_status and what is pushed.
#include "asterisk/json_read.hpp"
#include "lab/gateways/dinstar/api.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace zenix::lab {

json::object dinstar_api::cdr_row(const call_record& c) const {
    const auto talked = c.answered ? std::chrono::floor<std::chrono::seconds>(c.ended - *c.answered)
                                   : std::chrono::seconds(0);
    return {{"port", c.port}, {"start_date", device_time(c.began)},
        {"answer_date", c.answered ? device_time(*c.answered) : std::string()},
        {"duration", talked.count()}, {"source_number", c.source},
        {"destination_number", c.destination}, {"direction", c.to_gsm ? "ip->gsm" : "gsm->ip"},
        {"ip", "127.0.0.1"}, {"codec", "PCMU"}, {"hangup", c.hangup}, {"gsm_code", c.gsm_code},
        {"bcch", ""}};
}

json::object dinstar_api::get_cdr(const box_request& r, sys_ms) {
    const auto v = r.body.empty() ? json::value(json::object()) : read_body(r.body);
    if (!v.is_object()) return code(400);
    std::vector<std::int64_t> ports;
    if (const auto* list = asterisk::at(v, "port").if_array())
        for (const auto& p : *list)
            if (p.is_int64()) ports.push_back(p.get_int64());
    const auto after = read_device_time(asterisk::text_at(v, "time_after"));
    const auto before = read_device_time(asterisk::text_at(v, "time_before"));
    json::array rows;
    for (const auto& c : box_.records()) {
        if (!ports.empty() && std::find(ports.begin(), ports.end(), c.port) == ports.end())
            continue;
        if ((after && c.began < *after) || (before && c.began > *before)) continue;
        rows.push_back(cdr_row(c));
    }
    auto out = code(200);
    out["cdr"] = std::move(rows);
    return out;
}

json::object dinstar_api::get_status(const box_request& r, sys_ms at) {
    const auto v = read_body(r.body);
    const auto* list = v.if_array();
    if (list == nullptr) return code(400);
    json::object out;  // the one answer without an error_code
    for (const auto& name : *list) {
        if (name != json::value("performance")) continue;
        const auto cpu = 5 + at.time_since_epoch().count() / 60'000 % 20;
        out["performance"] =
            json::object{{"cpu_used", fmt::format("{}%", cpu)}, {"flash_total", "16384"},
                {"flash_used", "9021"}, {"memory_total", "124640"}, {"memory_cached", "21076"},
                {"memory_buffers", "5212"}, {"memory_free", "52344"}, {"memory_used", "72296"}};
    }
    return out;
}

std::string dinstar_api::push_body(const box_event& e) {
    json::object body{{"sn", serial}};
    const auto one = [&](std::string_view name, json::object row) {
        if (!pushed.contains(name)) return std::string();
        body[name] = json::array{std::move(row)};
        return json::serialize(body);
    };
    const auto* p = box_.at(e.port);
    using kind = box_event::kind;
    switch (e.what) {
    case kind::text_came:
        if (const auto* t = box_.inbox.find(e.id)) return one("sms", incoming_row(*t));
        break;
    case kind::text_sent:
        if (const auto* t = box_.outbox.find(e.id)) {
            auto row = result_row(*t);
            if (!dialect.push_user_id) row.erase("user_id");
            return one("sms_result", std::move(row));
        }
        break;
    case kind::text_receipt:
        if (const auto* t = box_.outbox.find(e.id))
            return one("sms_deliver_status", receipt_row(*t));
        break;
    case kind::ussd: return one("ussd", {{"port", e.port}, {"text", box_.ussd_text(e.port)}});
    case kind::registered:
    case kind::unregistered: {
        const bool up = e.what == kind::registered && p != nullptr && p->sim() != nullptr;
        const auto* sim = up ? p->sim() : nullptr;
        const auto id = [&](const std::string card::* what) {
            return sim != nullptr ? sim->*what : std::string("<NULL>");
        };
        return one("register",
            {{"port", e.port}, {"slot", p != nullptr && p->slots() > 1 ? p->slot() : 255},
                {"iccid", id(&card::iccid)}, {"imsi", id(&card::imsi)},
                {"number", id(&card::number)}, {"status", up ? "up" : "down"},
                {"sequence", ++sequence_}});
    }
    case kind::call:
        if (!box_.records().empty()) {
            const auto& all = box_.records();
            const auto found = std::find_if(
                all.rbegin(), all.rend(), [&](const call_record& c) { return c.number == e.id; });
            // Only answered calls are pushed; the rest is polled.
            if (found != all.rend() && found->answered) return one("cdr", cdr_row(*found));
        }
        break;
    }
    return {};
}

}  // namespace zenix::lab
