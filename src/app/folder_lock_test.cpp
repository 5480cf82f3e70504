#include "app/folder_lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <optional>

namespace zenix::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class folder_lock_test : public testing::Test {
  protected:
    folder_lock_test() {
        std::string name = testing::TempDir() + "zenix-lock-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for a test");
        folder = name;
    }
    ~folder_lock_test() override { std::filesystem::remove_all(folder); }
    [[nodiscard]] std::string refusal() const {
        try {
            folder_lock one(folder);
        } catch (const std::runtime_error& e) {
            return e.what();
        }
        return {};
    }
    std::string folder;
};

TEST_F(folder_lock_test, a_folder_in_use_is_refused_by_name_process_and_remedy) {
    std::optional<folder_lock> first(folder);
    EXPECT_THAT(
        refusal(), AllOf(HasSubstr(folder), HasSubstr("process " + std::to_string(::getpid())),
                       HasSubstr("--data-dir")));
    first.reset();
    EXPECT_EQ(refusal(), "");
}

/// A server that holds the folder and has started another program, as we start PostgreSQL: its child
/// copies the lock by fork(2) and lets go of it by execve(2), once it has read a byte from `go`.
struct holder_with_child {
    explicit holder_with_child(const std::string& folder) {
        if (::pipe(ready) != 0 || ::pipe(go) != 0 || ::pipe(alive) != 0)
            throw std::runtime_error("no pipes for a test");
        pid = ::fork();
        if (pid != 0) {
            char byte = 0;
            if (::read(ready[0], &byte, 1) != 1)
                throw std::runtime_error("the holder did not start");
            return;
        }
        const folder_lock held(folder);
        if (::fork() == 0) {
            char byte = 0;
            (void)!::read(go[0], &byte, 1);
            // It outlives the holder, and ends when the test lets go of its standard input.
            ::dup2(alive[0], STDIN_FILENO);
            ::close(alive[1]);
            ::execl("/bin/cat", "cat", nullptr);
            ::_exit(1);
        }
        (void)!::write(ready[1], "x", 1);
        ::pause();
    }
    ~holder_with_child() {
        for (const int end : {ready[0], ready[1], go[0], go[1], alive[0], alive[1]}) ::close(end);
    }
    holder_with_child(const holder_with_child&) = delete;
    holder_with_child& operator=(const holder_with_child&) = delete;
    void kill() const {
        ::kill(pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
    }
    void let_child_go_on() const { (void)!::write(go[1], "x", 1); }

    int ready[2]{}, go[2]{}, alive[2]{};
    pid_t pid = 0;
};

TEST_F(folder_lock_test, a_killed_holder_leaves_it_free_and_its_children_do_not_hold_it) {
    const holder_with_child holder(folder);
    holder.let_child_go_on();
    EXPECT_THAT(refusal(), HasSubstr("process " + std::to_string(holder.pid)));
    holder.kill();
    EXPECT_EQ(refusal(), "");
}

TEST_F(folder_lock_test, a_child_of_a_killed_holder_on_its_way_to_its_program_is_waited_for) {
    const holder_with_child holder(folder);
    holder.kill();
    auto taken = std::async(std::launch::async, [this] { return refusal(); });
    EXPECT_EQ(taken.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
    holder.let_child_go_on();
    EXPECT_EQ(taken.get(), "");
}

TEST_F(folder_lock_test, a_folder_that_cannot_be_written_to_is_named) {
    folder += "/nowhere";
    EXPECT_THAT(refusal(), AllOf(HasSubstr(folder), HasSubstr("Remedy")));
}

}  // namespace
}  // namespace zenix::app
