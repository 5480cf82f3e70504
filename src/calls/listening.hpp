#pragma once
#include "base/time.hpp"

#include <map>
#include <string>

namespace zenix::calls {

/// Which listening to a recording is a new one. A player asks for a recording in many ranges, and may
/// begin with any of them, so what a range says tells nothing: what counts is who heard what lately.
class listening_book {
  public:
    static constexpr ms one_listening{std::chrono::minutes(10)};

    /// Whether what `listener` fetches of `what` now is to be written to the audit log.
    [[nodiscard]] bool is_new(
        const std::string& listener, const std::string& what, sys_ms now) const {
        const auto it = written_.find({listener, what});
        return it == written_.end() || now - it->second >= one_listening || now < it->second;
    }
    /// It has been written. Those past their time are forgotten.
    void wrote(const std::string& listener, const std::string& what, sys_ms now) {
        std::erase_if(written_, [&](const auto& e) { return now - e.second >= one_listening; });
        written_[{listener, what}] = now;
    }

  private:
    std::map<std::pair<std::string, std::string>, sys_ms> written_;
};

}  // namespace zenix::calls
