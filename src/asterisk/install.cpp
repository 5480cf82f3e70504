#include "asterisk/node.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>

extern char** environ;

namespace zenix::asterisk {
namespace {

namespace fs = std::filesystem;

constexpr int oldest_major = 20, wanted_major = 22;
constexpr const char* remedy =
    "Remedy: run ./run or tools/setup.sh, which unpack Asterisk 22, install Debian's `asterisk` of "
    "version 20 or later, or set asterisk.path to a folder or program that has it";

bool is_program(const fs::path& p) {
    std::error_code bad;
    return fs::is_regular_file(p, bad) && ::access(p.c_str(), X_OK) == 0;
}

// The first of `folders` that holds `file`.
std::string holder(const std::vector<fs::path>& folders, const char* file) {
    std::error_code bad;
    for (const auto& f : folders)
        if (fs::exists(f / file, bad)) return f.string();
    return {};
}

// Standard output of a program that ends by itself.
std::string output_of(std::vector<std::string> argv) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    std::vector<char*> args;
    for (auto& a : argv) args.push_back(a.data());
    args.push_back(nullptr);
    pid_t child = 0;
    const int fault = ::posix_spawn(&child, args[0], &actions, nullptr, args.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    std::string out;
    if (fault == 0) {
        std::array<char, 4096> buffer{};
        for (ssize_t n = 0; (n = ::read(ends[0], buffer.data(), buffer.size())) > 0;)
            out.append(buffer.data(), static_cast<std::size_t>(n));
        ::waitpid(child, nullptr, 0);
    }
    ::close(ends[0]);
    return out;
}

install unpacked(const std::string& root) {
    const auto lib = root + "/usr/lib/x86_64-linux-gnu";
    return {root, root + "/usr/sbin/asterisk",
        {lib + "/ld-linux-x86-64.so.2", "--library-path", lib}, lib + "/asterisk/modules",
        root + "/usr/share/asterisk", {}, 0};
}

install systems(const std::string& program) {
    const auto modules =
        holder({"/usr/lib/x86_64-linux-gnu/asterisk/modules", "/usr/lib64/asterisk/modules",
                   "/usr/lib/asterisk/modules", "/usr/lib/aarch64-linux-gnu/asterisk/modules"},
            "chan_pjsip.so");
    const auto data = holder({"/usr/share/asterisk", "/var/lib/asterisk"}, "sounds");
    return {{}, program, {}, modules, data, {}, 0};
}

struct candidate {
    std::string path;  // folder or program
    bool chosen;       // by a person: nothing else will do
};

std::vector<candidate> candidates(const std::string& configured) {
    if (!configured.empty()) return {{configured, true}};
    if (const char* root = std::getenv("ZENIX_ASTERISK_ROOT"); root != nullptr && *root != '\0')
        return {{root, true}};
    std::vector<candidate> out{{"/var/lib/zenix/asterisk-22", false}};
    for (const auto* folder : {"/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin"})
        out.push_back({std::string(folder) + "/asterisk", false});
    return out;
}

}  // namespace

std::optional<std::string> parse_asterisk_version(std::string_view text) {
    constexpr std::string_view word = "Asterisk ";
    const auto at = text.find(word);
    if (at == std::string_view::npos) return std::nullopt;
    const auto from = text.substr(at + word.size());
    const auto number = from.substr(0, from.find_first_not_of("0123456789."));
    if (number.empty() || number.front() == '.') return std::nullopt;
    return std::string(number);
}

result<install> find_install(const std::string& configured) {
    std::string looked;
    for (const auto& [path, chosen] : candidates(configured)) {
        std::error_code bad;
        const bool folder = fs::is_directory(path, bad);
        auto found = folder ? unpacked(path) : systems(path);
        looked += (looked.empty() ? "" : ", ") + found.program;
        if (!is_program(found.program)) continue;
        // Where a folder has no loader of its own it is a plain prefix, run by the system's.
        if (folder && !is_program(found.prefix[0])) found.prefix.clear();
        auto argv = found.prefix;
        argv.insert(argv.end(), {found.program, "-V"});
        const auto version = parse_asterisk_version(output_of(std::move(argv)));
        if (!version)
            return failure{"version", fmt::format("{} does not run (asterisk -V says nothing). {}",
                                          found.program, remedy)};
        found.version = *version;
        std::from_chars(version->data(), version->data() + version->size(), found.major);
        if (found.major < oldest_major)
            return failure{
                "version", fmt::format("{} is Asterisk {}; ZENIX needs {} (20 and 21 work "
                                       "too). {}",
                               found.program, *version, wanted_major, remedy)};
        if (found.module_dir.empty() || found.data_dir.empty())
            return failure{
                "not_found", fmt::format("{} is there, but its PJSIP modules or sounds are not. {}",
                                 found.program, remedy)};
        return found;
    }
    return failure{
        "not_found", fmt::format("No Asterisk found (looked at {}). {}", looked, remedy)};
}

}  // namespace zenix::asterisk
