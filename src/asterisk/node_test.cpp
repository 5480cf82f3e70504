#include "asterisk/node.hpp"
#include "base/task_group.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

namespace zenix::asterisk {
namespace {

namespace fs = std::filesystem;

class node_folder : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = "/tmp/zenix-node-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
        wanted.folder = folder + "/asterisk";
        wanted.spool = folder + "/spool";
    }
    void TearDown() override { fs::remove_all(folder); }
    static unsigned mode(const std::string& path) {
        struct stat s{};
        EXPECT_EQ(::stat(path.c_str(), &s), 0) << path;
        return s.st_mode & 07777U;
    }
    std::string folder;
    node_settings wanted;
};

TEST(install, reads_the_version_asterisk_prints) {
    EXPECT_EQ(parse_asterisk_version("Asterisk 22.10.1~dfsg+~cs6.17-1\n"), "22.10.1");
    EXPECT_EQ(parse_asterisk_version("Asterisk 20.6.0"), "20.6.0");
    EXPECT_FALSE(parse_asterisk_version("Asterisk certified/18"));
    EXPECT_FALSE(parse_asterisk_version(""));
}

TEST_F(node_folder, moves_where_somebody_else_sits_on_a_port_meanwhile) {
    const auto first = keep_settings(wanted);
    const int other = ::socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(first.sip_port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::bind(other, reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
    const auto again = keep_settings(wanted);
    ::close(other);
    EXPECT_NE(again.sip_port, first.sip_port);
    EXPECT_EQ(again.http_port, first.http_port);
    EXPECT_EQ(keep_settings(wanted).sip_port, again.sip_port);
}

TEST_F(node_folder, says_where_it_looked_and_what_to_do) {
    const auto r = find_install(folder + "/nowhere");
    ASSERT_FALSE(r.ok());
    EXPECT_EQ(r.error().code, "not_found");
    EXPECT_NE(r.error().detail.find(folder + "/nowhere"), std::string::npos);
    EXPECT_NE(r.error().detail.find("Remedy"), std::string::npos);
}

TEST_F(node_folder, refuses_an_asterisk_that_is_too_old) {
    const auto program = folder + "/program";
    std::ofstream(program) << "#!/bin/sh\necho Asterisk 18.9.0\n";
    ::chmod(program.c_str(), 0755);
    const auto r = find_install(program);
    ASSERT_FALSE(r.ok());
    EXPECT_EQ(r.error().code, "version");
    EXPECT_NE(r.error().detail.find("18.9.0"), std::string::npos);
}

TEST_F(node_folder, keeps_ports_and_password) {
    const auto first = keep_settings(wanted);
    const auto again = keep_settings(wanted);
    EXPECT_EQ(again.http_port, first.http_port);
    EXPECT_EQ(again.sip_port, first.sip_port);
    EXPECT_EQ(again.rtp_first, first.rtp_first);
    EXPECT_EQ(again.password, first.password);
    EXPECT_GE(first.password.size(), 32U);
    EXPECT_LT(first.http_port, 32768);  // not where the kernel takes ports for outgoing connections
    const std::set<int> all{first.http_port, first.ami_port, first.sip_port, first.hep_port};
    EXPECT_EQ(all.size(), 4U);
    EXPECT_EQ(mode(wanted.folder + "/node.json"), 0600U);
}

TEST_F(node_folder, puts_what_is_wished_before_what_was_kept) {
    (void)keep_settings(wanted);
    wanted.sip_port = 5060;
    wanted.rtp_first = 10000;
    wanted.rtp_last = 10999;
    const auto s = keep_settings(wanted);
    EXPECT_EQ(s.sip_port, 5060);
    EXPECT_EQ(s.rtp_last, 10999);
}

TEST_F(node_folder, starts_anew_from_a_damaged_file) {
    const auto first = keep_settings(wanted);
    std::ofstream(wanted.folder + "/node.json") << "{\"http_port\":";
    const auto s = keep_settings(wanted);
    EXPECT_NE(s.http_port, 0);
    EXPECT_NE(s.password, first.password);
}

TEST_F(node_folder, writes_what_only_the_owner_can_read) {
    const auto s = keep_settings(wanted);
    const install where{"/opt", "/opt/asterisk", {}, "/opt/modules", "/opt/data", "22.0.0", 22};
    write_config(s, where);
    EXPECT_EQ(mode(s.folder), 0700U);
    EXPECT_EQ(mode(s.spool), 0700U);
    EXPECT_EQ(mode(s.folder + "/etc/ari.conf"), 0600U);
    EXPECT_EQ(mode(s.folder + "/etc/manager.conf"), 0600U);
    EXPECT_TRUE(outdated(s.folder, render(s, where)).empty());
    auto later = s;
    later.sip_port = 5099;
    EXPECT_EQ(outdated(s.folder, render(later, where)), std::vector<std::string>{"pjsip.conf"});
}

TEST_F(node_folder, never_starts_as_root_and_tells_why_asterisk_did_not_start) {
    const auto program = folder + "/program";
    std::ofstream(program) << "#!/bin/sh\necho No module could be loaded\nexit 1\n";
    ::chmod(program.c_str(), 0755);
    asio::io_context io;
    node n(io.get_executor(), keep_settings(wanted), {"", program, {}, "/m", "/d", "22.0.0", 22});
    std::optional<result<void>> up;
    const auto run = [](node* which, std::optional<result<void>>* out) -> task<> {
        auto r = co_await which->ensure_running(ms(5000));
        out->emplace(std::move(r));
    };
    task_group tasks(io.get_executor());
    tasks.spawn("start", run(&n, &up));
    io.run();
    EXPECT_FALSE(process::read_pid_file(n.settings().folder + "/asterisk.pid"));
    ASSERT_TRUE(up && !up->ok());
    if (::geteuid() == 0) {  // then it did not even try
        EXPECT_EQ(up->error().code, "root");
        return;
    }
    EXPECT_EQ(up->error().code, "start");
    EXPECT_NE(up->error().detail.find("No module could be loaded"), std::string::npos);
}

}  // namespace
}  // namespace zenix::asterisk
