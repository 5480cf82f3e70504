#include "app/folder_lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
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

TEST_F(folder_lock_test, a_killed_holder_leaves_it_free_and_its_children_do_not_hold_it) {
    int ready[2], alive[2];
    ASSERT_EQ(::pipe(ready), 0);
    ASSERT_EQ(::pipe(alive), 0);
    const auto pid = ::fork();
    if (pid == 0) {
        const folder_lock held(folder);
        if (::fork() == 0) {
            // As PostgreSQL does: another program, which outlives us. It ends when the test lets go.
            ::dup2(alive[0], STDIN_FILENO);
            ::close(alive[1]);
            ::execl("/bin/cat", "cat", nullptr);
            ::_exit(1);
        }
        (void)!::write(ready[1], "x", 1);
        ::pause();
    }
    char byte = 0;
    ASSERT_EQ(::read(ready[0], &byte, 1), 1);
    EXPECT_THAT(refusal(), HasSubstr("process " + std::to_string(pid)));
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    EXPECT_EQ(refusal(), "");
    for (const int end : {ready[0], ready[1], alive[0], alive[1]}) ::close(end);
}

TEST_F(folder_lock_test, a_folder_that_cannot_be_written_to_is_named) {
    folder += "/nowhere";
    EXPECT_THAT(refusal(), AllOf(HasSubstr(folder), HasSubstr("Remedy")));
}

}  // namespace
}  // namespace zenix::app
