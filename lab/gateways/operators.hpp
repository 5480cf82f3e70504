#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace zenix::lab {

/// What a mobile operator is to a prepaid SIM. The lab's own three; codes as Indian operators had
/// them, texts our own, each with another habit that a reader of such texts must cope with.
struct mobile_operator {
    std::string_view name;
    std::string_view plmn;          ///< MCC and MNC
    std::string_view smsc;          ///< SMS centre, E.164
    std::string_view balance_code;  ///< USSD that tells the credit
    std::int64_t paise_per_pulse;   ///< a started pulse costs this
    int pulse_s;
    std::int64_t paise_per_text;
};

[[nodiscard]] std::span<const mobile_operator> operators();
/// The one of this name; the first when there is none.
[[nodiscard]] const mobile_operator& operator_named(std::string_view name);

/// What the operator answers to its balance code. `paise` may be below zero.
[[nodiscard]] std::string credit_text(const mobile_operator& of, std::int64_t paise);
/// The answer to any USSD code from this operator's SIM.
[[nodiscard]] std::string ussd_answer(
    const mobile_operator& of, std::string_view code, std::int64_t paise, std::string_view number);

}  // namespace zenix::lab
