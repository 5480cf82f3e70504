#include "base/log.hpp"
#include "lab/lab.hpp"
#include "lab/lab_file.hpp"
#include "net/client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>

namespace zenix::lab {
namespace {

constexpr int exit_failed = 1, exit_already = 3;

// The port of the last run, when nobody has taken it since: those who know the lab find it again.
std::uint16_t port_of_last_run(const options& o) {
    const auto before = read_lab_file(o.folder);
    if (!before) return 0;
    const auto u = net::parse_url(before->url);
    if (!u) return 0;
    asio::io_context io;
    asio::ip::tcp::acceptor probe(io);
    boost::system::error_code taken;
    probe.open(asio::ip::tcp::v4());
    probe.set_option(asio::ip::tcp::acceptor::reuse_address(true));
    probe.bind({asio::ip::address_v4::loopback(), u->port}, taken);
    return taken ? std::uint16_t{0} : u->port;
}

task<> serve(service* lab, options o, asio::signal_set* signals, int* code) {
    std::string fault;
    auto up = co_await lab->start();
    if (!up.ok()) fault = up.error().detail;
    if (fault.empty()) {
        running me;
        me.url = "http://" + o.control_host + ":" + std::to_string(lab->control_port());
        me.sip_host = "127.0.0.1";
        me.sip_port = lab->sip_port();
        me.gateways = lab->gateways();
        me.smsc = lab->smsc();
        me.process = *process::identify(::getpid());
        write_lab_file(o.folder, me);
        log::info("lab", "ready", {{"url", me.url}, {"sip_port", me.sip_port}});
        co_await signals->async_wait(asio::use_awaitable);
        log::info("lab", "stopping");
    } else {
        log::error("lab", "cannot start", {{"error", fault}});
        std::fprintf(stderr, "zenix lab: %s\n", fault.c_str());
        *code = exit_failed;
    }
    co_await lab->stop(true);
}

}  // namespace

int main_lab(options o) {
    log::open(log::level::info, {});
    struct end_log {
        ~end_log() { log::close(); }
    } at_end;
    try {
        process::drop_root("zenix", o.folder);
        std::filesystem::create_directories(o.folder);
        if (process::read_pid_file(pid_file(o.folder))) {
            std::fprintf(stderr, "zenix lab: one already runs in %s\n", o.folder.c_str());
            return exit_already;
        }
        if (o.control_port == 0) o.control_port = port_of_last_run(o);
        process::write_pid_file(pid_file(o.folder), *process::identify(::getpid()));
        asio::io_context io;
        asio::signal_set signals(io, SIGTERM, SIGINT);
        int code = 0;
        std::exception_ptr fault;
        {
            service lab(io.get_executor(), o);
            asio::co_spawn(io, serve(&lab, o, &signals, &code), [&](const std::exception_ptr& e) {
                fault = e;
                io.stop();
            });
            io.run();
        }
        if (fault) std::rethrow_exception(fault);
        std::filesystem::remove(pid_file(o.folder));
        return code;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "zenix lab: %s\n", e.what());
        return exit_failed;
    }
}

}  // namespace zenix::lab
