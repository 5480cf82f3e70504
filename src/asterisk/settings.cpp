#include "asterisk/json_read.hpp"
#include "asterisk/node.hpp"
#include "base/secret.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

namespace zenix::asterisk {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr int rtp_ports = 2000;

bool tcp_free(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return false;
    const int reuse = 1;  // as Asterisk does: what lingers in TIME_WAIT is free
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool free = ::bind(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    ::close(fd);
    return free;
}

// Below what the kernel hands out by itself, or an outgoing connection may sit on it at the next
// start.
std::uint16_t new_port(std::set<std::uint16_t>& taken) {
    for (int tries = 0; tries < 200; ++tries) {
        const auto port = process::free_udp_range(1);
        if (tcp_free(port) && taken.insert(port).second) return port;
    }
    throw std::runtime_error("No free port on loopback for Asterisk");
}

std::uint16_t port_at(const json::value& v, std::string_view name) {
    const auto n = integer_at(v, name);
    return n > 0 && n < 65536 ? static_cast<std::uint16_t>(n) : std::uint16_t{0};
}

json::value read_kept(const std::string& file) {
    std::ifstream in(file);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    boost::system::error_code bad;
    auto v = json::parse(text, bad);
    return bad ? json::value() : v;
}

void write_kept(const std::string& file, const node_settings& s) {
    const json::object o{{"http_port", s.http_port}, {"ami_port", s.ami_port},
        {"sip_port", s.sip_port}, {"hep_port", s.hep_port}, {"rtp_first", s.rtp_first},
        {"rtp_last", s.rtp_last}, {"password", s.password}, {"spool", s.spool}};
    const auto fresh = file + ".new";
    {
        std::ofstream out(fresh, std::ios::trunc);
        ::chmod(fresh.c_str(), 0600);
        out << json::serialize(o) << '\n';
        out.flush();
        if (!out) throw std::runtime_error("Cannot write " + fresh + ". Remedy: make it writable");
    }
    if (std::rename(fresh.c_str(), file.c_str()) != 0)
        throw std::runtime_error("Cannot write " + file + ". Remedy: make its folder writable");
}

}  // namespace

std::string spool_of(const std::string& folder) {
    const auto mark = secret::sha256_hex(fs::weakly_canonical(folder).string()).substr(0, 12);
    return fmt::format("/dev/shm/zenix-{}-{}", ::getuid(), mark);
}

node_settings keep_settings(node_settings s) {
    fs::create_directories(s.folder);
    s.folder = fs::canonical(s.folder).string();
    const auto file = s.folder + "/node.json";
    const auto kept = read_kept(file);
    const bool running = process::read_pid_file(s.folder + "/asterisk.pid").has_value();

    std::set<std::uint16_t> taken;
    const auto settle = [&](std::uint16_t& port, std::string_view name) {
        if (port != 0) return;  // the administrator's wish
        port = port_at(kept, name);
        // Somebody else may sit there since our Asterisk last ran.
        if (port != 0 && (running || tcp_free(port)) && taken.insert(port).second) return;
        port = new_port(taken);
    };
    settle(s.http_port, "http_port");
    settle(s.ami_port, "ami_port");
    settle(s.sip_port, "sip_port");
    settle(s.hep_port, "hep_port");
    if (s.rtp_first == 0) {
        s.rtp_first = port_at(kept, "rtp_first");
        s.rtp_last = port_at(kept, "rtp_last");
    }
    if (s.rtp_first == 0 || s.rtp_last <= s.rtp_first) {
        s.rtp_first = process::free_udp_range(rtp_ports);
        s.rtp_last = static_cast<std::uint16_t>(s.rtp_first + rtp_ports - 1);
    }
    if (s.password.empty()) s.password = text_at(kept, "password");
    if (s.password.empty()) s.password = secret::random_token(24);
    if (s.spool.empty()) s.spool = text_at(kept, "spool");
    if (s.spool.empty()) s.spool = spool_of(s.folder);
    write_kept(file, s);
    return s;
}

}  // namespace zenix::asterisk
