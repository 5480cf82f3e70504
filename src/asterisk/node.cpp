#include "asterisk/node.hpp"

#include "asterisk/basic_auth.hpp"
#include "asterisk/matcher.hpp"
#include "base/log.hpp"
#include "base/task_group.hpp"
#include "net/client.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace zenix::asterisk {
namespace {

using clock = std::chrono::steady_clock;

constexpr ms poll_every{50}, ping_deadline{1000};
constexpr std::uintmax_t log_max = 8U << 20;

// The last lines of a file, for an error a person can act on.
std::string tail(const std::string& file, std::size_t most = 1500) {
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    if (!in) return {};
    const auto size = static_cast<std::size_t>(in.tellg());
    const auto from = size > most ? size - most : 0;
    in.seekg(static_cast<std::streamoff>(from));
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (from > 0) text.erase(0, text.find('\n') + 1);
    return text;
}

}  // namespace

struct node::state {
    node_settings settings;
    install where;
    std::optional<process::identity> who;
    bool adopted = false, stopping = false;
    bool answering = false;  ///< it came up; what it does not answer now is a fault
    std::function<void()> restarted;

    [[nodiscard]] std::string pid_file() const { return settings.folder + "/asterisk.pid"; }
    [[nodiscard]] std::string log_file() const { return settings.folder + "/log/messages"; }
    [[nodiscard]] std::string console_file() const { return settings.folder + "/log/console"; }

    void start() {
        answering = false;
        write_config(settings, where);
        for (const auto& file : {log_file(), console_file()}) {
            std::error_code none;
            if (std::filesystem::file_size(file, none) > log_max && !none)
                std::rename(file.c_str(), (file + ".1").c_str());
        }
        process::command c;
        c.argv = where.prefix;
        c.argv.insert(
            c.argv.end(), {where.program, "-f", "-C", settings.folder + "/etc/asterisk.conf"});
        c.environment = {"HOME=" + settings.folder};
        c.working_dir = settings.folder;
        c.log_file = console_file();
        who = process::spawn_detached(c);
        process::write_pid_file(pid_file(), *who);
        log::info("asterisk", "started",
            {{"pid", who->pid}, {"version", where.version}, {"http_port", settings.http_port}});
    }

    /// Nothing when ARI answers, else what came of the question.
    task<std::string> ask(ms deadline) const {
        const auto address =
            fmt::format("http://127.0.0.1:{}/ari/asterisk/ping", settings.http_port);
        net::header_list headers{{"Authorization", basic_auth(settings.user, settings.password)}};
        const auto pong = co_await net::fetch("GET", address, {}, std::move(headers), deadline);
        if (!pong.ok()) co_return pong.error().code + " " + pong.error().detail;
        if (pong.value().status == 200) co_return std::string();
        co_return fmt::format("HTTP status {}", pong.value().status);
    }

    task<result<void>> wait_for_ari(ms patience) {
        const auto until = clock::now() + patience;
        std::string last = "no answer";
        while (clock::now() < until) {
            if (!process::alive(*who))
                co_return failure{"start", "Asterisk ended while starting. Its log says:\n" +
                                               tail(console_file()) + tail(log_file())};
            last = co_await ask(ping_deadline);
            answering = last.empty();
            if (answering) co_return result<void>{};
            co_await sleep_for(poll_every);
        }
        co_return failure{
            "start", fmt::format("ARI on port {} did not come up in {} s ({}). "
                                 "Asterisk's log says:\n{}",
                         settings.http_port, patience.count() / 1000, last, tail(log_file()))};
    }

    task<> kill() const {
        try {
            (void)co_await process::stop(*who, SIGKILL, ms(5000));
        } catch (const std::system_error& e) {
            log::error("asterisk", "cannot be killed", {{"pid", who->pid}, {"why", e.what()}});
        }
    }
};

node::node(asio::any_io_executor, node_settings settings, install where)
    : state_(std::make_shared<state>()) {
    state_->settings = std::move(settings);
    state_->where = std::move(where);
}

