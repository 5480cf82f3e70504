// One thread, epoll: all whole PDUs of a read are answered in one write. Each second it prints
// `accepted TOTAL` of the submits it took; receipts are not sent.
#include "bench/sms/octets.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>

namespace bench {
namespace {

struct client {
    std::string in, out;
};

std::uint64_t accepted = 0;
std::FILE* notes = nullptr;

/// When whose text came, for latencies.
void note(std::string_view body) {
    const auto text = [&](std::size_t from) { return body.find('\0', from); };
    const auto service = text(0);
    if (service == std::string_view::npos) return;
    const auto source = text(service + 3);
    if (source == std::string_view::npos) return;
    const auto end = text(source + 3);
    if (end == std::string_view::npos) return;
    auto to = body.substr(source + 3, end - source - 3);
    if (to.starts_with('+')) to.remove_prefix(1);
    std::fprintf(notes, "%.*s %lld\n", static_cast<int>(to.size()), to.data(),
        static_cast<long long>(std::chrono::steady_clock::now().time_since_epoch().count()));
}

void answer(client& c, std::uint32_t id, std::uint32_t sequence, std::string_view body) {
    if (id == 4 && notes != nullptr) note(body);
    switch (id) {
    case 1:
    case 2:
    case 9: put_pdu(c.out, id | response, 0, sequence, std::string_view("bench", 6)); return;
    case 4: {
        char text[24];
        const int n =
            std::snprintf(text, sizeof text, "%llu", static_cast<unsigned long long>(++accepted));
        put_pdu(c.out, id | response, 0, sequence, {text, static_cast<std::size_t>(n) + 1});
        return;
    }
    case 6:
    case 0x15: put_pdu(c.out, id | response, 0, sequence, {}); return;
    default: return;  // answers to nothing, and what a bench never sends
    }
}

void take(client& c) {
    std::size_t at = 0;
    while (c.in.size() - at >= 16) {
        const auto length = word(c.in.data() + at);
        if (length < 16 || c.in.size() - at < length) break;
        answer(c, word(c.in.data() + at + 4), word(c.in.data() + at + 12),
            std::string_view(c.in).substr(at + 16, length - 16));
        at += length;
    }
    c.in.erase(0, at);
}

bool serve(int fd, client& c) {
    std::array<char, 65536> buffer;  // NOLINT: filled by the read
    const auto n = ::read(fd, buffer.data(), buffer.size());
    if (n <= 0) return false;
    c.in.append(buffer.data(), static_cast<std::size_t>(n));
    take(c);
    std::size_t sent = 0;
    while (sent < c.out.size()) {
        const auto w = ::write(fd, c.out.data() + sent, c.out.size() - sent);
        if (w <= 0) return false;
        sent += static_cast<std::size_t>(w);
    }
    c.out.clear();
    return true;
}

}  // namespace

int respond(int argc, char** argv) {
    const auto port =
        static_cast<std::uint16_t>(std::atoi(option(argc, argv, "--port", "2775").c_str()));
    if (const auto log = option(argc, argv, "--log", ""); !log.empty()) notes = std::fopen(log.c_str(), "w");
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_port = htons(port);
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(listener, reinterpret_cast<sockaddr*>(&here), sizeof here) != 0 ||
        ::listen(listener, 64) != 0) {
        std::perror("listen");
        return 1;
    }
    const int poll = ::epoll_create1(0);
    epoll_event e{};
    e.events = EPOLLIN;
    e.data.fd = listener;
    ::epoll_ctl(poll, EPOLL_CTL_ADD, listener, &e);
    std::map<int, client> clients;
    std::array<epoll_event, 64> ready{};
    auto tick = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    for (;;) {
        const int n = ::epoll_wait(poll, ready.data(), ready.size(), 100);
        for (int i = 0; i < n; ++i) {
            const int fd = ready[static_cast<std::size_t>(i)].data.fd;
            if (fd == listener) {
                const int fresh = ::accept(listener, nullptr, nullptr);
                ::setsockopt(fresh, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                e.data.fd = fresh;
                ::epoll_ctl(poll, EPOLL_CTL_ADD, fresh, &e);
                clients[fresh];
            } else if (!serve(fd, clients[fd])) {
                clients.erase(fd);
                ::close(fd);
            }
        }
        if (std::chrono::steady_clock::now() >= tick) {
            tick += std::chrono::seconds(1);
            std::printf("accepted %llu\n", static_cast<unsigned long long>(accepted));
            std::fflush(stdout);
            if (notes != nullptr) std::fflush(notes);
        }
    }
}

}  // namespace bench
