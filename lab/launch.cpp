#include "asterisk/json_read.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "base/task_group.hpp"
#include "lab/lab.hpp"
#include "lab/lab_file.hpp"
#include "net/client.hpp"

#include <boost/json/parse.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace zenix::lab {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::uintmax_t log_max = 8U << 20;
constexpr ms ask_deadline{2000}, poll_every{50};

std::string log_file(const std::string& folder) { return folder + "/lab.log"; }

std::string tail_of_log(const std::string& folder) {
    std::ifstream in(log_file(folder));
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    return text.size() > 1500 ? text.substr(text.find('\n', text.size() - 1500) + 1) : text;
}

task<result<void>> point_to_main(std::string url, options o) {
    const json::object body{{"host", o.main_sip_host}, {"port", o.main_sip_port}};
    net::header_list headers{{"Content-Type", "application/json"}};
    auto r = co_await net::fetch(
        "PUT", url + "/lab/v1/main", json::serialize(body), std::move(headers), ask_deadline);
    if (!r.ok()) co_return r.error();
    if (r.value().status >= 300)
        co_return failure{"status", "PUT /lab/v1/main: " + r.value().body, r.value().status};
    co_return result<void>{};
}

task<bool> is_ready(std::string url) {
    auto r = co_await net::fetch("GET", url + "/lab/v1/health", {}, {}, ask_deadline);
    if (!r.ok() || r.value().status != 200) co_return false;
    boost::system::error_code bad;
    const auto v = json::parse(r.value().body, bad);
    co_return !bad && asterisk::text_at(v, "status") == "ok";
}

}  // namespace

task<result<running>> launch_detached(options o, ms patience, std::string program) {
    std::filesystem::create_directories(o.folder);
    auto lab = find_running(o.folder);
    const bool adopted = lab.has_value();
    process::identity who;
    if (lab) {
        who = lab->process;
        log::info("lab", "adopted", {{"pid", who.pid}, {"url", lab->url}});
        const auto told = co_await point_to_main(lab->url, o);
        if (!told.ok()) co_return told.error();
    } else {
        process::command c;
        c.argv = command_line(o);
        c.argv.insert(c.argv.begin(), program);
        if (const char* root = std::getenv("ZENIX_ASTERISK_ROOT"))
            c.environment.push_back(std::string("ZENIX_ASTERISK_ROOT=") + root);
        c.log_file = log_file(o.folder);
        c.working_dir = o.folder;
        std::error_code none;
        if (std::filesystem::file_size(c.log_file, none) > log_max && !none)
            std::filesystem::rename(c.log_file, c.log_file + ".1", none);
        who = process::spawn_detached(c);
    }
    const auto until = clock::now() + patience;
    while (clock::now() < until) {
        if (!process::alive(who))
            co_return failure{"start", "The lab ended. Its log says:\n" + tail_of_log(o.folder)};
        lab = find_running(o.folder);
        const bool ready = lab && lab->process == who && co_await is_ready(lab->url);
        if (ready) {
            lab->adopted = adopted;
            co_return *lab;
        }
        co_await sleep_for(poll_every);
    }
    co_return failure{"start", "The lab did not come up. Its log says:\n" + tail_of_log(o.folder)};
}

task<> stop_running(std::string folder, ms patience) {
    if (const auto who = process::read_pid_file(pid_file(folder)))
        co_await process::stop(*who, SIGTERM, patience);
    // Its Asterisk outlives a lab that was killed.
    if (const auto who = process::read_pid_file(folder + "/asterisk/asterisk.pid"))
        co_await process::stop(*who, SIGTERM, patience);
}

}  // namespace zenix::lab
