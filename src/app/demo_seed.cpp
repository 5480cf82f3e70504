#include "app/demo_seed.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/log.hpp"
#include "compliance/demo_rules.hpp"
#include "demo/seed.hpp"
#include "demo/texts.hpp"
#include "gateways/seed.hpp"

namespace zenix::app {
namespace {

struct login {
    const char *key, *username, *display_name;
    role as;
};
constexpr login people[] = {
    {"telecaller", "priya", "Priya Nair", role::telecaller},
    {"telecaller_2", "kiran", "Kiran Rao", role::telecaller},
    {"supervisor", "arun", "Arun Mehta", role::supervisor},
    {"admin", "admin", "Administrator", role::admin},
    {"auditor", "meera", "Meera Iyer", role::auditor},
};

std::string file_of(const std::string& folder) { return folder + "/demo.json"; }

json::object read_demo_file(const std::string& folder) {
    std::ifstream in(file_of(folder));
    std::stringstream text;
    text << in.rdbuf();
    boost::system::error_code broken;
    auto v = json::parse(text.str(), broken);
    return !broken && v.is_object() ? v.as_object() : json::object{};
}

void write_demo_file(const std::string& folder, const json::object& content) {
    const auto temp = file_of(folder) + ".new";
    const int fd = ::open(temp.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const auto text = json::serialize(content) + '\n';
    const bool ok = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (fd >= 0) ::close(fd);
    if (!ok) throw std::runtime_error("cannot write " + temp + "; is the disk full?");
    std::filesystem::rename(temp, file_of(folder));
}

/// The passwords of the last start, or new ones.
json::object logins_of(const std::string& folder) {
    const auto before = read_demo_file(folder);
    const auto* kept = before.if_contains("logins");
    json::object logins;
    for (const auto& p : people) {
        const auto* one = kept && kept->is_object() ? kept->as_object().if_contains(p.key) : nullptr;
        logins[p.key] = one ? *one
                            : json::value(json::object{{"username", p.username},
                                                       {"password", secret::random_token(9)}});
    }
    return logins;
}

}  // namespace

task<void> seed_demo(application::parts& p, const demo_options& o, lab_address& lab) {
    // Written before the users are made, so that a kill in between loses no password.
    const auto logins = logins_of(o.data_dir);
    auto content = read_demo_file(o.data_dir);
    content["logins"] = logins;
    write_demo_file(o.data_dir, content);

    p.say("lab: a mobile network in a box");
    auto starting = o.launch_lab(o.data_dir + "/lab", p.node->settings().sip_port);
    lab = co_await std::move(starting);
    p.say("rules, logins and the gateway");
    co_await compliance::seed_demo(*p.db, now());
    for (const auto& one : people)
        co_await p.people->ensure_user(one.username, one.display_name, one.as,
                                       std::string(logins.at(one.key).at("password").as_string()));
    co_await gateways::seed_demo(*p.db, lab.sip_host, lab.gsm_sip_port);
    co_await gateways::seed_demo_trunk(*p.db, p.key, lab.sip_host, lab.sip_port, lab.trunk_username,
                                       lab.trunk_password);
    if (!lab.box_url.empty())
        co_await gateways::seed_demo_box(
            *p.db, p.key, lab.box_driver, lab.box_url, lab.box_username, lab.box_password);
    co_await p.roads->load(*p.db);
    co_await p.boxes->load();
    if (p.linked) co_await p.trunks->push_all();
    p.say("a lender with 5,000 borrowers");
    co_await demo::seed_lender(*p.db, p.pool);
    demo::centre_address centre{"127.0.0.1", lab.smsc_system_id, lab.smsc_password, lab.smsc_port};
    co_await demo::seed_texts(*p.texts, std::move(centre));
}

void announce(const application& app, const demo_options& o, const lab_address& lab) {
    const auto logins = logins_of(o.data_dir);
    write_demo_file(o.data_dir, json::object{{"url", app.url()},
                                             {"database_url", app.database_url()},
                                             {"lab_url", lab.control_url},
                                             {"smpp_port", app.smpp_port()},
                                             {"logins", logins}});
    fmt::print("\n  ZENIX is ready: {}\n\n", app.url());
    for (const char* key : {"telecaller", "supervisor", "admin"}) {
        const auto& one = logins.at(key);
        fmt::print("    {:<11} {:<7} {}\n", key, one.at("username").as_string().c_str(),
                   one.at("password").as_string().c_str());
    }
    fmt::print("\n  Try this first: sign in as the telecaller, allow the microphone, press Ready, open the\n"
               "  first borrower and press Call. The lab answers. Numbers ending in 00 to 79 answer,\n"
               "  80 to 84 are busy, 85 to 89 ring out, 90 to 93 are switched off.\n"
               "  A borrower calls you:  curl -X POST {}/lab/v1/calls -d '{{\"from\":\"+919900000001\"}}'\n"
               "  Everything, also for programs: {}\n\n",
               lab.control_url, file_of(o.data_dir));
}

}  // namespace zenix::app
