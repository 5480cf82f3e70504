#include "base/process.hpp"

#include "base/task_group.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <signal.h>
#include <sodium.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>
#include <system_error>

namespace zenix::process {

namespace {

constexpr ms poll_every{20};
constexpr ms kill_patience{5000};

bool send(const identity& who, int signal) {
    if (!alive(who)) return false;
    if (::kill(who.pid, signal) == 0) return true;
    if (errno == ESRCH) return false;
    throw std::system_error(
        errno, std::generic_category(), fmt::format("signalling pid {}", who.pid));
}

enum class waited : std::uint8_t { ended, lives, cancelled };

task<waited> wait_end(identity who, ms patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (alive(who)) {
        if (std::chrono::steady_clock::now() >= until) co_return waited::lives;
        const bool slept = co_await sleep_for(poll_every);
        if (!slept) co_return waited::cancelled;
    }
    co_return waited::ended;
}

/// A loopback socket that frees its port when it goes.
class probe {
  public:
    explicit probe(int type) : fd_(::socket(AF_INET, type | SOCK_CLOEXEC, 0)) {}
    probe(const probe&) = delete;
    probe& operator=(const probe&) = delete;
    ~probe() {
        if (fd_ >= 0) ::close(fd_);
    }

    [[nodiscard]] bool bind(std::uint16_t port) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_port = htons(port);
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return fd_ >= 0 && ::bind(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    }
    [[nodiscard]] std::uint16_t port() const {
        sockaddr_in at{};
        socklen_t size = sizeof at;
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size);
        return ntohs(at.sin_port);
    }

  private:
    int fd_;
};

}  // namespace

std::optional<identity> identify(int pid) {
    if (pid <= 0) return std::nullopt;
    std::ifstream in(fmt::format("/proc/{}/stat", pid));
    const std::string stat{std::istreambuf_iterator<char>(in), {}};
    // The command's name stands in parentheses and may hold anything; what follows does not.
    const std::size_t name_end = stat.rfind(')');
    if (name_end == std::string::npos || name_end + 2 >= stat.size()) return std::nullopt;
    const char state = stat[name_end + 2];
    if (state == 'Z' || state == 'X') return std::nullopt;

    std::size_t at = name_end + 2;  // field 3
    for (int field = 3; field < 22; ++field) {
        at = stat.find(' ', at);
        if (at == std::string::npos) return std::nullopt;
        ++at;
    }
    identity out{pid, 0};
    const auto [end, fault] =
        std::from_chars(stat.data() + at, stat.data() + stat.size(), out.start_ticks);
    if (fault != std::errc{}) return std::nullopt;
    return out;
}

bool alive(const identity& who) { return identify(who.pid) == who; }

void write_pid_file(const std::string& file, const identity& who) {
    const std::string fresh = file + ".new";
    {
        std::ofstream out(fresh, std::ios::trunc);
        out << who.pid << ' ' << who.start_ticks << '\n';
        out.flush();
        if (!out)
            throw std::system_error(errno, std::generic_category(), "writing pid file " + fresh);
    }
    if (std::rename(fresh.c_str(), file.c_str()) != 0)
        throw std::system_error(errno, std::generic_category(), "writing pid file " + file);
}

std::optional<identity> read_pid_file(const std::string& file) {
    std::ifstream in(file);
    identity who;
    if (!(in >> who.pid >> who.start_ticks) || !alive(who)) return std::nullopt;
    return who;
}

task<bool> stop(identity who, int signal, ms patience) {
    if (!send(who, signal)) co_return true;
    const waited first = co_await wait_end(who, patience);
    if (first == waited::ended) co_return true;
    if (first == waited::cancelled) co_return false;
    if (!send(who, SIGKILL)) co_return true;
    co_await wait_end(who, kill_patience);
    co_return false;
}

std::uint16_t free_port() {
    for (int tries = 0; tries < 100; ++tries) {
        probe tcp(SOCK_STREAM), udp(SOCK_DGRAM);
        if (tcp.bind(0) && udp.bind(tcp.port())) return tcp.port();
    }
    throw std::runtime_error("No free port on loopback");
}

std::uint16_t free_udp_range(int count) {
    // Below the range the kernel hands out by itself (32768 up), even at the start as RTP wants it.
    constexpr int lowest = 10000, highest = 32000;
    for (int tries = 0; count == 1 && tries < 100; ++tries) {
        const auto port =
            static_cast<std::uint16_t>(lowest + (randombytes_uniform(highest - lowest) & ~1u));
        if (probe(SOCK_DGRAM).bind(port)) return port;
    }
    // Each port is tried once; where many servers run, guessing at whole ranges finds none.
    std::vector<int> starts;
    for (int port = lowest, run = 0; count > 0 && port < highest; ++port) {
        probe udp(SOCK_DGRAM);
        run = udp.bind(static_cast<std::uint16_t>(port)) ? run + 1 : 0;
        const int first = port - count + 1;
        if (run >= count && first % 2 == 0) starts.push_back(first);
    }
    if (!starts.empty())
        return static_cast<std::uint16_t>(
            starts[randombytes_uniform(static_cast<std::uint32_t>(starts.size()))]);
    throw std::runtime_error(
        fmt::format("No {} consecutive UDP ports are free on loopback", count));
}

}  // namespace zenix::process
