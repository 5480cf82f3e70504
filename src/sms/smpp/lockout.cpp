#include "sms/smpp/lockout.hpp"

#include <algorithm>

namespace zenix::sms::smpp {
namespace {

constexpr std::size_t entries_max = 10'000;

}  // namespace

bool lockout::is_locked(const std::string& who, instant now) const {
    const auto found = book_.find(who);
    return found != book_.end() && now < found->second.until;
}

bool lockout::wrong(const std::string& who, instant now) {
    if (book_.size() >= entries_max) forget_old(now);
    auto& e = book_[who];
    e.last = now;
    if (++e.wrong < tries_) return false;
    e.wrong = 0;
    e.lock = e.lock.count() == 0 ? first_ : std::min(e.lock * 2, longest_);
    e.until = now + e.lock;
    return true;
}

void lockout::forget_old(instant now) {
    std::erase_if(book_, [&](const auto& e) { return now - e.second.last > longest_; });
    while (book_.size() >= entries_max) book_.erase(book_.begin());
}

}  // namespace zenix::sms::smpp
