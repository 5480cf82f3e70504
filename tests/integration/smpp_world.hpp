#pragma once
#include "base/process.hpp"
#include "sms/smpp/houses_for_tests.hpp"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace zenix::tests {

/// The repository: the executable lies in build/<preset>/.
inline std::filesystem::path repository() {
    return std::filesystem::read_symlink("/proc/self/exe")
        .parent_path()
        .parent_path()
        .parent_path();
}

/// Foreign programs of one test, in a folder of their own; all of them end with it.
class strangers {
  public:
    strangers() {
        std::string name = (std::filesystem::temp_directory_path() / "zenix-smpp-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
        folder_ = name;
    }
    ~strangers() {
        for (auto s = started_.rbegin(); s != started_.rend(); ++s)
            if (process::alive(*s)) ::kill(-s->pid, SIGKILL);
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    strangers(const strangers&) = delete;

    void start(const std::string& name, std::vector<std::string> argv) {
        process::command c;
        c.argv = std::move(argv);
        c.environment = {"HOME=" + folder_.string()};
        c.working_dir = folder_.string();
        c.log_file = log(name);
        started_.push_back(process::spawn_detached(c));
    }
    [[nodiscard]] std::string log(const std::string& name) const {
        return (folder_ / (name + ".log")).string();
    }
    [[nodiscard]] std::string said(const std::string& name) const {
        std::ifstream in(log(name));
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::string write(const std::string& name, const std::string& text) {
        std::ofstream(folder_ / name) << text;
        return (folder_ / name).string();
    }
    [[nodiscard]] std::string folder() const { return folder_.string(); }

  private:
    std::filesystem::path folder_;
    std::vector<process::identity> started_;
};

}  // namespace zenix::tests
