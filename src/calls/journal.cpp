#include "calls/journal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "base/described_json.hpp"
#include "base/log.hpp"

namespace zenix::calls {
namespace {

namespace fs = std::filesystem;

// Below this a file is not worth writing anew.
constexpr std::uint64_t worth_tidying = 8U << 20U;

[[noreturn]] void fail(const std::string& path) {
    throw std::system_error(errno, std::generic_category(), path);
}

}  // namespace

/// An open journal file. Shared with a flush under way on another thread.
struct journal::file {
    int fd;
    std::string path;
    std::uint64_t size = 0;

    file(std::string where, int flags) : fd(::open(where.c_str(), flags | O_RDWR | O_CLOEXEC, 0600)), path(std::move(where)) {
        if (fd < 0) fail(path);
        struct stat about{};
        if (::fstat(fd, &about) == 0) size = static_cast<std::uint64_t>(about.st_size);
    }
    file(const file&) = delete;
    ~file() { ::close(fd); }

    /// Whole or not at all.
    void add(std::string_view text) {
        std::uint64_t at = size;
        while (!text.empty()) {
            const auto n = ::pwrite(fd, text.data(), text.size(), static_cast<off_t>(at));
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) {
                const int fault = n < 0 ? errno : ENOSPC;
                (void)!::ftruncate(fd, static_cast<off_t>(size));
                errno = fault;
                fail(path);
            }
            at += static_cast<std::uint64_t>(n);
            text.remove_prefix(static_cast<std::size_t>(n));
        }
        size = at;
    }
    [[nodiscard]] std::string read(std::uint64_t at, std::size_t count) const {
        std::string text(count, '\0');
        std::size_t done = 0;
        while (done < count) {
            const auto n = ::pread(fd, text.data() + done, count - done, static_cast<off_t>(at + done));
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) fail(path);
            done += static_cast<std::size_t>(n);
        }
        return text;
    }
    void flush() const {
        if (::fdatasync(fd) != 0) fail(path);
    }
    void cut(std::uint64_t to) {
        if (::ftruncate(fd, static_cast<off_t>(to)) != 0) fail(path);
        size = to;
    }
};

std::string write_call(const call& c) { return json::serialize(described::write(c)); }

call read_call(std::string_view text) {
    call c;
    described::read(json::parse(text), c);
    if (c.id.empty()) throw std::runtime_error("no call id");
    return c;
}

journal::journal(std::string folder) : path_(folder + "/calls.log") {
    std::error_code fault;
    fs::create_directories(folder, fault);
    if (fault)
        throw std::runtime_error("cannot make " + folder + ": " + fault.message() +
                                 "; give zenix a data folder it may write to");
    file_ = std::make_shared<file>(path_, O_CREAT);
    read_back();
}

journal::~journal() = default;

void journal::read_back() {
    const auto all = file_->read(0, file_->size);
    std::uint64_t at = 0;
    while (at < all.size()) {
        const auto end = all.find('\n', at);
        if (end == std::string::npos) {  // Killed in the middle of a line: it never was.
            file_->cut(at);
            break;
        }
        const line found{at, end - at};
        const auto text = std::string_view(all).substr(at, end - at);
        at = end + 1;
        try {
            const auto body = text.substr(std::min<std::size_t>(2, text.size()));
            if (text.starts_with("F ")) {
                drop(settled_, std::string(body));
            } else if (text.starts_with("L ") || text.starts_with("S ")) {
                const auto id = read_call(body).id;
                drop(live_, id);
                put(text[0] == 'L' ? live_ : settled_, id, found);
            } else {
                throw std::runtime_error("neither L, S nor F");
            }
        } catch (const std::exception& e) {
            log::error("calls", "journal line unreadable, set aside",
                       {{"file", path_}, {"at", found.at}, {"why", e.what()}});
            file aside(path_ + ".unreadable", O_CREAT);
            aside.add(std::string(text) + '\n');
        }
    }
}

journal::line journal::append(char kind, std::string_view body) {
    std::string text;
    text.reserve(body.size() + 3);
    text.append(1, kind).append(1, ' ').append(body).append(1, '\n');
    const line placed{file_->size, text.size() - 1};
    file_->add(text);
    return placed;
}

void journal::put(places& into, const std::string& id, line l) {
    drop(into, id);
    into[id] = l;
    wanted_ += l.size + 1;
}

void journal::drop(places& from, const std::string& id) {
    const auto it = from.find(id);
    if (it == from.end()) return;
    wanted_ -= it->second.size + 1;
    from.erase(it);
}

void journal::keep(const call& c) { keep(c.id, write_call(c)); }

void journal::keep(const std::string& id, std::string_view text) {
    put(live_, id, append('L', text));
    tidy();
}

void journal::settle(const call& c) {
    put(settled_, c.id, append('S', write_call(c)));
    drop(live_, c.id);
}

void journal::forget(const std::string& id) {
    if (!settled_.contains(id)) return;
    append('F', id);
    drop(settled_, id);
    tidy();
}

std::function<void()> journal::flusher() const {
    return [open = file_] { open->flush(); };
}

void journal::tidy() {
    try {
        if (live_.empty() && settled_.empty())
            file_->cut(0);
        else if (file_->size > worth_tidying && wanted_ * 2 < file_->size)
            write_anew();
    } catch (const std::exception& e) {  // What is there is right, only longer than need be.
        log::warn("calls", "journal not tidied", {{"file", path_}, {"why", e.what()}});
    }
}

void journal::write_anew() {
    const auto fresh = std::make_shared<file>(path_ + ".new", O_CREAT | O_TRUNC);
    auto live = live_;
    auto settled = settled_;
    for (auto* kind : {&live, &settled})
        for (auto& [id, l] : *kind) {
            const auto text = text_of(l);
            l.at = fresh->size;
            fresh->add(text + '\n');
        }
    fresh->flush();
    fs::rename(fresh->path, path_);
    fresh->path = path_;
    file_ = fresh;
    live_ = std::move(live);
    settled_ = std::move(settled);
}

std::string journal::text_of(line l) const { return file_->read(l.at, l.size); }

std::vector<call> journal::live() const {
    std::vector<call> list;
    for (const auto& [id, l] : live_) list.push_back(read_call(text_of(l).substr(2)));
    return list;
}

std::vector<call> journal::settled(std::size_t limit) const {
    std::vector<line> places;
    for (const auto& [id, l] : settled_) places.push_back(l);
    std::ranges::sort(places, {}, &line::at);
    if (places.size() > limit) places.resize(limit);
    std::vector<call> list;
    for (const auto& l : places) list.push_back(read_call(text_of(l).substr(2)));
    return list;
}

bool journal::is_settled(const std::string& id) const { return settled_.contains(id); }

}  // namespace zenix::calls
