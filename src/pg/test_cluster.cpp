#include "pg/test_cluster.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/detached.hpp>
#include <cstdlib>
#include <filesystem>

#include "base/secret.hpp"
#include "pg/cluster.hpp"

namespace zenix::pg {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void broken(const std::string& what) { throw std::runtime_error("test cluster: " + what); }

/// The user that PostgreSQL may run as; nullptr keeps ours.
const passwd* server_user() {
    if (geteuid() != 0) return nullptr;
    for (const char* name : {"zenix", "postgres", "nobody"}) {
        if (const passwd* found = getpwnam(name)) return found;
    }
    broken("no user zenix, postgres or nobody");
}

/// Work on the cluster in a child process, which may become another user where the test must not.
using cluster_work = std::function<std::string(asio::io_context&, cluster_options)>;
std::string in_child(const std::string& path, const cluster_work& work) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) broken("pipe");
    const passwd* user = server_user();
    if (user && ::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) broken("chown " + path);
    const pid_t child = ::fork();
    if (child == 0) {
        std::string said;
        if (user && (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) {
            said = "!cannot become " + std::string(user->pw_name);
        } else {
            // A test that is killed takes its child along, or the child would hold its locks for ever.
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            try {
                asio::io_context io;
                cluster_options o{.folder = path + "/data", .socket_dir = path + "/run", .password = "test",
                                  .bin_dir = {}, .durable = false};
                said = work(io, std::move(o));
            } catch (const std::exception& fault) {
                said = "!" + std::string(fault.what());
            }
        }
        [[maybe_unused]] const auto n = ::write(ends[1], said.data(), said.size());
        ::_exit(0);
    }
    ::close(ends[1]);
    std::string said;
    std::array<char, 4096> block{};
    for (ssize_t n = 0; (n = ::read(ends[0], block.data(), block.size())) > 0;) {
        said.append(block.data(), static_cast<std::size_t>(n));
    }
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    if (said.empty() || said.front() == '!') broken(said.empty() ? "the child died" : said.substr(1));
    return said;
}

std::string ensure_in_child(const std::string& path) {
    return in_child(path,
                    [](asio::io_context& io, cluster_options o) { return run(io, ensure_cluster(std::move(o))); });
}

void stop_and_remove(const std::string& path) {
    asio::io_context io;
    run(io, stop_cluster(path + "/data"));
    // Out of the way at once: who starts now makes a folder anew, and not one in what is being removed.
    const auto gone = path + "-" + secret::random_token().substr(0, 8);
    std::error_code fault;
    fs::rename(path, gone, fault);
    fs::remove_all(fault ? path : gone, fault);
}

class lock_file {
  public:
    lock_file() = default;
    lock_file(const lock_file&) = delete;
    ~lock_file() { release(); }
    /// False when somebody else holds it and `how` has LOCK_NB.
    bool take(const std::string& file, int how) {
        release();
        fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        return fd_ >= 0 && ::flock(fd_, how) == 0;
    }
    /// True while the file under this name is still the one locked.
    [[nodiscard]] bool current(const std::string& file) const {
        struct stat ours{}, named{};
        return ::fstat(fd_, &ours) == 0 && ::stat(file.c_str(), &named) == 0 && ours.st_ino == named.st_ino;
    }
    void release() {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
    }

  private:
    int fd_ = -1;
};

/// $TMPDIR when that is short enough for a socket's path.
std::string temp_folder() {
    const char* wanted = std::getenv("TMPDIR");
    return wanted && *wanted != 0 && std::string_view(wanted).size() < 60 ? wanted : "/tmp";
}

/// Of this user alone.
std::string shared_folder() { return fmt::format("{}/zenix-test-pg-{}", temp_folder(), geteuid()); }

/// The cluster all test programs share. `gate` is held while it is made or removed, `users` (shared)
/// while it is used; who can have `users` alone is the last one and clears up.
class shared_cluster {
  public:
    static shared_cluster& instance() {
        static shared_cluster one;
        return one;
    }
    [[nodiscard]] std::string url(const std::string& database) const {
        std::string out = url_;
        return out.replace(out.find("/zenix?"), 7, "/" + database + "?");
    }
    ~shared_cluster() {
        lock_file gate;
        gate.take(path_ + "/gate", LOCK_EX);
        users_.release();
        if (users_.take(path_ + "/users", LOCK_EX | LOCK_NB)) stop_and_remove(path_);
    }

