#include "app/health.hpp"

#include <unistd.h>

#include "base/metrics.hpp"
#include "base/problem.hpp"
#include "base/time.hpp"
#include "base/version.hpp"

namespace zenix::app {
namespace {

task<net::response> healthz(sys_ms started) {
    co_return net::reply(json::object{{"status", "ok"},
                                      {"version", zenix::version()},
                                      {"pid", static_cast<std::int64_t>(::getpid())},
                                      {"uptime_s", (now() - started).count() / 1000}});
}

task<net::response> readyz(const std::vector<part>& parts) {
    json::array list;
    bool ready = true;
    for (const auto& p : parts) {
        const auto [ok, detail] = p.check();
        ready = ready && ok;
        list.push_back({{"name", p.name}, {"ok", ok}, {"detail", detail}});
    }
    co_return net::reply(
        json::object{{"status", ready ? "ready" : "not_ready"}, {"parts", std::move(list)}},
        ready ? 200 : 503);
}

task<net::response> metrics_text(net::request& r) {
    const bool loopback = r.remote_ip == "127.0.0.1" || r.remote_ip == "::1";
    if (!loopback && !(r.who && r.who->role == role::admin))
        throw forbidden("Metrics are for loopback, or for an admin's session or token.");
    co_return net::reply_text(metrics::text(), "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace

void add_health(net::router& routes, std::vector<part> parts) {
    const auto started = now();
    routes.add("GET", "/healthz", access::everyone(),
               [started](net::request&) { return healthz(started); });
    routes.add("GET", "/readyz", access::everyone(),
               [parts = std::move(parts)](net::request&) { return readyz(parts); });
    routes.add("GET", "/metrics", access::everyone(),
               [](net::request& r) { return metrics_text(r); });
}

}  // namespace zenix::app
