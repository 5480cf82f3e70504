// A client that keeps `--window` submits open for `--seconds`, or sends `--rate` a second. Prints one
// line of JSON: how many a second were answered with yes, and how long an answer took.
#include "bench/sms/octets.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <unordered_map>
#include <vector>

namespace bench {
namespace {

using clock = std::chrono::steady_clock;
std::string submit_body(std::uint64_t number) {
    std::string b("\0\5\0ZENIX\0\1\1", 11);
    char digits[24];
    const int n =
        std::snprintf(digits, sizeof digits, "919%09llu", static_cast<unsigned long long>(number));
    b.append(digits, static_cast<std::size_t>(n) + 1);
    b += std::string_view("\0\0\0\0\0\1\0\0\0", 9);
    b += static_cast<char>(words.size());
    b += words;
    return b;
}

}  // namespace

int feed(int argc, char** argv) {
    const auto get = [&](std::string_view name, const char* otherwise) {
        return option(argc, argv, name, otherwise);
    };
    const int fd = dial(static_cast<std::uint16_t>(std::atoi(get("--port", "2775").c_str())));
    if (fd < 0) {
        std::perror("connect");
        return 1;
    }
    const auto window = static_cast<std::size_t>(std::atoi(get("--window", "10").c_str()));
    const double rate = std::atof(get("--rate", "0").c_str());
    const auto seconds = std::chrono::duration<double>(std::atof(get("--seconds", "10").c_str()));
    const auto warm_up = std::chrono::duration<double>(std::atof(get("--warm-up", "2").c_str()));
    auto number = static_cast<std::uint64_t>(std::atoll(get("--first", "800000000").c_str()));

    const auto log = get("--log", "");
    std::FILE* notes = log.empty() ? nullptr : std::fopen(log.c_str(), "w");
    std::string out, in;
    const std::string bind = get("--system-id", "bench") + '\0' + get("--password", "bench") +
                             '\0' + std::string("\0\x34\0\0\0", 5);
    put_pdu(out, 9, 0, 1, bind);
    std::uint32_t sequence = 1;
    std::unordered_map<std::uint32_t, clock::time_point> open;
    std::vector<double> took;
    std::uint64_t yes = 0, no = 0, sent = 0;
    bool bound = false;
    clock::time_point start{}, end{};
    if (!send_all(fd, out)) return 1;
    for (;;) {
        const auto now = clock::now();
        if (bound && now >= end) break;
        if (bound) {
            const auto due = rate > 0
                                 ? static_cast<std::uint64_t>(
                                       std::chrono::duration<double>(now - start).count() * rate)
                                 : ~std::uint64_t{0};
            while (open.size() < window && sent < due) {
                if (notes != nullptr)
                    std::fprintf(notes, "919%09llu %lld\n", static_cast<unsigned long long>(number),
                        static_cast<long long>(clock::now().time_since_epoch().count()));
                put_pdu(out, 4, 0, ++sequence, submit_body(number++));
                open.emplace(sequence, clock::now());
                ++sent;
            }
            if (!send_all(fd, out)) return 1;
        }
        pollfd p{fd, POLLIN, 0};
        if (::poll(&p, 1, rate > 0 ? 1 : 100) <= 0) continue;
        std::array<char, 65536> buffer;  // NOLINT: filled by the read
        const auto n = ::read(fd, buffer.data(), buffer.size());
        if (n <= 0) return 1;
        in.append(buffer.data(), static_cast<std::size_t>(n));
        std::size_t at = 0;
        const auto heard = clock::now();
        while (in.size() - at >= 16) {
            const auto length = word(in.data() + at);
            if (length < 16 || in.size() - at < length) break;
            const auto id = word(in.data() + at + 4), status = word(in.data() + at + 8),
                       seq = word(in.data() + at + 12);
            at += length;
            if (id == (9 | response)) {
                if (status != 0) {
                    std::fprintf(stderr, "bind refused: %u\n", status);
                    return 1;
                }
                bound = true;
                start = heard;
                end = start + std::chrono::duration_cast<clock::duration>(warm_up + seconds);
            } else if (id == (4 | response) || id == response) {
                const auto was = open.find(seq);
                if (was == open.end()) continue;
                if (heard - start >= warm_up) {
                    (status == 0 ? yes : no) += 1;
                    took.push_back(
                        std::chrono::duration<double, std::milli>(heard - was->second).count());
                }
                open.erase(was);
            } else if ((id & response) == 0) {
                put_pdu(out, id | response, 0, seq,
                    id == 5 ? std::string_view("\0", 1) : std::string_view());
            }
        }
        in.erase(0, at);
        if (!send_all(fd, out)) return 1;
    }
    if (notes != nullptr) std::fclose(notes);
    report(yes, no, seconds.count(), took, sent);
    ::close(fd);
    return 0;
}

}  // namespace bench
