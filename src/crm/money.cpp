#include "crm/money.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include <fmt/format.h>

namespace zenix::crm {
namespace {

constexpr std::array<std::string_view, 17> without{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF",
    "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 7> thousandths{
    "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};

bool digits_only(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

int minor_digits(std::string_view currency) {
    if (std::find(without.begin(), without.end(), currency) != without.end()) return 0;
    if (std::find(thousandths.begin(), thousandths.end(), currency) != thousandths.end()) return 3;
    return 2;
}

std::string in_major(std::int64_t minor, std::string_view currency) {
    const int digits = minor_digits(currency);
    std::int64_t unit = 1;
    for (int i = 0; i < digits; ++i) unit *= 10;
    if (unit == 1) return fmt::format("{} {}", currency, minor);
    return fmt::format("{} {}.{:0{}}", currency, minor / unit, minor % unit, digits);
}

std::optional<std::int64_t> from_major(std::string_view text, int digits) {
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    const auto part = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    if (whole.empty() || !digits_only(whole) || !digits_only(part)) return std::nullopt;
    if (point != std::string_view::npos && part.empty()) return std::nullopt;
    if (part.size() > static_cast<std::size_t>(digits)) return std::nullopt;
    std::string minor(whole);
    minor += part;
    minor.append(static_cast<std::size_t>(digits) - part.size(), '0');
    std::int64_t value = 0;
    const auto [end, fault] = std::from_chars(minor.data(), minor.data() + minor.size(), value);
    if (fault != std::errc{} || end != minor.data() + minor.size()) return std::nullopt;
    return value;
}

}  // namespace zenix::crm
