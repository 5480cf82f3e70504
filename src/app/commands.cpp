#include "app/commands.hpp"

#include <fmt/core.h>

#include <boost/asio/io_context.hpp>
#include <csignal>
#include <cstdio>
#include <memory>

#include "app/application.hpp"
#include "app/demo_seed.hpp"
#include "app/folder_lock.hpp"
#include "app/parts.hpp"
#include "app/privileges.hpp"
#include "app/wish_to_end.hpp"
#include "base/log.hpp"

namespace zenix::app {
namespace {

constexpr int bad_config = 78;  // EX_CONFIG

log::level level_of(const std::string& name) {
    return name == "debug" ? log::level::debug : name == "warn" ? log::level::warn
           : name == "error" ? log::level::error : log::level::info;
}

void report(const std::string& what) {
    fmt::print(stderr, "zenix: {}\n", what);
    std::fflush(stderr);
}

void tell(const std::string& line) {
    fmt::print("{}\n", line);
    std::fflush(stdout);  // Whoever reads a pipe waits for this line.
}

/// What would make the start fail after its long steps is asked before them. The folder is ours for as
/// long as this is held; null, and said why, when we may not begin.
std::unique_ptr<folder_lock> move_in(const config& c) {
    try {
        settle_down(c);
        auto held = std::make_unique<folder_lock>(c.data_dir);
        net::require_address(web_options(c));
        return held;
    } catch (const std::exception& e) {
        report(e.what());
        return nullptr;
    }
}

/// Runs `body` on a fresh loop; 1 when it throws.
int run(std::function<task<void>(asio::io_context&)> body) {
    std::signal(SIGPIPE, SIG_IGN);
    asio::io_context io(1);
    int code = 0;
    asio::co_spawn(io, body(io), [&](std::exception_ptr fault) {
        try {
            if (fault) std::rethrow_exception(fault);
        } catch (const std::exception& e) {
            report(e.what());
            code = 1;
        }
        io.stop();
    });
    io.run();
    log::close();
    return code;
}

task<void> serve_body(asio::io_context& io, config c) {
    wish_to_end wish(io);
    application app(io, std::move(c));
    app.inside().on_step = [&wish](const std::string&) { wish.heed(); };
    bool broken_off = false;
    try {
        co_await app.start();
    } catch (const start_broken_off&) {
        broken_off = true;
    }
    if (!broken_off) tell("ready " + app.url());
    const int signal = co_await wish.come();
    if (!broken_off) co_await app.stop();
    // A restart (SIGTERM) leaves calls where they are; Ctrl-C ends everything.
    if (signal == SIGINT) co_await app.stop_private_servers();
}

task<void> demo_body(asio::io_context& io, demo_options o, config c) {
    wish_to_end wish(io);
    application app(io, std::move(c));
    const auto lab_folder = o.data_dir + "/lab";
    auto& p = app.inside();
    p.demo = true;
    p.on_step = [&wish](const std::string& step) {
        wish.heed();
        tell("  starting: " + step);
    };
    lab_address lab;
    std::string failed;
    bool broken_off = false;
    try {
        auto seed = [&o, &lab](application::parts& parts) { return seed_demo(parts, o, lab); };
        co_await app.start(seed);
    } catch (const start_broken_off&) {
        broken_off = true;
        tell("stopping");
    } catch (const std::exception& e) {
        failed = e.what();
    }
    if (failed.empty() && !broken_off) {
        announce(app, o, lab);
        tell("ready " + app.url());
        (void)co_await wish.come();
        tell("stopping");
        co_await app.stop();
    }
    auto ending = o.stop_lab(lab_folder);
    co_await std::move(ending);
    co_await app.stop_private_servers();
    if (!failed.empty()) throw std::runtime_error(failed);
}

}  // namespace

int check_config(const std::string& file) {
    try {
        const auto wrong = check(load_config(file));
        for (const auto& w : wrong) report(file + ": " + w);
        if (!wrong.empty()) return bad_config;
    } catch (const std::exception& e) {
        report(e.what());
        return bad_config;
    }
    tell(file + " is fine");
    return 0;
}

int serve(const serve_options& o) {
    config c;
    if (const int wrong = check_config(o.config_file); wrong != 0) return wrong;
    c = load_config(o.config_file);
    const auto held = move_in(c);
    if (!held) return bad_config;
    log::open(level_of(c.log_level), c.log_file);
    return run([&c](asio::io_context& io) { return serve_body(io, c); });
}

int demo(const demo_options& o) {
    config c;
    c.data_dir = o.data_dir;
    const auto colon = o.http.rfind(':');
    const auto port = colon == std::string::npos ? std::string{} : o.http.substr(colon + 1);
    if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string::npos ||
        std::stoi(port) > 65535) {
        report("--http " + o.http + " must be HOST:PORT, as 127.0.0.1:8080");
        return 2;
    }
    if (!o.data_dir.starts_with('/')) {
        report("--data-dir " + o.data_dir + " must be an absolute path");
        return 2;
    }
    c.http_host = o.http.substr(0, colon);
    if (c.http_host.starts_with('[') && c.http_host.ends_with(']'))  // [::1]:8080, as IPv6 is written
        c.http_host = c.http_host.substr(1, c.http_host.size() - 2);
    c.http_port = static_cast<std::uint16_t>(std::stoi(port));
    if (!o.phone_codecs.empty()) c.phone_codecs = o.phone_codecs;
    c.lender_name = "ZENIX Finance";
    c.lender_phone = "+911140000000";
    c.smpp_host = "127.0.0.1";
    c.smpp_port = 0;  // A free one; demo.json says which.
    const auto held = move_in(c);
    if (!held) return bad_config;
    c.log_file = o.data_dir + "/zenix.log";
    log::open(log::level::info, c.log_file);
    return run([&](asio::io_context& io) { return demo_body(io, o, c); });
}

}  // namespace zenix::app
