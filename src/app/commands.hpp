#pragma once
#include <functional>
#include <string>

#include "base/task.hpp"

namespace zenix::app {

struct serve_options {
    std::string config_file;
};

/// What the demonstration needs to know of the lab; only main.cpp knows the lab itself.
struct lab_address {
    std::string sip_host = "127.0.0.1", control_url;
    int sip_port = 0;      ///< of its SIP trunk
    int gsm_sip_port = 0;  ///< of its own GSM box
    std::string trunk_username, trunk_password;  ///< of the trunk
    std::uint16_t smsc_port = 0;  ///< of its SMS centre, on the same address; 0: none
    std::string smsc_system_id{}, smsc_password{};
    std::string box_driver{}, box_url{}, box_username{}, box_password{};  ///< of its own GSM box
};

struct demo_options {
    std::string data_dir, http = "127.0.0.1:8080";
    std::vector<std::string> phone_codecs;  ///< empty: as an installation has them
    /// Starts or adopts the lab in a folder, pointed at our SIP port.
    std::function<task<lab_address>(std::string folder, int main_sip_port)> launch_lab;
    std::function<task<void>(std::string folder)> stop_lab;
};

// Each runs to its end and returns the process's exit code.
[[nodiscard]] int serve(const serve_options& o);
[[nodiscard]] int demo(const demo_options& o);
[[nodiscard]] int check_config(const std::string& file);

}  // namespace zenix::app
