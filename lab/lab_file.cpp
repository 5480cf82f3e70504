#include "lab/lab_file.hpp"

#include "asterisk/json_read.hpp"
#include "base/json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace zenix::lab {

std::string pid_file(const std::string& folder) { return folder + "/lab.pid"; }

void write_lab_file(const std::string& folder, const running& lab) {
    json::array boxes;
    for (const auto& g : lab.gateways)
        boxes.push_back({{"id", g.id}, {"driver", g.driver}, {"url", g.url},
            {"username", g.username}, {"password", g.password}, {"sip_host", g.sip_host},
            {"sip_port", g.sip_port}, {"ports", g.ports}});
    const json::object o{{"url", lab.url}, {"pid", lab.process.pid}, {"sip_host", lab.sip_host},
        {"sip_port", lab.sip_port}, {"gateways", std::move(boxes)},
        {"smsc", {{"host", lab.smsc.host}, {"port", lab.smsc.port},
                     {"system_id", lab.smsc.system_id}, {"password", lab.smsc.password}}}};
    const auto file = folder + "/lab.json", fresh = file + ".new";
    {
        std::ofstream out(fresh, std::ios::trunc);
        out << json::serialize(o) << '\n';
        out.flush();
        if (!out) throw std::runtime_error("Cannot write " + fresh + ". Remedy: make it writable");
    }
    if (std::rename(fresh.c_str(), file.c_str()) != 0)
        throw std::runtime_error("Cannot write " + file + ". Remedy: make its folder writable");
}

std::optional<running> read_lab_file(const std::string& folder) {
    std::ifstream in(folder + "/lab.json");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    boost::system::error_code bad;
    const auto v = json::parse(text, bad);
    if (bad) return std::nullopt;
    running r;
    r.url = asterisk::text_at(v, "url");
    r.process.pid = asterisk::int_at(v, "pid");
    r.sip_host = asterisk::text_at(v, "sip_host");
    r.sip_port = static_cast<std::uint16_t>(asterisk::int_at(v, "sip_port"));
    if (const auto* boxes = asterisk::at(v, "gateways").if_array())
        for (const auto& b : *boxes)
            r.gateways.push_back({asterisk::text_at(b, "id"), asterisk::text_at(b, "driver"),
                asterisk::text_at(b, "url"), asterisk::text_at(b, "username"),
                asterisk::text_at(b, "password"), asterisk::text_at(b, "sip_host"),
                static_cast<std::uint16_t>(asterisk::int_at(b, "sip_port")),
                asterisk::int_at(b, "ports")});
    if (const auto& c = asterisk::at(v, "smsc"); c.is_object())
        r.smsc = {asterisk::text_at(c, "host"),
            static_cast<std::uint16_t>(asterisk::int_at(c, "port")),
            asterisk::text_at(c, "system_id"), asterisk::text_at(c, "password")};
    if (r.url.empty() || r.sip_port == 0) return std::nullopt;
    return r;
}

std::optional<running> find_running(const std::string& folder) {
    const auto who = process::read_pid_file(pid_file(folder));
    auto lab = read_lab_file(folder);
    // A lab that is only starting has its pid file, and the lab.json of the one before it.
    if (!who || !lab || lab->process.pid != who->pid) return std::nullopt;
    lab->process = *who;
    return lab;
}

}  // namespace zenix::lab
