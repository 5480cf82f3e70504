#include "base/ids.hpp"
#include "base/loop_for_tests.hpp"
#include "base/process.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace zenix::process {
namespace {

namespace fs = std::filesystem;

class process_test : public testing::Test {
  protected:
    void SetUp() override { fs::create_directories(folder_); }
    void TearDown() override {
        for (const identity& who : started_)
            if (alive(who)) ::kill(who.pid, SIGKILL);
        fs::remove_all(folder_);
    }
    identity start(std::string script, std::vector<std::string> environment = {}) {
        command what;
        what.argv = {"sh", "-c", std::move(script)};
        what.environment = std::move(environment);
        what.working_dir = folder_;
        what.log_file = folder_ / "log";
        started_.push_back(spawn_detached(what));
        return started_.back();
    }
    std::string log() {
        std::ifstream in(folder_ / "log");
        return {std::istreambuf_iterator<char>(in), {}};
    }
    /// Everything the script wrote, once it has ended.
    std::string output(std::string script, std::vector<std::string> environment = {}) {
        const identity who = start(std::move(script), std::move(environment));
        for (int i = 0; i < 1000 && alive(who); ++i) std::this_thread::sleep_for(ms(5));
        return log();
    }
    fs::path folder_ = fs::temp_directory_path() / ("zenix-" + new_uuid());
    std::vector<identity> started_;
};

TEST_F(process_test, knows_a_process_by_pid_and_start_time) {
    const auto me = identify(::getpid());
    ASSERT_TRUE(me);
    EXPECT_GT(me->start_ticks, 0u);
    EXPECT_TRUE(alive(*me));
    EXPECT_FALSE(alive({me->pid, me->start_ticks + 1}));
    EXPECT_FALSE(identify(0));
    EXPECT_FALSE(identify(-5));
    EXPECT_FALSE(identify(0x7fffffff));
}

TEST_F(process_test, a_zombie_does_not_live) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);
    EXPECT_FALSE(identify(child));
    ::waitpid(child, nullptr, 0);
}

TEST_F(process_test, starts_in_a_session_of_its_own_and_is_nobodys_zombie) {
    const identity who = start("exec sleep 60");
    EXPECT_TRUE(alive(who));
    EXPECT_NE(::getsid(who.pid), ::getsid(0));
    EXPECT_NE(::getsid(who.pid), who.pid) << "a session leader could gain a terminal";
    EXPECT_EQ(::waitpid(who.pid, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST_F(process_test, gets_no_descriptor_of_ours_and_a_small_environment) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);  // without CLOEXEC
    ::setenv("ZENIX_TEST_LEAK", "1", 1);
    const std::string out =
        output("ls /proc/$$/fd | tr '\\n' ' '; echo \"[$ZENIX_TEST_LEAK$LANG $X]\"; pwd", {"X=y"});
    ::close(pipe[0]);
    ::close(pipe[1]);
    ::unsetenv("ZENIX_TEST_LEAK");
    EXPECT_EQ(out, fmt::format("0 1 2 [C.UTF-8 y]\n{}\n", folder_.string()));
}

TEST_F(process_test, does_not_inherit_ignored_signals) {
    ::signal(SIGPIPE, SIG_IGN);
    const std::string out = output("exec grep -E 'Sig(Ign|Blk)' /proc/self/status");
    ::signal(SIGPIPE, SIG_DFL);
    EXPECT_EQ(out, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST_F(process_test, appends_both_outputs_to_the_log) {
    output("echo one; echo two >&2");
    EXPECT_EQ(output("echo three"), "one\ntwo\nthree\n");
}

TEST_F(process_test, names_the_program_or_folder_that_is_missing) {
    const auto fault = [&](command what) {
        try {
            started_.push_back(spawn_detached(what));
        } catch (const std::system_error& e) {
            EXPECT_EQ(e.code(), std::errc::no_such_file_or_directory);
            return std::string(e.what());
        }
        return std::string("started");
    };
    EXPECT_NE(
        fault({{"/nowhere/asterisk"}, {}, "/", ""}).find("/nowhere/asterisk"), std::string::npos);
    EXPECT_NE(fault({{"no-such-program"}, {}, "/", ""}).find("no-such-program"), std::string::npos);
    EXPECT_NE(
        fault({{"sh"}, {}, "/no-such-folder", ""}).find("/no-such-folder"), std::string::npos);
    EXPECT_NE(fault({{"sh"}, {}, "/", "/no-such-folder/log"}).find("/no-such-folder/log"),
        std::string::npos);
}

TEST_F(process_test, a_pid_file_gives_only_a_process_that_still_lives) {
    const std::string file = (folder_ / "pid").string();
    EXPECT_FALSE(read_pid_file(file));
    const identity who = start("exec sleep 60");
    write_pid_file(file, who);
    EXPECT_EQ(read_pid_file(file), who);
    write_pid_file(file, {who.pid, who.start_ticks + 1});
    EXPECT_FALSE(read_pid_file(file));
    std::ofstream(file) << "noise";
    EXPECT_FALSE(read_pid_file(file));
}

TEST_F(process_test, stops_by_the_signal_or_kills_after_patience) {
    asio::io_context loop;
    const identity meek = start("exec sleep 60");
    EXPECT_TRUE(run_on(loop, stop(meek, SIGTERM, ms(5000))));
    EXPECT_FALSE(alive(meek));
    EXPECT_TRUE(run_on(loop, stop(meek, SIGTERM, ms(5000))));
    const identity stubborn = start("trap '' TERM; echo ready; while :; do sleep 0.05; done");
    for (int i = 0; i < 1000 && log().empty(); ++i) std::this_thread::sleep_for(ms(5));
    EXPECT_FALSE(run_on(loop, stop(stubborn, SIGTERM, ms(100))));
    EXPECT_FALSE(alive(stubborn));
}

bool bindable(int type, int port) {
    const int fd = ::socket(AF_INET, type, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(static_cast<std::uint16_t>(port));
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool ok = ::bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
    ::close(fd);
    return ok;
}

TEST(free_port, is_free_for_tcp_and_udp) {
    const int port = free_port();
    EXPECT_TRUE(bindable(SOCK_STREAM, port));
    EXPECT_TRUE(bindable(SOCK_DGRAM, port));
}

TEST(free_udp_range, is_free_from_end_to_end_and_begins_even) {
    const int first = free_udp_range(40);
    EXPECT_EQ(first % 2, 0);
    for (int i = 0; i < 40; ++i) EXPECT_TRUE(bindable(SOCK_DGRAM, first + i)) << i;
    EXPECT_THROW((void)free_udp_range(0), std::runtime_error);
    EXPECT_THROW((void)free_udp_range(70000), std::runtime_error);
}

}  // namespace
}  // namespace zenix::process
