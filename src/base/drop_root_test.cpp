#include "base/ids.hpp"
#include "base/process.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

namespace zenix::process {
namespace {

namespace fs = std::filesystem;

class drop_root_test : public testing::Test {
  protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "only root can give up root";
        fs::create_directories(folder_);
        fs::permissions(folder_, fs::perms(0755));
    }
    void TearDown() override { fs::remove_all(folder_); }
    fs::path folder_ = fs::temp_directory_path() / ("zenix-" + new_uuid());
};

/// Runs `body` in a child of its own, for it cannot come back from what it does; true when it says so.
bool in_child(const std::function<bool()>& body) {
    const pid_t child = ::fork();
    if (child == 0) {
        bool good = false;
        try {
            good = body();
        } catch (...) {
        }
        ::_exit(good ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string refusal(const std::string& user, const fs::path& folder) {
    try {
        drop_root(user, folder);
    } catch (const std::runtime_error& e) {
        return e.what();
    }
    return {};
}

TEST_F(drop_root_test, becomes_the_user_for_good_and_owns_the_folder) {
    const fs::path data = folder_ / "a" / "data";
    fs::create_directories(folder_ / "a");
    std::ofstream(folder_ / "a" / "old") << "x";
    EXPECT_TRUE(in_child([&] {
        drop_root("nobody", data);
        std::ofstream(data / "mine") << "x";
        return ::getuid() != 0 && ::geteuid() != 0 && ::setuid(0) != 0 && fs::exists(data / "mine");
    }));
    struct stat about{};
    ASSERT_EQ(::stat((folder_ / "a").c_str(), &about), 0);
    EXPECT_EQ(about.st_uid, 0u) << "a parent that was there keeps its owner";
}

TEST_F(drop_root_test, gives_the_user_what_root_left_in_the_folder) {
    const fs::path data = folder_ / "data";
    fs::create_directories(data / "sub");
    std::ofstream(data / "sub" / "file") << "x";
    std::ofstream(folder_ / "foreign") << "x";
    fs::create_hard_link(folder_ / "foreign", data / "linked");
    fs::create_symlink(folder_ / "foreign", data / "pointing");
    EXPECT_TRUE(in_child([&] {
        drop_root("nobody", data);
        return ::access((data / "sub" / "file").c_str(), W_OK) == 0 &&
               ::access((folder_ / "foreign").c_str(), W_OK) != 0;
    }));
}

TEST_F(drop_root_test, names_the_folder_on_the_way_that_is_closed) {
    const fs::path closed = folder_ / "closed";
    fs::create_directories(closed);
    fs::permissions(closed, fs::perms(0700));
    EXPECT_TRUE(in_child([&] {
        const std::string why = refusal("nobody", closed / "data");
        return why.find("chmod o+x " + closed.string()) != std::string::npos &&
               why.find("chmod o+x " + closed.string() + "/") == std::string::npos;
    }));
}

TEST_F(drop_root_test, names_a_user_that_does_not_exist) {
    EXPECT_NE(refusal("no-such-user", folder_).find("no-such-user"), std::string::npos);
    EXPECT_NE(refusal("root", folder_).find("root"), std::string::npos);
    EXPECT_EQ(::geteuid(), 0u);
}

}  // namespace
}  // namespace zenix::process
