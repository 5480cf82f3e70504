// A client of an HTTP interface for texts: keeps one request open on each of `--connections`, or sends
// `--rate` a second over them. `--kind kannel` asks /cgi-bin/sendsms, `--kind zenix` posts JSON with
// `--token`. Prints one line of JSON; with `--log FILE` writes `NUMBER NANOSECONDS` of each request.
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
#include <vector>

namespace bench {
namespace {

using clock = std::chrono::steady_clock;

struct line {
    int fd = -1;
    bool open = false;
    std::string in;
    clock::time_point asked{};
};

std::string request_for(bool kannel, const std::string& token, std::uint64_t number) {
    char to[32];
    std::snprintf(to, sizeof to, "919%09llu", static_cast<unsigned long long>(number));
    if (kannel) {
        std::string text(words);
        std::replace(text.begin(), text.end(), ' ', '+');
        return "GET /cgi-bin/sendsms?username=bench&password=bench&from=ZENIX&to=" + std::string(to) +
               "&text=" + text + " HTTP/1.1\r\nHost: bench\r\n\r\n";
    }
    const auto body = "{\"to\":\"+" + std::string(to) + "\",\"message\":\"" + std::string(words) +
                      "\",\"purpose\":\"service\"}";
    return "POST /api/v1/messages HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
           "Authorization: Bearer " + token + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

/// Status of a whole answer at the front, taken away; 0 when it is not whole yet.
int take_answer(std::string& in) {
    const auto head = in.find("\r\n\r\n");
    if (head == std::string::npos) return 0;
    std::size_t length = 0;
    for (const auto* name : {"Content-Length: ", "content-length: "})
        if (const auto at = in.find(name); at != std::string::npos && at < head)
            length = static_cast<std::size_t>(std::atoll(in.c_str() + at + 16));
    if (in.size() < head + 4 + length) return 0;
    const int status = std::atoi(in.c_str() + 9);
    in.erase(0, head + 4 + length);
    return status;
}

}  // namespace

int post(int argc, char** argv) {
    const auto get = [&](std::string_view name, const char* otherwise) {
        return option(argc, argv, name, otherwise);
    };
    const bool kannel = get("--kind", "zenix") == "kannel";
    const auto token = get("--token", "");
    const double rate = std::atof(get("--rate", "0").c_str());
    const double seconds = std::atof(get("--seconds", "10").c_str());
    const double warm_up = std::atof(get("--warm-up", "2").c_str());
    auto number = static_cast<std::uint64_t>(std::atoll(get("--first", "800000000").c_str()));
    const auto log = get("--log", "");
    std::FILE* notes = log.empty() ? nullptr : std::fopen(log.c_str(), "w");
    std::vector<line> lines(static_cast<std::size_t>(std::atoi(get("--connections", "32").c_str())));
    std::vector<pollfd> polls(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        lines[i].fd = dial(static_cast<std::uint16_t>(std::atoi(get("--port", "13013").c_str())));
        if (lines[i].fd < 0) {
            std::perror("connect");
            return 1;
        }
        polls[i] = {lines[i].fd, POLLIN, 0};
    }
    std::vector<double> took;
    std::uint64_t yes = 0, no = 0, sent = 0;
    const auto start = clock::now();
    const auto since = [&](clock::time_point t) { return std::chrono::duration<double>(t - start).count(); };
    while (since(clock::now()) < warm_up + seconds) {
        for (auto& l : lines) {
            const auto now = clock::now();
            if (l.open || (rate > 0 && static_cast<double>(sent) >= since(now) * rate)) continue;
            auto out = request_for(kannel, token, number);
            if (notes != nullptr)
                std::fprintf(notes, "919%09llu %lld\n", static_cast<unsigned long long>(number),
                    static_cast<long long>(now.time_since_epoch().count()));
            ++number;
            ++sent;
            l.open = true;
            l.asked = now;
            if (!send_all(l.fd, out)) return 1;
        }
        if (::poll(polls.data(), polls.size(), rate > 0 ? 1 : 100) <= 0) continue;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if ((polls[i].revents & (POLLIN | POLLHUP)) == 0) continue;
            std::array<char, 16384> buffer;  // NOLINT: filled by the read
            const auto n = ::read(lines[i].fd, buffer.data(), buffer.size());
            if (n <= 0) {
                std::fprintf(stderr, "the server closed a connection\n");
                return 1;
            }
            lines[i].in.append(buffer.data(), static_cast<std::size_t>(n));
            const int status = take_answer(lines[i].in);
            if (status == 0) continue;
            const auto now = clock::now();
            lines[i].open = false;
            if (since(now) < warm_up) continue;
            (status / 100 == 2 ? yes : no) += 1;
            took.push_back(std::chrono::duration<double, std::milli>(now - lines[i].asked).count());
        }
    }
    if (notes != nullptr) std::fclose(notes);
    report(yes, no, seconds, took, sent);
    return 0;
}

}  // namespace bench