node::~node() = default;  // Asterisk lives on

bool node::adopted() const { return state_->adopted; }
std::optional<process::identity> node::process() const { return state_->who; }
void node::on_restart(std::function<void()> f) { state_->restarted = std::move(f); }
const node_settings& node::settings() const { return state_->settings; }

session_options node::ari() const {
    session_options o;
    o.port = state_->settings.http_port;
    o.user = state_->settings.user;
    o.password = state_->settings.password;
    o.app = state_->settings.app;
    return o;
}

ami_options node::ami() const {
    ami_options o;
    o.port = state_->settings.ami_port;
    o.user = state_->settings.user;
    o.password = state_->settings.password;
    return o;
}

task<result<void>> node::ensure_running(ms patience) {
    const auto s = state_;
    if (::geteuid() == 0)
        co_return failure{"root", "Asterisk never runs as root. Remedy: start zenix as user zenix"};
    s->stopping = false;
    s->who = process::read_pid_file(s->pid_file());
    s->adopted = s->who.has_value();
    if (s->adopted) {
        log::info("asterisk", "adopted", {{"pid", s->who->pid}});
        std::error_code none;
        std::filesystem::create_directories(s->settings.spool, none);
        for (const auto& file : outdated(s->settings.folder, render(s->settings, s->where)))
            log::warn("asterisk", "running with an older configuration; restart it when it is idle",
                {{"file", file}});
        const auto up = co_await s->wait_for_ari(patience);
        if (up.ok()) co_return up;
        log::error("asterisk", "lives but does not answer; killed", {{"pid", s->who->pid}});
        co_await s->kill();
    }
    std::string fault;
    try {
        s->start();
    } catch (const std::exception& e) {
        fault = e.what();
    }
    if (!fault.empty()) co_return failure{"start", fault};
    co_return co_await s->wait_for_ari(patience);
}

task<> node::guard(answer_patience how) {
    const auto s = state_;
    int missed = 0;
    for (;;) {
        const bool slept = co_await sleep_for(how.every);
        if (!slept) co_return;
        const auto who = s->who;
        const auto watched = [&] { return s->answering && !s->stopping && who && s->who == who; };
        if (!watched()) {
            missed = 0;
            continue;
        }
        const auto why = co_await s->ask(how.answer);
        if (why.empty() || !watched() || !process::alive(*who)) {
            missed = 0;
            continue;
        }
        if (++missed < how.misses) continue;
        log::error("asterisk", "lives but does not answer; killed so that it starts again",
            {{"pid", who->pid}, {"why", why}});
        co_await s->kill();
        missed = 0;
    }
}

task<> node::watch() {
    const auto s = state_;
    backoff wait(ms(100), ms(5000));
    auto up_since = clock::now();
    for (;;) {
        const bool slept = co_await sleep_for(poll_every);
        if (!slept) co_return;
        if (s->stopping || !s->who || process::alive(*s->who)) continue;
        log::error("asterisk", "died; starting it again", {{"pid", s->who->pid}});
        // The first time at once; slower when it keeps dying.
        if (clock::now() - up_since < std::chrono::seconds(30))
            co_await sleep_for(wait.next());
        else
            wait.reset();
        if (s->stopping) continue;
        auto up = co_await ensure_running();
        up_since = clock::now();
        if (!up.ok())
            log::error("asterisk", "did not come back", {{"error", up.error().detail}});
        else if (s->restarted)
            s->restarted();
    }
}

task<> node::stop(ms patience) {
    const auto s = state_;
    s->stopping = true;
    const auto who = process::read_pid_file(s->pid_file());
    if (who) {
        const bool itself = co_await process::stop(*who, SIGTERM, patience);
        log::info("asterisk", "stopped", {{"pid", who->pid}, {"by_itself", itself}});
    }
    s->who.reset();
    std::error_code none;
    std::filesystem::remove(s->pid_file(), none);
}

}  // namespace zenix::asterisk
