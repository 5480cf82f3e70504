// process::spawn_detached: the part of process.hpp that lives between fork and exec.
#include "base/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <system_error>

namespace zenix::process {

namespace {

constexpr const char* default_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

class descriptor {
  public:
    explicit descriptor(int fd = -1) : fd_(fd) {}
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    ~descriptor() { reset(); }
    void reset(int fd = -1) {
        if (fd_ >= 0) ::close(fd_);
        fd_ = fd;
    }
    [[nodiscard]] int get() const { return fd_; }

  private:
    int fd_;
};

struct pipe_pair {
    descriptor read, write;
    pipe_pair() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::system_error(errno, std::generic_category(), "pipe");
        read.reset(ends[0]);
        write.reset(ends[1]);
    }
};

/// What the child says: first its pid, then, only when it fails, where and why.
enum class step : int { started, folder, descriptors, program };
struct report {
    step at;
    int value;  ///< pid at `started`, errno otherwise
};

/// All that the child needs, made ready before fork: after it only async-signal-safe calls are
/// allowed, for another thread may have held any lock.
struct plan {
    std::string program;
    std::vector<char*> argv, environment;
    const char* folder;
    int input, output, status, go;
    int parents_go;  ///< the parent's end, of which the child holds a copy
};

void say(int fd, step at, int value) {
    const report r{at, value};
    [[maybe_unused]] const ssize_t n = ::write(fd, &r, sizeof r);
}

/// Every descriptor above 2 closes at exec, the status pipe included: that is how success is told.
bool close_all_at_exec() {
    constexpr unsigned cloexec = 1u << 2;  // CLOSE_RANGE_CLOEXEC, Linux 5.11
    if (::syscall(SYS_close_range, 3u, ~0u, cloexec) == 0) return true;
    const long most = ::sysconf(_SC_OPEN_MAX);
    for (int fd = 3; fd < most; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    return true;
}

[[noreturn]] void become(const plan& p) {
    say(p.status, step::started, ::getpid());
    // The parent notes our start time before it lets us go on, however soon we end. With our own copy
    // of its end open, the pipe would never end.
    ::close(p.parents_go);
    char go = 0;
    while (::read(p.go, &go, 1) < 0 && errno == EINTR) {
    }

    for (int s = 1; s < NSIG; ++s) ::signal(s, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    step at = step::folder;
    if (::chdir(p.folder) == 0) {
        at = step::descriptors;
        if (::dup2(p.input, 0) >= 0 && ::dup2(p.output, 1) >= 0 && ::dup2(p.output, 2) >= 0 &&
            close_all_at_exec()) {
            at = step::program;
            ::execve(p.program.c_str(), p.argv.data(), p.environment.data());
        }
    }
    say(p.status, at, errno);
    ::_exit(127);
}

/// The program's path, searched like a shell does; as it is when nothing fits, for exec to refuse.
std::string find_program(const std::string& name, std::string_view path) {
    if (name.find('/') != std::string::npos) return name;
    while (!path.empty()) {
        const std::size_t colon = std::min(path.find(':'), path.size());
        std::string candidate = fmt::format("{}/{}", path.substr(0, colon), name);
        if (::access(candidate.c_str(), X_OK) == 0) return candidate;
        path.remove_prefix(std::min(colon + 1, path.size()));
    }
    return name;
}

std::vector<std::string> full_environment(const command& what) {
    const char* path = std::getenv("PATH");
    std::vector<std::string> out = {
        fmt::format("PATH={}", path == nullptr ? default_path : path), "LANG=C.UTF-8"};
    for (const std::string& entry : what.environment) {
        const std::string name = entry.substr(0, entry.find('=') + 1);
        std::erase_if(out, [&](const std::string& e) { return e.starts_with(name); });
        out.push_back(entry);
    }
    return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (std::string& t : texts) out.push_back(t.data());
    out.push_back(nullptr);
    return out;
}

/// Reads one report; nullopt at the end of the pipe.
std::optional<report> hear(int fd) {
    report r{};
    ssize_t n = 0;
    do n = ::read(fd, &r, sizeof r);
    while (n < 0 && errno == EINTR);
    if (n != static_cast<ssize_t>(sizeof r)) return std::nullopt;
    return r;
}

[[noreturn]] void fail(const command& what, const report& r) {
    const std::string& program = what.argv.front();
    std::string doing = fmt::format("starting {}", program);
    if (r.at == step::folder) doing += fmt::format(" in folder {}", what.working_dir);
    if (r.at == step::descriptors) doing += " (its input and output)";
    throw std::system_error(r.value, std::generic_category(), doing);
}

}  // namespace

identity spawn_detached(const command& what) {
    if (what.argv.empty()) throw std::invalid_argument("spawn_detached: no program named");
    std::vector<std::string> arguments = what.argv;
    std::vector<std::string> environment = full_environment(what);
    const std::string log = what.log_file.empty() ? "/dev/null" : what.log_file;

    const descriptor input(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const descriptor output(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
    if (input.get() < 0 || output.get() < 0)
        throw std::system_error(errno, std::generic_category(),
            fmt::format("starting {}: log file {}", what.argv.front(), log));
    pipe_pair status, go;
    plan p{find_program(what.argv.front(), environment.front().substr(5)), pointers(arguments),
        pointers(environment), what.working_dir.c_str(), input.get(), output.get(),
        status.write.get(), go.read.get(), go.write.get()};

    const pid_t middle = ::fork();
    if (middle < 0)
        throw std::system_error(errno, std::generic_category(), "starting " + what.argv.front());
    if (middle == 0) {
        // A session leader that ends at once: its child has no terminal, can never gain one, and
        // goes to init.
        ::setsid();
        const pid_t child = ::fork();
        if (child == 0) become(p);
        if (child < 0) say(p.status, step::program, errno);
        ::_exit(0);
    }
    int ignored = 0;
    while (::waitpid(middle, &ignored, 0) < 0 && errno == EINTR) {
    }
    status.write.reset();
    go.read.reset();

    const auto started = hear(status.read.get());
    if (!started)
        throw std::system_error(ECHILD, std::generic_category(), "starting " + what.argv.front());
    if (started->at != step::started) fail(what, *started);
    const auto who = identify(started->value);
    go.write.reset();  // The end of the pipe is the word to go on.
    if (const auto failed = hear(status.read.get())) fail(what, *failed);
    if (!who)
        throw std::system_error(ESRCH, std::generic_category(), "starting " + what.argv.front());
    return *who;
}

}  // namespace zenix::process
