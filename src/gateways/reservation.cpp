#include "gateways/reservation.hpp"

#include "gateways/book_ledger.hpp"

#include <utility>

namespace zenix::gateways {

reservation::reservation(std::weak_ptr<book_ledger> ledger, std::string key, facts f)
    : ledger_(std::move(ledger)), key_(std::move(key)), facts_(std::move(f)) {}

reservation::reservation(reservation&& other) noexcept
    : ledger_(std::move(other.ledger_)), key_(std::exchange(other.key_, {})),
      facts_(std::move(other.facts_)) {}

reservation& reservation::operator=(reservation&& other) noexcept {
    if (this == &other) return *this;
    release();
    ledger_ = std::move(other.ledger_);
    key_ = std::exchange(other.key_, {});
    facts_ = std::move(other.facts_);
    return *this;
}

reservation::~reservation() { release(); }

void reservation::release() {
    if (key_.empty()) return;
    if (const auto ledger = ledger_.lock()) ledger->give_back(key_);
    key_.clear();
}

void reservation::settle(bool answered, std::int64_t seconds) {
    if (key_.empty()) return;
    if (const auto ledger = ledger_.lock()) ledger->settle(key_, answered, seconds);
    key_.clear();
}

}  // namespace zenix::gateways
