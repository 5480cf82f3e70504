#include "calls/journal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/described_json.hpp"
#include "base/log.hpp"

namespace zenix::calls {
namespace {

namespace fs = std::filesystem;

/// Whole or not at all: a temp file and a rename; with `durable` also flushed to the disk.
void replace(const std::string& path, const std::string& text, bool durable) {
    const auto temp = path + ".new";
    const int fd = ::open(temp.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), temp);
    std::size_t done = 0;
    bool ok = true;
    while (ok && done < text.size()) {
        const auto n = ::write(fd, text.data() + done, text.size() - done);
        if (n > 0) done += static_cast<std::size_t>(n);
        else if (errno != EINTR) ok = false;
    }
    if (ok && durable && ::fdatasync(fd) != 0) ok = false;
    const int fault = errno;
    ::close(fd);
    if (!ok) throw std::system_error(fault, std::generic_category(), temp);
    fs::rename(temp, path);
}

std::vector<call> read_all(const fs::path& folder) {
    std::vector<call> list;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".json") continue;
        std::ifstream in(entry.path());
        std::stringstream text;
        text << in.rdbuf();
        try {
            list.push_back(read_call(text.str()));
        } catch (const std::exception& e) {
            // Set aside, never dropped: somebody may still read it.
            log::error("calls", "journal entry unreadable, set aside",
                       {{"file", entry.path().string()}, {"why", e.what()}});
            fs::rename(entry.path(), entry.path().string() + ".unreadable");
        }
    }
    return list;
}

}  // namespace

std::string write_call(const call& c) { return json::serialize(described::write(c)); }

call read_call(std::string_view text) {
    call c;
    described::read(json::parse(text), c);
    if (c.id.empty()) throw std::runtime_error("no call id");
    return c;
}

journal::journal(std::string folder) : folder_(std::move(folder)) {
    for (const char* kind : {"live", "settled"}) {
        std::error_code fault;
        fs::create_directories(folder_ + '/' + kind, fault);
        if (fault)
            throw std::runtime_error("cannot make " + folder_ + '/' + kind + ": " + fault.message() +
                                     "; give zenix a data folder it may write to");
    }
}

std::string journal::file(const char* kind, const std::string& id) const {
    return folder_ + '/' + kind + '/' + id + ".json";
}

void journal::keep(const call& c) { replace(file("live", c.id), write_call(c), false); }

void journal::settle(const call& c) {
    replace(file("settled", c.id), write_call(c), true);
    std::error_code gone;
    fs::remove(file("live", c.id), gone);
}

void journal::forget(const std::string& id) {
    std::error_code gone;
    fs::remove(file("settled", id), gone);
}

std::vector<call> journal::live() const {
    auto list = read_all(folder_ + "/live");
    // Killed between the two steps of settle(): the settled file is the later one.
    std::erase_if(list, [&](const call& c) {
        if (!fs::exists(file("settled", c.id))) return false;
        fs::remove(file("live", c.id));
        return true;
    });
    return list;
}

std::vector<call> journal::settled() const { return read_all(folder_ + "/settled"); }

std::size_t journal::settled_count() const {
    std::size_t n = 0;
    for (const auto& entry : fs::directory_iterator(folder_ + "/settled"))
        n += entry.path().extension() == ".json" ? 1u : 0u;
    return n;
}

bool journal::is_settled(const std::string& id) const { return fs::exists(file("settled", id)); }

}  // namespace zenix::calls
