// The integration tests' main: Asterisk and PostgreSQL never run as root, so neither do their
// tests.
#include "base/process.hpp"
#include "lab/lab.hpp"
#include "tests/integration/helpers.hpp"

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

namespace fs = std::filesystem;

/// Runs the tests in a child that has become user zenix; its report is carried to where it was
/// asked for, which may be a folder only root can reach.
int run_as_zenix(int argc, char** argv) {
    std::string folder = "/tmp/zenix-integration-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) return 1;
    const char* wanted = std::getenv("GTEST_OUTPUT");
    const std::string target = wanted == nullptr ? std::string() : std::string(wanted).substr(4);
    const auto report = folder + "/integration_test.xml";
    const pid_t child = ::fork();
    if (child == 0) {
        zenix::process::drop_root("zenix", folder);
        if (!target.empty()) ::testing::GTEST_FLAG(output) = "xml:" + report;
        ::testing::InitGoogleTest(&argc, argv);
        std::_Exit(RUN_ALL_TESTS());
    }
    int status = 1;
    ::waitpid(child, &status, 0);
    std::error_code bad;
    if (!target.empty()) {
        const bool is_folder = target.back() == '/';
        fs::create_directories(is_folder ? fs::path(target) : fs::path(target).parent_path(), bad);
        fs::copy_file(report, is_folder ? target + "integration_test.xml" : target,
            fs::copy_options::overwrite_existing, bad);
    }
    fs::remove_all(folder, bad);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int run_lab(int argc, char** argv) {
    zenix::lab::options o;
    CLI::App cli;
    zenix::lab::add_options(cli, o);
    CLI11_PARSE(cli, argc - 1, argv + 1);
    return zenix::lab::main_lab(o);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string word = argc > 1 ? argv[1] : "";
    // Parts that tests start as processes of their own, to kill them.
    if (word == "lab") return run_lab(argc, argv);
    if (word == "hold-a-call") return zenix::tests::hold_a_call(argc - 2, argv + 2);
    if (::geteuid() == 0) return run_as_zenix(argc, argv);
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
