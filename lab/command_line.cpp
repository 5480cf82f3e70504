#include "lab/lab.hpp"

#include <CLI/CLI.hpp>

#include <charconv>

namespace zenix::lab {
namespace {

// `host:port` into its two places.
void add_address(
    CLI::App& cli, const char* name, std::string& host, std::uint16_t& port, const char* what) {
    const auto take = [&host, &port](const CLI::results_t& words) {
        const auto& text = words.front();
        const auto colon = text.rfind(':');
        if (colon == std::string::npos || colon == 0) return false;
        const auto* end = text.data() + text.size();
        std::uint16_t number = 0;
        const auto read = std::from_chars(text.data() + colon + 1, end, number);
        if (read.ec != std::errc{} || read.ptr != end) return false;
        host = text.substr(0, colon);
        port = number;
        return true;
    };
    cli.add_option(name, take, what)->type_name("HOST:PORT");
}

}  // namespace

std::vector<std::string> command_line(const options& o) {
    std::vector<std::string> out{"lab", "--folder", o.folder, "--control",
        o.control_host + ":" + std::to_string(o.control_port), "--main-sip",
        o.main_sip_host + ":" + std::to_string(o.main_sip_port)};
    if (!o.asterisk.empty()) out.insert(out.end(), {"--asterisk", o.asterisk});
    return out;
}

void add_options(CLI::App& cli, options& o) {
    cli.add_option("--folder", o.folder, "Folder of everything it keeps.")->required();
    add_address(cli, "--control", o.control_host, o.control_port,
        "Where its HTTP control listens; port 0 takes the last one, or a free one.");
    add_address(cli, "--main-sip", o.main_sip_host, o.main_sip_port,
        "SIP address of the Asterisk the gateway belongs to.");
    cli.add_option(
        "--asterisk", o.asterisk, "Folder or program of Asterisk; found by itself otherwise.");
}

}  // namespace zenix::lab
