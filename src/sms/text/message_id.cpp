#include "sms/text/receipt.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace zenix::sms::text {
namespace {

/// The id as a decimal number; nullopt when it is none of that base, or beyond 64 bits.
std::optional<std::string> as_decimal(std::string_view id, id_base base) {
    if (base == id_base::hexadecimal && (id.starts_with("0x") || id.starts_with("0X")))
        id.remove_prefix(2);
    std::uint64_t value = 0;
    const auto r = std::from_chars(
        id.data(), id.data() + id.size(), value, base == id_base::decimal ? 10 : 16);
    if (id.empty() || r.ec != std::errc{} || r.ptr != id.data() + id.size()) return std::nullopt;
    return std::to_string(value);
}

std::string key(std::string_view id, id_base base, const id_rule& rule) {
    // Some centres pad with spaces, and some let the NUL of the wire through.
    const auto first = id.find_first_not_of(" \t");
    id = first == std::string_view::npos ? std::string_view{} : id.substr(first);
    id = id.substr(0, id.find_last_not_of(std::string_view(" \t\0", 3)) + 1);
    if (base != id_base::as_is)
        if (auto number = as_decimal(id, base)) return *std::move(number);
    std::string out(id);
    if (rule.strip_zeros) {
        const auto digit = out.find_first_not_of('0');
        out = digit == std::string::npos ? (out.empty() ? "" : "0") : out.substr(digit);
    }
    if (rule.fold_case)
        std::ranges::transform(out, out.begin(),
            [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

}  // namespace

std::string response_key(std::string_view id, const id_rule& rule) {
    return key(id, rule.in_response, rule);
}

std::string receipt_key(std::string_view id, const id_rule& rule) {
    return key(id, rule.in_receipt, rule);
}

}  // namespace zenix::sms::text
