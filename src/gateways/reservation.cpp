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

void reservation::settle(const call_end& end) {
    if (key_.empty()) return;
    call_use use;
    use.answered = end.answered;
    use.outcome = end.outcome;
    if (end.answered) {
        use.seconds = (end.talk_ms + 999) / 1000;
        const auto& t = facts_.tariff;
        use.billed_s = billed_seconds(t.value_or(gateways::tariff{}), end.talk_ms);
        use.cost_minor = t ? price(*t, end.talk_ms) : 0;
    }
    if (const auto ledger = ledger_.lock()) ledger->settle(key_, use);
    key_.clear();
}

void reservation::settle(bool answered, std::int64_t seconds) {
    settle({answered, seconds * 1000, answered ? way_outcome::worked : way_outcome::unknown});
}

}  // namespace zenix::gateways
