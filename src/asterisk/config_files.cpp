#include "asterisk/config.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace zenix::asterisk {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    throw std::runtime_error("Cannot write " + path + ": " + why +
                             ". Remedy: make the data folder writable for the user zenix runs as");
}

void make_private(const std::string& folder) {
    std::error_code bad;
    fs::create_directories(folder, bad);
    if (bad) refuse(folder, bad.message());
    // What is in there may tell names and numbers: nobody else looks in.
    if (::chmod(folder.c_str(), 0700) != 0) refuse(folder, std::strerror(errno));
}

void write_file(const std::string& path, const config_file& f) {
    const auto fresh = path + ".new";
    {
        std::ofstream out(fresh, std::ios::trunc);
        if (f.secret) fs::permissions(fresh, fs::perms::owner_read | fs::perms::owner_write);
        out << f.text;
        out.flush();
        if (!out) refuse(fresh, std::strerror(errno));
    }
    if (std::rename(fresh.c_str(), path.c_str()) != 0) refuse(path, std::strerror(errno));
}

}  // namespace

std::vector<std::string> outdated(
    const std::string& folder, const std::vector<config_file>& files) {
    std::vector<std::string> out;
    for (const auto& f : files) {
        std::ifstream in(folder + "/etc/" + f.name);
        const std::string there{std::istreambuf_iterator<char>(in), {}};
        if (!in.is_open() || there != f.text) out.push_back(f.name);
    }
    return out;
}

void write_config(const node_settings& s, const install& where) {
    make_private(s.folder);
    make_private(s.spool);
    for (const auto* part : {"etc", "lib", "db", "keys", "keys/keys", "run", "log"})
        make_private(s.folder + "/" + part);
    for (const auto& f : render(s, where)) write_file(s.folder + "/etc/" + f.name, f);
}

}  // namespace zenix::asterisk
