#pragma once
#include "sms/smpp/session.hpp"

#include <map>
#include <string>

namespace zenix::sms::smpp {

/// Who gave wrong passwords and may not try for a while. Pure; keyed by name and address together, so
/// that nobody locks out somebody else.
class lockout {
  public:
    lockout(std::size_t tries, ms first, ms longest)
        : tries_(tries), first_(first), longest_(longest) {}

    [[nodiscard]] bool is_locked(const std::string& who, instant now) const;
    /// True when this one started a lock.
    bool wrong(const std::string& who, instant now);
    void right(const std::string& who) { book_.erase(who); }

  private:
    struct entry {
        std::size_t wrong = 0;
        ms lock{0};
        instant until{}, last{};
    };
    void forget_old(instant now);
    std::size_t tries_;
    ms first_, longest_;
    std::map<std::string, entry> book_;
};

}  // namespace zenix::sms::smpp
