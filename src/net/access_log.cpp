#include "net/access_log.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <array>

namespace zenix::net {

namespace {

std::string known_method(const std::string& method) {
    static constexpr std::array<std::string_view, 7> known = {
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    return std::find(known.begin(), known.end(), method) == known.end() ? "other" : method;
}

}  // namespace

void access_log::note(const std::string& route, const request& r, int status,
    std::chrono::steady_clock::duration took) {
    const std::string method = known_method(r.method);
    auto& count = counts_[{route, method, status}];
    if (count == nullptr)
        count = &metrics::counter("zenix_http_requests_total", "HTTP requests answered.",
            {{"route", route}, {"method", method}, {"status", std::to_string(status)}});
    count->Increment();
    auto& times = times_[route];
    if (times == nullptr)
        times = &metrics::seconds("zenix_http_request_seconds",
            "From the request read to the answer sent.", {{"route", route}});
    const double seconds = std::chrono::duration<double>(took).count();
    times->Observe(seconds);

    log::write(status >= 500 ? log::level::warn : log::level::debug, "net", "request",
        {{"request_id", r.id}, {"method", r.method}, {"path", r.path}, {"route", route},
            {"status", status}, {"took_ms", seconds * 1000}, {"ip", r.remote_ip},
            {"user", r.who ? json::value(r.who->name) : json::value(nullptr)}});
}

}  // namespace zenix::net
