#pragma once
#include "base/json.hpp"
#include "lab/gateways/box.hpp"
#include "lab/gateways/dinstar/routing.hpp"
#include "lab/gateways/http/login.hpp"

#include <set>
#include <string>
#include <string_view>

namespace zenix::lab {

/// What differs between firmwares of a DWG/UC box; where sources disagree, each reading is a switch.
struct dinstar_dialect {
    std::string incoming_method = "both";  ///< query_incoming_sms: `get`, `post`, `both`
    std::string queue_name = "both";       ///< `query_sms_in_queue` (GET), `query_sms_queue` (POST)
    std::string registered_word = "REGISTER_OK";
    bool reset_needs_param = true;        ///< set_port_info reset without `param` fails
    bool incoming_imsi = true;            ///< newer: `imsi` among an incoming text
    bool push_user_id = false;            ///< `user_id` in result pushes
    int recipients_max = 128;             ///< older: 32
    int page_bytes = 8000;                ///< of a page of incoming texts
    std::string reason = "Data follows";  ///< of a 200
    bool billing = false;                 ///< credit fields are filled
};

/// The JSON interface of a Dinstar DWG2000/UC2000, new version. Pure: a request and the time give
/// an answer. Facts: the field notes on gateways, section 1.
class dinstar_api {
  public:
    dinstar_api(gsm_box& box, std::string serial);

    [[nodiscard]] box_reply answer(const box_request& r, sys_ms at);
    /// What is pushed about an event: the body; empty when it is not of a ticked class.
    [[nodiscard]] std::string push_body(const box_event& e);

    dinstar_dialect dialect;
    std::string serial;
    lab::login login;
    dinstar_routing routing;
    ms clock_skew{0};
    int zone_minutes = 330;
    /// Ticked classes: sms, sms_result, sms_deliver_status, ussd, register, cdr, device, exception.
    std::set<std::string, std::less<>> pushed{"sms", "sms_result", "sms_deliver_status", "ussd",
        "register", "cdr", "device", "exception"};

    /// Device time of an instant: local, `YYYY-MM-DD HH:MM:SS`.
    [[nodiscard]] std::string device_time(sys_ms at) const;
    [[nodiscard]] std::optional<sys_ms> read_device_time(std::string_view text) const;

  private:
    using handler = json::object (dinstar_api::*)(const box_request&, sys_ms);
    struct route;
    [[nodiscard]] static const std::vector<route>& table();
    [[nodiscard]] bool takes_method(const route& way, std::string_view method) const;
    [[nodiscard]] bool knows_path(std::string_view path) const;

    json::object get_port_info(const box_request& r, sys_ms at);
    json::object set_port_info(const box_request& r, sys_ms at);
    json::object send_sms(const box_request& r, sys_ms at);
    json::object query_sms_result(const box_request& r, sys_ms at);
    json::object query_sms_deliver_status(const box_request& r, sys_ms at);
    json::object query_sms_in_queue(const box_request& r, sys_ms at);
    json::object query_incoming_sms(const box_request& r, sys_ms at);
    json::object stop_sms(const box_request& r, sys_ms at);
    json::object send_ussd(const box_request& r, sys_ms at);
    json::object query_ussd_reply(const box_request& r, sys_ms at);
    json::object get_cdr(const box_request& r, sys_ms at);
    json::object get_status(const box_request& r, sys_ms at);
    json::object get_config(const box_request& r, sys_ms at);
    json::object set_config(const box_request& r, sys_ms at);

    [[nodiscard]] json::value port_field(const gsm_port& p, std::string_view name, sys_ms at) const;
    [[nodiscard]] json::object result_row(const outgoing_text& t) const;
    [[nodiscard]] json::object receipt_row(const outgoing_text& t) const;
    [[nodiscard]] json::object incoming_row(const incoming_text& t) const;
    [[nodiscard]] json::object cdr_row(const call_record& c) const;

    gsm_box& box_;
    std::map<int, std::string> numbers_;         // set by `number`
    std::map<int, json::object> call_forwards_;  // by port
    std::int64_t sequence_ = 0;                  // of register pushes
};

/// `1,2` into numbers; what is none is left out.
[[nodiscard]] std::vector<int> read_ports(std::string_view list);
/// An object or array as sent; null when it is no JSON.
[[nodiscard]] json::value read_body(const std::string& body);
[[nodiscard]] json::object code(int error_code);

}  // namespace zenix::lab
