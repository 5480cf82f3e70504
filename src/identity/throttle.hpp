#pragma once
#include <cstddef>
#include <map>
#include <string>

#include "base/time.hpp"

namespace zenix::identity {

/// Slows down guessing of passwords: by username and address, and by address alone. After the free
/// failures each further one doubles the wait, from 2 s to 15 min. An address has more of them free
/// than a username, since a whole call centre may sit behind one. Kept in memory, bounded.
class throttle {
  public:
    struct limits {
        int free_per_user = 5;      ///< of one username from one address
        int free_per_address = 20;  ///< of all usernames from one address
        std::size_t remembered = 20'000;
    };
    throttle() = default;
    explicit throttle(limits l) : limits_(l) {}

    /// Counts a try as a failure beforehand, so that many at once gain nothing. Returns the wait that
    /// is asked for first; when above zero the try must not be made (and has not been counted).
    [[nodiscard]] ms attempt(const std::string& username, const std::string& address, sys_ms now);
    /// The try was right: it counts no more, and the username's failures are forgiven.
    void succeeded(const std::string& username, const std::string& address);
    /// The try was not made after all (the database was away).
    void undo(const std::string& username, const std::string& address);

    /// True the first time it is asked in a wait: so that the audit log gets one line, not thousands.
    [[nodiscard]] bool first_refusal(const std::string& username, const std::string& address);
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

  private:
    struct entry {
        int failures = 0;
        sys_ms last{};
        sys_ms blocked_until{};
        bool told = false;
    };
    static std::string key(const std::string& username, const std::string& address);
    void charge(entry& e, int free, sys_ms now);
    void forget_oldest(sys_ms now);

    limits limits_;
    std::map<std::string, entry> entries_;
};

}  // namespace zenix::identity
