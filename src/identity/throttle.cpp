#include "identity/throttle.hpp"

#include <algorithm>
#include <vector>

namespace zenix::identity {
namespace {

constexpr ms shortest{2'000}, longest{900'000};
constexpr ms forgiven_after{3'600'000};

}  // namespace

/// Addresses hold no line feed, so no two pairs share a key; the address alone has an empty username,
/// which no user has.
std::string throttle::key(const std::string& username, const std::string& address) {
    return address + "\n" + username;
}

ms throttle::attempt(const std::string& username, const std::string& address, sys_ms now) {
    ms wait{0};
    for (const std::string& k : {key(username, address), key({}, address)}) {
        const auto found = entries_.find(k);
        if (found == entries_.end()) continue;
        if (now - found->second.last > forgiven_after) {
            entries_.erase(found);
        } else if (found->second.blocked_until > now) {
            wait = std::max(wait, found->second.blocked_until - now);
        }
    }
    if (wait.count() > 0) return wait;
    if (entries_.size() + 2 > limits_.remembered) forget_oldest(now);
    charge(entries_[key(username, address)], limits_.free_per_user, now);
    charge(entries_[key({}, address)], limits_.free_per_address, now);
    return ms{0};
}

void throttle::charge(entry& e, int free, sys_ms now) {
    ++e.failures;
    e.last = now;
    e.told = false;
    const int over = e.failures - free;
    if (over < 0) return;
    e.blocked_until = now + std::min(longest, shortest * (1 << std::min(over, 12)));
}

void throttle::succeeded(const std::string& username, const std::string& address) {
    entries_.erase(key(username, address));
    const auto found = entries_.find(key({}, address));
    if (found == entries_.end()) return;
    // Not all of them: else one good account would wash an attacker's address clean.
    entry& e = found->second;
    if (--e.failures < limits_.free_per_address) e.blocked_until = {};
    if (e.failures <= 0) entries_.erase(found);
}

void throttle::undo(const std::string& username, const std::string& address) {
    for (const auto& [k, free] : {std::pair{key(username, address), limits_.free_per_user},
                                  std::pair{key({}, address), limits_.free_per_address}}) {
        const auto found = entries_.find(k);
        if (found == entries_.end()) continue;
        if (--found->second.failures < free) found->second.blocked_until = {};
        if (found->second.failures <= 0) entries_.erase(found);
    }
}

bool throttle::first_refusal(const std::string& username, const std::string& address) {
    bool first = false;
    for (const std::string& k : {key(username, address), key({}, address)}) {
        const auto found = entries_.find(k);
        if (found == entries_.end() || found->second.told) continue;
        found->second.told = first = true;
    }
    return first;
}

/// Makes room: a tenth of the entries, those that failed longest ago.
void throttle::forget_oldest(sys_ms now) {
    std::erase_if(entries_, [&](const auto& e) { return now - e.second.last > forgiven_after; });
    if (entries_.size() + 2 <= limits_.remembered) return;
    std::vector<sys_ms> times;
    for (const auto& [k, e] : entries_) times.push_back(e.last);
    const auto tenth = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 10);
    std::ranges::nth_element(times, tenth);
    const sys_ms until = *tenth;
    std::erase_if(entries_, [&](const auto& e) { return e.second.last <= until; });
}

}  // namespace zenix::identity
