#include "lab/gateways/operators.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

namespace zenix::lab {
namespace {

constexpr std::array table{
    mobile_operator{"Airtel", "40445", "+919810051914", "*121#", 60, 60, 100},
    mobile_operator{"Jio", "405861", "+917010075009", "*333#", 1, 1, 15},
    mobile_operator{"Vi", "40420", "+919820005444", "*199#", 75, 30, 120},
};

// Rupees with two places, the sign in front.
std::string rupees(std::int64_t paise, char mark) {
    const auto most = std::llabs(paise);
    return fmt::format("{}{}{}{:02}", paise < 0 ? "-" : "", most / 100, mark, most % 100);
}

}  // namespace

std::span<const mobile_operator> operators() { return table; }

const mobile_operator& operator_named(std::string_view name) {
    for (const auto& o : table)
        if (o.name == name) return o;
    return table.front();
}

std::string credit_text(const mobile_operator& of, std::int64_t paise) {
    if (of.name == "Jio")  // a decimal comma, and the currency behind
        return fmt::format(
            "Main balance is {} INR. Plan valid till 31-12-2026.", rupees(paise, ','));
    if (of.name == "Vi")  // "minus" as a word, other numbers around it
        return fmt::format("Vi 199: Bal Rs {}{} Data 1.50 GB of 2 GB left, valid 28 days",
            paise < 0 ? "minus " : "", rupees(std::llabs(paise), '.'));
    return fmt::format("Your balance: Rs.{}\nExpiry 31 Dec 2026.", rupees(paise, '.'));
}

std::string ussd_answer(
    const mobile_operator& of, std::string_view code, std::int64_t paise, std::string_view number) {
    if (code == of.balance_code) return credit_text(of, paise);
    if (code == "*1#") return fmt::format("Your number is {}", number);
    if (code == "*123*1#") return "1. Balance\n2. Offers\n3. My number";
    return "Invalid MMI code.";
}

}  // namespace zenix::lab
