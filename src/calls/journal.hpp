#pragma once
#include <string>
#include <vector>

#include "calls/call.hpp"

namespace zenix::calls {

/// Calls on disk, so that none is lost with the process or while PostgreSQL is away.
///
/// `live/ID.json` follows each call while it lives; it is written at every change and survives a
/// killed server (the page cache does). `settled/ID.json` is a row on its way to `call_logs`,
/// flushed to disk before the live file goes, removed once PostgreSQL has it.
class journal {
  public:
    /// Makes the folders. Throws std::runtime_error naming the folder when it cannot.
    explicit journal(std::string folder);

    void keep(const call& c);                        ///< live
    void settle(const call& c);                      ///< live → settled, flushed to disk
    void forget(const std::string& id);              ///< settled row is in PostgreSQL
    [[nodiscard]] std::vector<call> live() const;    ///< what the last run left
    [[nodiscard]] std::vector<call> settled() const;
    [[nodiscard]] std::size_t settled_count() const;
    [[nodiscard]] bool is_settled(const std::string& id) const;  ///< and not yet in PostgreSQL

  private:
    [[nodiscard]] std::string file(const char* kind, const std::string& id) const;
    std::string folder_;
};

/// A call as one line of JSON and back; unknown members are passed over.
[[nodiscard]] std::string write_call(const call& c);
[[nodiscard]] call read_call(std::string_view text);

}  // namespace zenix::calls
