// What both generators share.
#include "bench/sms/octets.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace bench {

int dial(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(port);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&there), sizeof there) != 0) return -1;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

bool send_all(int fd, std::string& out) {
    std::size_t at = 0;
    while (at < out.size()) {
        const auto n = ::write(fd, out.data() + at, out.size() - at);
        if (n <= 0) return false;
        at += static_cast<std::size_t>(n);
    }
    out.clear();
    return true;
}

namespace {

double percentile(std::vector<double>& all, double p) {
    if (all.empty()) return 0;
    const auto at =
        all.begin() + static_cast<std::ptrdiff_t>(p * static_cast<double>(all.size() - 1));
    std::nth_element(all.begin(), at, all.end());
    return *at;
}

}  // namespace

void report(std::uint64_t yes, std::uint64_t no, double seconds, std::vector<double>& took_ms,
    std::uint64_t sent) {
    std::printf("{\"accepted\":%llu,\"refused\":%llu,\"per_s\":%.0f,\"p50_ms\":%.3f,\"p99_ms\":%."
                "3f,\"sent\":%llu}\n",
        static_cast<unsigned long long>(yes), static_cast<unsigned long long>(no),
        static_cast<double>(yes) / seconds, percentile(took_ms, 0.5), percentile(took_ms, 0.99),
        static_cast<unsigned long long>(sent));
}

}  // namespace bench
