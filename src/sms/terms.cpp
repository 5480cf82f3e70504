#include "sms/terms.hpp"

#include <algorithm>
#include <array>

namespace zenix::sms {
namespace {

constexpr std::array<std::string_view, 10> states{"queued", "refused", "submitted", "accepted",
    "delivered", "failed", "expired", "unknown", "cancelled", "received"};
constexpr std::array<std::string_view, 3> classes{"urgent", "normal", "bulk"};

template <class E, std::size_t N>
std::optional<E> value_of(const std::array<std::string_view, N>& names, std::string_view text) {
    const auto* at = std::find(names.begin(), names.end(), text);
    if (at == names.end()) return std::nullopt;
    return static_cast<E>(at - names.begin());
}

}  // namespace

std::string_view to_string(status s) { return states[static_cast<std::size_t>(s)]; }
std::optional<status> parse_status(std::string_view text) { return value_of<status>(states, text); }
std::string_view to_string(priority p) { return classes[static_cast<std::size_t>(p)]; }
std::optional<priority> parse_priority(std::string_view text) {
    return value_of<priority>(classes, text);
}

bool is_over(status s) {
    return s != status::queued && s != status::submitted && s != status::accepted;
}

std::size_t characters_of(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace zenix::sms
