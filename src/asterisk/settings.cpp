#include "asterisk/json_read.hpp"
#include "asterisk/node.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"

#include <arpa/inet.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
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

bool is_free(int kind, const char* address, std::uint16_t port) {
    const int fd = ::socket(AF_INET, kind | SOCK_CLOEXEC, 0);
    if (fd < 0) return false;
    const int reuse = 1;  // as Asterisk does: what lingers in TIME_WAIT is free
    if (kind == SOCK_STREAM) ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    if (::inet_pton(AF_INET, address, &at.sin_addr) != 1)
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool free = ::bind(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    const bool used = !free && errno == EADDRINUSE;  // other faults are Asterisk's to report
    ::close(fd);
    return !used;
}

/// SIP listens on an address of its own, all else on loopback; what comes over UDP and what over TCP
/// is not told apart, so that one port serves either.
bool is_free(std::uint16_t port, const std::string& sip_bind) {
    return is_free(SOCK_STREAM, "127.0.0.1", port) && is_free(SOCK_DGRAM, "127.0.0.1", port) &&
           is_free(SOCK_DGRAM, sip_bind.c_str(), port);
}

// Below what the kernel hands out by itself, or an outgoing connection may sit on it at the next
// start.
std::uint16_t new_port(std::set<std::uint16_t>& taken, const std::string& sip_bind) {
    for (int tries = 0; tries < 200; ++tries) {
        const auto port = process::free_udp_range(1);
        if (is_free(port, sip_bind) && taken.insert(port).second) return port;
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
        if (port != 0 && (running || is_free(port, s.sip_bind)) && taken.insert(port).second) return;
        const auto before = port;
        port = new_port(taken, s.sip_bind);
        if (before != 0)
            log::warn("asterisk", "a port of ours was taken meanwhile; we moved",
                {{"which", name}, {"from", before}, {"to", port}});
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
