#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace zenix::lab {

/// A SIM card and its account at the operator. The card goes where it is put; counters and credit
/// go with it. Pure.
struct card {
    std::string number;  ///< E.164
    std::string iccid, imsi, network;
    std::int64_t credit_paise = 20'000;
    std::int64_t drain_rest = 0;   ///< what is not a whole paisa yet, times a minute in ms
    std::int64_t drain_paise = 0;  ///< lost each minute, whatever its calls cost

    std::string pin;  ///< empty: the card asks for none
    std::string puk = "12345678";
    bool open = false;  ///< the PIN was given since power came
    int pin_tries = 3;  ///< 3GPP TS 31.101: then the PUK is asked

    /// A network that takes no call of this SIM: Q.850 34, 38, 41, 42, 47; 0 is none.
    int congestion_cause = 0;
    /// What a call without credit ends with. Operators differ; 21 and 50 are common.
    int no_credit_cause = 21;

    enum class lock { none, pin, puk };
    [[nodiscard]] lock locked() const;
    /// False, and one try less, when it is the wrong one. Eight digits or more are taken as the PUK
    /// followed by a new PIN.
    bool enter(std::string_view code);
    /// The network's cause for refusing a call now; 0 when it takes it.
    [[nodiscard]] int refuses_call() const;
    /// Takes what a call of `seconds` after the answer costs and returns it, in paise.
    std::int64_t bill_call(std::int64_t seconds);
    std::int64_t bill_text(int segments);
    /// Seconds of a call that the credit lasts for.
    [[nodiscard]] std::int64_t seconds_left() const;
};

}  // namespace zenix::lab
