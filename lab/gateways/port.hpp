#pragma once
#include "base/time.hpp"
#include "lab/gateways/card.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::lab {

enum class registration {
    power_off,
    no_sim,
    pin_required,
    puk_required,
    unregistered,
    searching,
    registered,
    lost  ///< the module does not answer
};
[[nodiscard]] std::string_view to_string(registration r);

/// What may be wrong with a port besides what its own settings make of it.
enum class port_fault { none, lost, no_sim, unregistered };
[[nodiscard]] std::string_view to_string(port_fault f);
[[nodiscard]] std::optional<port_fault> parse_port_fault(std::string_view text);

/// How fast the world of a box goes: 10 makes registration ten times as quick as in the field.
struct pace {
    double speed = 1;
    [[nodiscard]] ms real(ms in_the_field) const {
        return ms(static_cast<std::int64_t>(static_cast<double>(in_the_field.count()) / speed));
    }
};

/// What a port's network makes of USSD, where it is not the operator's usual answer.
struct ussd_script {
    enum class manner { answer, busy, silent, refused };
    manner what = manner::answer;
    std::optional<std::string> text = std::nullopt;  ///< instead of the operator's own words
    ms late{0};                                      ///< on top of the usual 1.5 to 5 s
    bool hex = false;                                ///< as UCS-2 in hexadecimal digits

    bool operator==(const ussd_script&) const = default;
};

/// One GSM module with one to four SIM slots. State follows from settings and time; nothing ticks.
/// One job at a time: a call, a text or a USSD dialogue. Pure.
class gsm_port {
  public:
    gsm_port(int index, std::vector<std::optional<card>> slots, std::uint64_t seed);

    [[nodiscard]] int index() const { return index_; }
    [[nodiscard]] registration state(sys_ms at) const;
    /// Registered, not blocked: what may carry a call or text.
    [[nodiscard]] bool usable(sys_ms at) const;
    /// CSQ, 0 to 31, a slow walk; 0 when there is no network.
    [[nodiscard]] int signal(sys_ms at) const;
    [[nodiscard]] const std::string& imei() const { return imei_; }

    [[nodiscard]] const card* sim() const;  ///< in the chosen slot, whatever state it is in
    [[nodiscard]] card* sim();
    [[nodiscard]] int slot() const { return slot_; }
    [[nodiscard]] std::size_t slots() const { return slots_.size(); }
    /// Any slot's card; nullptr when it is empty or there is no such slot.
    [[nodiscard]] card* in_slot(int slot);

    // Each drops the registration; it comes back 20 to 60 s (of the field) later.
    bool choose_slot(int slot, sys_ms at, pace p);  ///< false: no such slot
    void power(bool on, sys_ms at, pace p);
    void reset(sys_ms at, pace p);
    bool enter_pin(std::string_view code, sys_ms at, pace p);

    bool blocked = false;
    port_fault fault = port_fault::none;
    int base_signal = 24;  ///< middle of the walk
    ms flap{0};            ///< registered so long, searching so long, over and over; 0: steady
    ussd_script ussd;
    /// Of the call it carries, in the words of a box: Processing, Alerting, Ringing, Active.
    std::string call_word = "Processing";

    enum class job { none, call, text, ussd };
    /// False while another job runs.
    bool seize(job what, std::string who);
    void release();
    [[nodiscard]] job busy_with() const { return job_; }
    [[nodiscard]] const std::string& busy_for() const { return job_of_; }

  private:
    void start_module(sys_ms at, pace p);

    int index_;
    std::vector<std::optional<card>> slots_;
    int slot_ = 0;
    bool powered_ = true;
    std::uint64_t seed_, starts_ = 0;
    std::string imei_;
    sys_ms boots_until_{}, searches_until_{};
    job job_ = job::none;
    std::string job_of_;
};

}  // namespace zenix::lab
