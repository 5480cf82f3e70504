#include "watch/nut.hpp"

#include "gateways/in_time.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace zenix::watch {
namespace {

using asio::ip::tcp;
using error_code = boost::system::error_code;
constexpr std::size_t line_max = 4096;

auto into(error_code& ec) { return asio::redirect_error(asio::use_awaitable, ec); }

struct dialogue {
    explicit dialogue(asio::any_io_executor ex) : socket(std::move(ex)) {}
    tcp::socket socket;
    std::string rest;
    std::string fault;  ///< what ended it
};

/// Nullopt, and `fault` set, when no fitting line came.
task<std::optional<nut_answer>> ask(
    std::shared_ptr<dialogue> with, std::string ups, std::string variable) {
    error_code ec;
    const auto question = fmt::format("GET VAR {} {}\n", ups, variable);
    co_await asio::async_write(with->socket, asio::buffer(question), into(ec));
    std::size_t length = 0;
    if (!ec)
        length = co_await asio::async_read_until(
            with->socket, asio::dynamic_buffer(with->rest, line_max), '\n', into(ec));
    if (ec) {
        with->fault = ec == asio::error::not_found ? "it sends lines without an end"
                                                   : "it closed the connection";
        co_return std::nullopt;
    }
    auto line = with->rest.substr(0, length - 1);
    with->rest.erase(0, length);
    if (line.ends_with('\r')) line.pop_back();
    auto answer = read_nut_var(line, ups, variable);
    if (!answer) with->fault = "it does not speak the protocol of NUT";
    co_return answer;
}

std::optional<int> figure(const std::optional<nut_answer>& a) {
    constexpr double most = 1e8;
    if (!a || !a->value) return std::nullopt;
    double n = 0;
    const auto& v = *a->value;
    const auto [stop, bad] = std::from_chars(v.data(), v.data() + v.size(), n);
    if (bad != std::errc{} || stop != v.data() + v.size() || !(n >= 0) || n > most)
        return std::nullopt;
    return static_cast<int>(std::lround(n));
}

std::string meaning_of(const std::string& error) {
    if (error == "UNKNOWN-UPS") return "upsd knows no UPS of this name";
    if (error == "DATA-STALE")
        return "upsd has no fresh data of it: its cable or driver has failed";
    if (error == "DRIVER-NOT-CONNECTED") return "its driver does not run";
    if (error == "ACCESS-DENIED") return "upsd lets this machine not read";
    return "upsd answered " + error;
}

task<ups_reading> read_from(std::shared_ptr<dialogue> with, nut_address whom) {
    ups_reading out;
    error_code ec;
    tcp::resolver resolver(with->socket.get_executor());
    const auto found =
        co_await resolver.async_resolve(whom.host, std::to_string(whom.port), into(ec));
    if (ec) {
        out.why_not = "its host name is not known";
        co_return out;
    }
    ec = asio::error::host_not_found;
    for (const auto& one : found) {
        error_code ignored;
        with->socket.close(ignored);
        co_await with->socket.async_connect(one.endpoint(), into(ec));
        if (!ec) break;
    }
    if (ec) {
        out.why_not = "upsd does not answer at its address";
        co_return out;
    }
    const auto status = co_await ask(with, whom.ups, "ups.status");
    if (!status) {
        out.why_not = with->fault;
    } else if (!status->value) {
        out.why_not = meaning_of(status->error);
    } else if (!read_status(*status->value, out)) {
        out.why_not = fmt::format("its status is unknown to us: {:.60}", *status->value);
    } else {
        // Not every UPS has these two.
        const auto charge = co_await ask(with, whom.ups, "battery.charge");
        out.charge_percent = figure(charge);
        if (charge) {
            const auto runtime = co_await ask(with, whom.ups, "battery.runtime");
            out.runtime_s = figure(runtime);
        }
    }
    const std::string goodbye = "LOGOUT\n";
    co_await asio::async_write(with->socket, asio::buffer(goodbye), into(ec));
    co_return out;
}

}  // namespace

task<ups_reading> ask_upsd(nut_address whom, ms patience) {
    const auto address = fmt::format("{}@{}:{}", whom.ups, whom.host, whom.port);
    const auto ex = co_await asio::this_coro::executor;
    const auto with = std::make_shared<dialogue>(ex);
    auto reading = read_from(with, std::move(whom));
    auto got = co_await gateways::in_time(std::move(reading), patience);
    error_code ignored;
    with->socket.close(ignored);
    ups_reading out;
    if (got)
        out = *std::move(got);
    else
        out.why_not = fmt::format("no answer within {} ms", patience.count());
    out.address = address;
    co_return out;
}

}  // namespace zenix::watch
