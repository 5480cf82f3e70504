#include "lab/gateways/card.hpp"

#include "lab/gateways/operators.hpp"

#include <algorithm>

namespace zenix::lab {

card::lock card::locked() const {
    if (pin.empty()) return lock::none;
    if (pin_tries == 0) return lock::puk;
    return open ? lock::none : lock::pin;
}

bool card::enter(std::string_view code) {
    if (locked() == lock::puk) {
        if (!code.starts_with(puk)) return false;
        if (code.size() > puk.size()) pin = code.substr(puk.size());
        pin_tries = 3;
        open = true;
        return true;
    }
    if (pin.empty()) return true;
    if (code != pin) {
        pin_tries = std::max(0, pin_tries - 1);
        if (pin_tries == 0) open = false;
        return false;
    }
    pin_tries = 3;
    open = true;
    return true;
}

int card::refuses_call() const {
    if (congestion_cause != 0) return congestion_cause;
    return seconds_left() <= 0 ? no_credit_cause : 0;
}

std::int64_t card::bill_call(std::int64_t seconds) {
    if (seconds <= 0) return 0;
    const auto& of = operator_named(network);
    const auto pulses = (seconds + of.pulse_s - 1) / of.pulse_s;
    const auto cost = pulses * of.paise_per_pulse;
    credit_paise -= cost;
    return cost;
}

std::int64_t card::bill_text(int segments) {
    const auto cost = operator_named(network).paise_per_text * segments;
    credit_paise -= cost;
    return cost;
}

std::int64_t card::seconds_left() const {
    const auto& of = operator_named(network);
    return credit_paise / of.paise_per_pulse * of.pulse_s;
}

}  // namespace zenix::lab
