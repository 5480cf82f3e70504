#include "lab/gateways/port.hpp"

#include "lab/gateways/dice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace zenix::lab {
namespace {

constexpr std::array names{"power_off", "no_sim", "pin_required", "puk_required", "unregistered",
    "searching", "registered", "lost"};
constexpr std::array faults{"none", "lost", "no_sim", "unregistered"};
constexpr std::int64_t walk_step_ms = 15'000;  // of the field: the signal changes so often

// TAC of a test device, a serial, and the check digit of 3GPP TS 23.003 annex B (Luhn).
std::string make_imei(std::uint64_t seed, int index) {
    auto digits =
        fmt::format("00101234{:06}", (mix(seed) + static_cast<unsigned>(index)) % 1000000);
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        int d = digits[i] - '0';
        if (i % 2 == 1) d = d * 2 > 9 ? d * 2 - 9 : d * 2;
        sum += d;
    }
    digits += static_cast<char>('0' + (10 - sum % 10) % 10);
    return digits;
}

}  // namespace

std::string_view to_string(registration r) { return names.at(static_cast<std::size_t>(r)); }
std::string_view to_string(port_fault f) { return faults.at(static_cast<std::size_t>(f)); }

std::optional<port_fault> parse_port_fault(std::string_view text) {
    for (std::size_t i = 0; i < faults.size(); ++i)
        if (faults.at(i) == text) return static_cast<port_fault>(i);
    return std::nullopt;
}

gsm_port::gsm_port(int index, std::vector<std::optional<card>> slots, std::uint64_t seed)
    : index_(index), slots_(std::move(slots)), seed_(mix(seed + static_cast<unsigned>(index))),
      imei_(make_imei(seed, index)) {
    if (slots_.empty()) slots_.resize(1);
    base_signal = static_cast<int>(throw_dice(seed_, 1, 14, 28));
}

const card* gsm_port::sim() const {
    const auto& s = slots_[static_cast<std::size_t>(slot_)];
    return s && fault != port_fault::no_sim ? &*s : nullptr;
}

card* gsm_port::sim() { return const_cast<card*>(std::as_const(*this).sim()); }

card* gsm_port::in_slot(int slot) {
    if (slot < 0 || static_cast<std::size_t>(slot) >= slots_.size()) return nullptr;
    auto& s = slots_[static_cast<std::size_t>(slot)];
    return s ? &*s : nullptr;
}

registration gsm_port::state(sys_ms at) const {
    if (fault == port_fault::lost) return registration::lost;
    if (!powered_ || at < boots_until_) return registration::power_off;
    const auto* s = sim();
    if (s == nullptr) return registration::no_sim;
    if (s->locked() == card::lock::pin) return registration::pin_required;
    if (s->locked() == card::lock::puk) return registration::puk_required;
    if (fault == port_fault::unregistered) return registration::unregistered;
    const bool away = flap > ms(0) && at.time_since_epoch() / flap % 2 == 1;
    return away || at < searches_until_ ? registration::searching : registration::registered;
}

bool gsm_port::usable(sys_ms at) const { return !blocked && state(at) == registration::registered; }

int gsm_port::signal(sys_ms at) const {
    const auto s = state(at);
    if (s != registration::registered && s != registration::searching) return 0;
    const auto step = static_cast<std::uint64_t>(at.time_since_epoch().count() / walk_step_ms);
    // Two slow waves and a little noise, each from the dice: a walk that needs no memory.
    const auto wave = [&](std::uint64_t length, std::int64_t high) {
        return throw_dice(seed_ + length, step / length, -high, high);
    };
    const auto csq = base_signal + wave(40, 2) + wave(8, 1) + wave(1, 1);
    return static_cast<int>(std::clamp<std::int64_t>(csq, 0, 31));
}

void gsm_port::start_module(sys_ms at, pace p) {
    ++starts_;
    const auto boot = throw_dice(seed_, 2 * starts_, 3'000, 8'000);
    const auto all = throw_dice(seed_, 2 * starts_ + 1, 20'000, 60'000);
    boots_until_ = at + p.real(ms(boot));
    searches_until_ = at + p.real(ms(all));
    if (auto* s = sim()) s->open = false;
}

bool gsm_port::choose_slot(int slot, sys_ms at, pace p) {
    if (slot < 0 || static_cast<std::size_t>(slot) >= slots_.size()) return false;
    slot_ = slot;
    start_module(at, p);
    return true;
}

void gsm_port::power(bool on, sys_ms at, pace p) {
    if (on && !powered_) start_module(at, p);
    powered_ = on;
}

void gsm_port::reset(sys_ms at, pace p) { start_module(at, p); }

bool gsm_port::enter_pin(std::string_view code, sys_ms at, pace p) {
    auto* s = sim();
    if (s == nullptr) return false;
    const bool was_locked = s->locked() != card::lock::none;
    if (!s->enter(code)) return false;
    if (was_locked)
        searches_until_ = at + p.real(ms(throw_dice(seed_, 1000 + starts_, 5'000, 15'000)));
    return true;
}

bool gsm_port::seize(job what, std::string who) {
    if (job_ != job::none) return false;
    job_ = what;
    job_of_ = std::move(who);
    call_word = "Processing";
    return true;
}

void gsm_port::release() {
    job_ = job::none;
    job_of_.clear();
}

}  // namespace zenix::lab
