#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "calls/call.hpp"

namespace zenix::calls {

/// Calls on disk, so that none is lost with the process or while PostgreSQL is away.
///
/// One file, `calls.log`, to which a line is added at every change of a call, and no more: a line
/// outlives a killed server as soon as it is written, for the page cache does. A file a call, made
/// anew at each change, cost more than everything else zenix does for a call together.
///
///     L <call as JSON>   it lives and is now so
///     S <call as JSON>   it has settled: a row on its way to `call_logs`
///     F <id>             PostgreSQL has the row
///
/// When nothing is left in it the file is emptied; when most of it is past, it is written anew.
class journal {
  public:
    /// Makes the folder and reads what the last run left. What cannot be read is set aside in
    /// `calls.log.unreadable`, and holds nobody up. Throws std::runtime_error naming the folder.
    explicit journal(std::string folder);
    ~journal();

    /// Each throws std::system_error when the disk takes no more; what was there before stays.
    void keep(const call& c);
    void keep(const std::string& id, std::string_view text);  ///< as `write_call` gives it
    void settle(const call& c);
    /// Flushes to the disk what was written until now. May be called on another thread, where it
    /// waits; throws std::system_error.
    [[nodiscard]] std::function<void()> flusher() const;
    void forget(const std::string& id);

    [[nodiscard]] std::vector<call> live() const;
    [[nodiscard]] std::vector<call> settled(std::size_t limit = 100) const;  ///< oldest first
    [[nodiscard]] std::size_t settled_count() const { return settled_.size(); }
    [[nodiscard]] bool is_settled(const std::string& id) const;  ///< and not yet in PostgreSQL

  private:
    struct file;
    struct line {
        std::uint64_t at = 0;
        std::size_t size = 0;
    };
    using places = std::map<std::string, line>;
    void read_back();
    line append(char kind, std::string_view body);
    void put(places& into, const std::string& id, line l);
    void drop(places& from, const std::string& id);
    void tidy();
    void write_anew();
    [[nodiscard]] std::string text_of(line l) const;

    std::string path_;
    std::shared_ptr<file> file_;
    places live_, settled_;
    std::uint64_t wanted_ = 0;  ///< bytes of the lines that still say something
};

/// A call as one line of JSON and back; unknown members are passed over.
[[nodiscard]] std::string write_call(const call& c);
[[nodiscard]] call read_call(std::string_view text);

}  // namespace zenix::calls
