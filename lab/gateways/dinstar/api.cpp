#include "lab/gateways/dinstar/api.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace zenix::lab {

struct dinstar_api::route {
    std::string_view path, method;
    handler run;
};

dinstar_api::dinstar_api(gsm_box& box, std::string sn)
    : serial(std::move(sn)), routing(static_cast<int>(box.ports().size())), box_(box) {}

const std::vector<dinstar_api::route>& dinstar_api::table() {
    using api = dinstar_api;
    static const std::vector<route> all{
        {"/api/get_port_info", "GET", &api::get_port_info},
        {"/api/set_port_info", "GET", &api::set_port_info},
        {"/api/send_sms", "POST", &api::send_sms},
        {"/api/query_sms_result", "POST", &api::query_sms_result},
        {"/api/query_sms_deliver_status", "POST", &api::query_sms_deliver_status},
        {"/api/query_sms_in_queue", "GET", &api::query_sms_in_queue},
        {"/api/query_sms_queue", "POST", &api::query_sms_in_queue},
        {"/api/query_incoming_sms", "GET", &api::query_incoming_sms},
        {"/api/stop_sms", "GET", &api::stop_sms},
        {"/api/send_ussd", "POST", &api::send_ussd},
        {"/api/query_ussd_reply", "GET", &api::query_ussd_reply},
        {"/api/get_cdr", "POST", &api::get_cdr},
        {"/api/get_status", "POST", &api::get_status},
        {"/api/get_config", "POST", &api::get_config},
        {"/api/set_config", "POST", &api::set_config},
    };
    return all;
}

bool dinstar_api::takes_method(const route& way, std::string_view method) const {
    if (way.path != "/api/query_incoming_sms") return way.method == method;
    if (dialect.incoming_method == "both") return method == "GET" || method == "POST";
    return method == (dialect.incoming_method == "post" ? "POST" : "GET");
}

bool dinstar_api::knows_path(std::string_view path) const {
    if (path == "/api/query_sms_in_queue" || path == "/api/query_sms_queue")
        return dialect.queue_name == "both" || path == "/api/" + dialect.queue_name;
    return true;
}

box_reply dinstar_api::answer(const box_request& r, sys_ms at) {
    if (auto refused = login.check(r)) return *refused;
    box_reply out;
    for (const auto& way : table()) {
        if (way.path != r.path || !knows_path(way.path)) continue;
        if (!takes_method(way, r.method)) {
            out.status = 403;
            out.type = "text/html";
            out.body = "<html><body>Forbidden</body></html>";
            return out;
        }
        box_.step(at);
        auto body = (this->*way.run)(r, at);
        body["sn"] = serial;
        out.reason = dialect.reason;
        out.body = json::serialize(body);
        return out;
    }
    out.status = 404;
    out.type = "text/html";
    out.body = "<html><body>Cannot open URL</body></html>";
    return out;
}

json::object code(int error_code) { return {{"error_code", error_code}}; }

json::value read_body(const std::string& body) {
    boost::system::error_code bad;
    auto v = json::parse(body, bad);
    return bad ? json::value() : v;
}

std::vector<int> read_ports(std::string_view list) {
    std::vector<int> out;
    while (!list.empty()) {
        int n = -1;
        const auto end = std::min(list.find(','), list.size());
        const auto [stop, fault] = std::from_chars(list.data(), list.data() + end, n);
        if (fault == std::errc{} && stop == list.data() + end && n >= 0) out.push_back(n);
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return out;
}

std::string dinstar_api::device_time(sys_ms at) const {
    const auto local = std::chrono::floor<std::chrono::seconds>(at + clock_skew) +
                       std::chrono::minutes(zone_minutes);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::hh_mm_ss time(local - day);
    return fmt::format("{} {:02}:{:02}:{:02}", zenix::to_string(std::chrono::year_month_day(day)),
        time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::optional<sys_ms> dinstar_api::read_device_time(std::string_view text) const {
    if (text.size() != 19) return std::nullopt;
    std::string rfc(text);
    rfc[10] = 'T';
    const auto local = parse_time(rfc + "Z");
    if (!local) return std::nullopt;
    return *local - clock_skew - std::chrono::minutes(zone_minutes);
}

}  // namespace zenix::lab