  private:
    shared_cluster() {
        lock_file gate;
        do {
            fs::create_directories(path_);
            gate.take(path_ + "/gate", LOCK_EX);
        } while (!gate.current(path_ + "/gate"));
        if (!users_.take(path_ + "/users", LOCK_SH)) broken("cannot lock " + path_);
        url_ = ensure_in_child(path_);
    }

    std::string path_ = shared_folder();
    lock_file users_;
    std::string url_;
};

/// One statement on a blocking connection: the helper has no loop of its own.
std::string admin(const std::string& sql, const std::string& database = "postgres") {
    const std::unique_ptr<PGconn, void (*)(PGconn*)> conn(
        PQconnectdb(shared_cluster::instance().url(database).c_str()), PQfinish);
    PQsetNoticeProcessor(conn.get(), [](void*, const char*) {}, nullptr);
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(conn.get(), sql.c_str()), PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) broken(sql + ": " + PQerrorMessage(conn.get()));
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : std::string{};
}

/// A database with the schema, copied for each test; made once per set of schema files.
std::string template_database() {
    std::string all;
    for (const migration& m : embedded_migrations()) all += fmt::format("{} {}\n", m.version, m.sha256);
    const std::string name = "template_" + secret::sha256_hex(all).substr(0, 16);
    shared_cluster::instance();  // Makes the folder, and keeps it: a lock in a folder that is not there locks nothing.
    lock_file making;
    if (!making.take(shared_folder() + "/template", LOCK_EX)) broken("cannot lock the template");
    if (!admin("select 1 from pg_database where datname = '" + name + "'").empty()) return name;

    const std::string raw = name + "_raw";
    admin("drop database if exists " + raw + " with (force)");
    admin("create database " + raw);
    {
        asio::io_context io;
        pool db(io.get_executor(), {.url = shared_cluster::instance().url(raw), .connections = 1});
        run(io, db.start());
        run(io, migrate(db));
        run(io, db.stop());
    }
    admin("alter database " + raw + " rename to " + name);
    return name;
}

}  // namespace

test_database::test_database(schema s) {
    static const std::string run_id = secret::sha256_hex(secret::random_token()).substr(0, 12);
    static int count = 0;
    name_ = fmt::format("test_{}_{}", run_id, ++count);
    static std::string prepared;
    if (s == schema::all && prepared.empty()) prepared = template_database();
    admin("create database " + name_ + " template " + (s == schema::all ? prepared : "template0"));
    url_ = shared_cluster::instance().url(name_);
}

test_database::~test_database() {
    try {
        admin("drop database " + name_ + " with (force)");
    } catch (const std::exception&) {  // Gone with its cluster.
    }
}

void on_test_database(const std::function<task<void>(pool&)>& body, test_database::schema s) {
    const test_database scratch(s);
    asio::io_context io;
    pool db(io.get_executor(), scratch.options());
    run(io, db.start());
    std::exception_ptr fault;
    try {
        run(io, body(db));
    } catch (...) {
        fault = std::current_exception();
    }
    run(io, db.stop());
    if (fault) std::rethrow_exception(fault);
}

test_folder::test_folder() {
    std::string name = temp_folder() + "/zenix-test-pg-XXXXXX";
    if (!::mkdtemp(name.data())) broken("mkdtemp");
    path_ = name;
}

test_folder::~test_folder() { stop_and_remove(path_); }

std::string test_folder::ensure() const { return ensure_in_child(path_); }

void test_folder::keep(ms how_long) const {
    in_child(path_, [how_long](asio::io_context& io, cluster_options o) {
        asio::co_spawn(io, keep_cluster(std::move(o)), asio::detached);
        io.run_for(how_long);
        return std::string("kept");
    });
}

}  // namespace zenix::pg
