#include "asterisk/ami.hpp"
#include "asterisk/node.hpp"
#include "base/process.hpp"
#include "base/task_group.hpp"
#include "gateways/ari_pusher.hpp"
#include "gateways/fleet_for_tests.hpp"
#include "gateways/sip_peer_for_tests.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>

namespace zenix::gateways {
namespace {

using namespace test;

const asterisk::variable_map* find(const std::vector<pjsip_object>& list, std::string_view type) {
    for (const auto& o : list)
        if (o.type == type) return &o.attributes;
    return nullptr;
}

TEST(ari_pusher, makes_a_gateway_known_by_its_address_alone) {
    auto t = gsm_trunk(7, "gsm", 8);
    t.port = 5062;
    const auto made = objects_of(t, std::nullopt);
    ASSERT_EQ(made.size(), 3U);
    EXPECT_EQ(find(made, "aor")->at("contact"), "sip:192.0.2.10:5062");
    EXPECT_EQ(find(made, "endpoint")->at("aors"), "trunk-7");
    EXPECT_EQ(find(made, "endpoint")->at("allow"), "ulaw,alaw");
    EXPECT_EQ(find(made, "identify")->at("match"), "192.0.2.10:5062");
    EXPECT_FALSE(find(made, "endpoint")->contains("outbound_auth"));
}

TEST(ari_pusher, registers_where_the_provider_gave_a_password) {
    auto t = sip_trunk(7, "pri");
    t.host = "2001:db8::1";
    t.username = "acme";
    const auto made = objects_of(t, "s3cret");
    EXPECT_EQ(find(made, "auth")->at("password"), "s3cret");
    EXPECT_EQ(find(made, "registration")->at("client_uri"), "sip:acme@[2001:db8::1]:5060");
    EXPECT_EQ(find(made, "endpoint")->at("outbound_auth"), "trunk-7");
    EXPECT_EQ(find(made, "identify")->at("match"), "2001:db8::1");
    EXPECT_EQ(find(made, "registration")->at("endpoint"), "trunk-7");
    t.kind = trunk_kind::gsm;
    EXPECT_EQ(find(objects_of(t, "s3cret"), "registration"), nullptr);
}

TEST(ari_pusher, takes_no_other_peer_of_our_own_host_for_the_trunk) {
    auto t = sip_trunk(7, "pri");
    t.host = "127.0.0.1";
    t.port = 5070;
    EXPECT_EQ(find(objects_of(t, std::nullopt), "identify")->at("match"), "127.0.0.1:5070");
    t.username = "acme";
    const auto made = objects_of(t, "s3cret");
    EXPECT_EQ(find(made, "identify"), nullptr) << "known by the line it registered";
    EXPECT_EQ(find(made, "registration")->at("line"), "yes");
}

/// What went wrong, line by line, printed by the child that runs the scene.
struct notes {
    int faults = 0;
    void expect(bool good, const char* what) {
        if (good) return;
        ++faults;
        std::cerr << "  not so: " << what << '\n';
    }
};

task<bool> wait_for(std::function<bool()> done) {
    for (int i = 0; i < 500; ++i) {
        if (done()) co_return true;
        co_await sleep_for(ms(20));
    }
    co_return false;
}

task<std::string> kept_of_aor(asterisk::verbs& ari, std::string_view attribute) {
    const auto found =
        co_await ari.raw().request("GET", "asterisk/config/dynamic/res_pjsip/aor/trunk-7");
    if (!found) co_return found.error().code;
    for (const auto& a : found.value().as_array())
        if (a.at("attribute").as_string() == attribute)
            co_return std::string(a.at("value").as_string());
    co_return "";
}

/// Pushes the trunk as it is; true when Asterisk's objects were not made anew.
task<bool> leaves_in_peace(
    ari_pusher& pusher, asterisk::verbs& ari, trunk t, std::optional<std::string> password) {
    asterisk::variable_map mark{{"max_contacts", "3"}};  // which we never set
    (void)co_await ari.push("aor", "trunk-7", std::move(mark));
    const auto again = co_await pusher.push(std::move(t), std::move(password));
    const auto kept = co_await kept_of_aor(ari, "max_contacts");
    co_return again.ok() && kept == "3";
}

/// Asterisk's endpoint lingers a moment, until its last OPTIONS has ended.
task<bool> is_forgotten(ari_pusher& pusher, std::int64_t id) {
    for (int i = 0; i < 250; ++i) {
        const auto state = co_await pusher.state(id);
        if (!state.ok() && state.error().status == 404) co_return true;
        co_await sleep_for(ms(20));
    }
    co_return false;
}

task<> scene(std::shared_ptr<asterisk::session> session, const asterisk::ami& manager,
    asterisk::node& node, notes& n, std::vector<asterisk::contact_status>& heard) {
    const auto running = co_await node.ensure_running();
    n.expect(running.ok(), "Asterisk starts");
    if (!running) co_return;
    session->set_options(node.ari());
    const bool up = co_await wait_for([&] { return session->up() && manager.up(); });
    n.expect(up, "ARI and the manager answer");
    asterisk::verbs ari(session);
    ari_pusher pusher(session, 1);
    const sip_peer peer(co_await asio::this_coro::executor);

    auto t = gsm_trunk(7, "gsm", 8);
    t.host = "127.0.0.1";
    t.port = peer.port();
    const auto made = co_await pusher.push(t, std::nullopt);
    n.expect(made.ok(), "a trunk is made");
    const auto reached = co_await wait_for([&] {
        return !heard.empty() && heard.back().status == "Reachable" &&
               heard.back().aor == "trunk-7";
    });
    n.expect(reached, "it is found to answer");
    n.expect(!heard.empty() && heard.back().rtt_us > 0, "with its round trip");
    const auto online = co_await pusher.state(7);
    n.expect(online.ok() && online.value() == trunk_state::reachable, "and says so when asked");

    const bool peace = co_await leaves_in_peace(pusher, ari, t, std::nullopt);
    n.expect(peace, "pushed again as it is, it is left in peace");

    t.codecs = {"alaw"};
    t.username = "u";
    const auto changed = co_await pusher.push(t, "p;1");
    n.expect(changed.ok(), "it can be changed");
    const auto same = co_await kept_of_aor(ari, "contact");
    n.expect(same == "sip:127.0.0.1:" + std::to_string(t.port), "to one contact, not two");
    const bool still = co_await leaves_in_peace(pusher, ari, t, "p;1");
    n.expect(still, "and is left in peace with its password too");

    auto dead = sip_trunk(8, "pri");
    dead.host = "127.0.0.1";
    dead.port = 9;
    dead.username = "acme";
    const auto second = co_await pusher.push(dead, "x");
    n.expect(second.ok(), "a trunk that registers is made");
    const auto lost = co_await wait_for(
        [&] { return heard.back().aor == "trunk-8" && heard.back().status == "Unreachable"; });
    n.expect(lost, "one that does not answer is told from one that does");

    for (const auto id : {7, 8}) {
        const auto gone = co_await pusher.remove(id);
        n.expect(gone.ok(), "a trunk is removed");
        const bool forgotten = co_await is_forgotten(pusher, id);
        n.expect(forgotten, "and Asterisk knows it no more");
    }
}

/// Asterisk never runs as root, so the scene runs in a child that is not. Returns its exit code.
int play(const std::string& folder, const asterisk::install& where) {
    process::drop_root("zenix", folder);
    asio::io_context io;
    notes n;
    std::vector<asterisk::contact_status> heard;
    asterisk::node_settings wanted;
    wanted.folder = folder + "/asterisk";
    wanted.spool = folder + "/spool";
    asterisk::node node(io.get_executor(), asterisk::keep_settings(wanted), where);
    auto session = std::make_shared<asterisk::session>(io.get_executor(), node.ari());
    asterisk::ami manager(io.get_executor(), node.ami());
    manager.on_contact([&](const asterisk::contact_status& c) { heard.push_back(c); });
    task_group tasks(io.get_executor());
    tasks.spawn("ari", session->run());
    tasks.spawn("ami", manager.run());
    const auto whole = [&]() -> task<> {
        co_await scene(session, manager, node, n, heard);
        session->close();
        manager.close();
        co_await node.stop();
        tasks.cancel();
    };
    asio::co_spawn(io, whole(), [&](const std::exception_ptr& e) {
        n.expect(!e, "nothing is thrown");
        io.stop();
    });
    io.run_for(std::chrono::seconds(60));
    return n.faults;
}

TEST(ari_pusher, is_understood_by_a_real_asterisk) {
    const auto where = asterisk::find_install();
    if (!where) GTEST_SKIP() << where.error().detail;
    std::string folder = "/tmp/zenix-trunks-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    const pid_t child = ::fork();
    if (child == 0) std::_Exit(play(folder, where.value()));
    int status = 1;
    ::waitpid(child, &status, 0);
    std::filesystem::remove_all(folder);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace zenix::gateways
