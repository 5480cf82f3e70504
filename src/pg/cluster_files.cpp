#include "pg/cluster_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

namespace zenix::pg {
namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

int major_of(const std::string& text) {
    int version = 0;
    std::from_chars(text.data(), text.data() + text.size(), version);
    return version;
}

/// A value of postgresql.conf (manual, section 20.1.2).
std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += c;
        out += c;
    }
    return out + "'";
}

bool has_programs(const fs::path& bin) { return fs::exists(bin / "initdb") && fs::exists(bin / "postgres"); }

// What a small machine shared with Asterisk wants. No statement's parameters and no row's values go
// into the log: they are borrowers' data.
constexpr const char* fixed_settings =
    R"(# Written by zenix at every start. Settings of your own go into postgresql.auto.conf (alter system).
listen_addresses = ''
port = 5432
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
max_connections = 60
shared_buffers = '128MB'
work_mem = '8MB'
maintenance_work_mem = '64MB'
effective_cache_size = '512MB'
random_page_cost = 1.1
jit = off
max_wal_size = '1GB'
wal_compression = on
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = '1d'
log_rotation_size = 0
log_line_prefix = '%m [%p] %q%u@%d '
log_min_duration_statement = '1s'
log_parameter_max_length = 0
log_error_verbosity = terse
)";

}  // namespace

std::string find_programs(const cluster_options& o) {
    const int made_by = major_of(contents(o.folder + "/PG_VERSION"));  // 0 where there is no data yet
    if (!o.bin_dir.empty()) {
        if (has_programs(o.bin_dir)) return o.bin_dir;
        throw std::runtime_error(fmt::format("{} has no initdb and postgres. Remedy: name the folder that has them.",
                                             o.bin_dir));
    }
    int best = 0;
    fs::path found;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", none)) {
        const int version = major_of(entry.path().filename().string());
        if (version > best && (made_by == 0 || version == made_by) && has_programs(entry.path() / "bin")) {
            best = version;
            found = entry.path() / "bin";
        }
    }
    for (const char* bin : {"/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"}) {
        if (found.empty() && made_by == 0 && has_programs(bin)) found = bin;
    }
    if (!found.empty()) return found.string();
    if (made_by != 0) {
        throw std::runtime_error(fmt::format("{} was made by PostgreSQL {}, which is not installed. Remedy: install "
                                             "postgresql-{}.",
                                             o.folder, made_by, made_by));
    }
    throw std::runtime_error("PostgreSQL is not installed. Remedy: apt-get install postgresql, or name a database.");
}

void write_settings(const cluster_options& o) {
    std::string text = fixed_settings;
    text += "unix_socket_directories = " + quoted(o.socket_dir) + "\n";
    text += "synchronous_commit = on\n";  // Else a killed server loses what it had confirmed.
    if (!o.durable) text += "fsync = off\nfull_page_writes = off\n";
    write_private_file(o.folder + "/zenix.conf", text);

    const std::string main_file = o.folder + "/postgresql.conf", line = "include 'zenix.conf'";
    if (contents(main_file).find("\n" + line) == std::string::npos) {
        std::ofstream(main_file, std::ios::app) << "\n" << line << "\n";
    }
}

void write_private_file(const std::string& file, const std::string& text) {
    const std::string beside = file + ".tmp";
    ::unlink(beside.c_str());
    const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (fd >= 0) ::close(fd);
    if (!written || ::rename(beside.c_str(), file.c_str()) != 0) {
        throw std::runtime_error(
            fmt::format("The file {} cannot be written. Remedy: see that the folder belongs to this "
                        "user and the disk has room.",
                        file));
    }
}

std::string tail_of(const std::string& file) {
    const std::string all = contents(file);
    constexpr std::size_t most = 2000;
    if (all.size() <= most) return all;
    const std::size_t line = all.find('\n', all.size() - most);
    return line == std::string::npos ? all.substr(all.size() - most) : all.substr(line + 1);
}

std::string server_log_tail(const std::string& folder) {
    fs::path newest;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder + "/log", none)) {
        if (newest.empty() || entry.last_write_time(none) > fs::last_write_time(newest, none)) newest = entry.path();
    }
    std::string said = tail_of(folder + "/start.log");
    if (!newest.empty()) said += tail_of(newest.string());
    return said;
}

bool log_says_wait(const std::string& folder) {
    const std::string said = tail_of(folder + "/start.log");
    return said.find("pre-existing shared memory block") != std::string::npos ||
           said.find("lock file") != std::string::npos;
}

std::string percent_encode(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", byte);
        }
    }
    return out;
}

}  // namespace zenix::pg
