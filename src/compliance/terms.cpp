#include "compliance/terms.hpp"

#include <array>
#include <span>
#include <utility>

namespace zenix::compliance {
namespace {

template <class E>
using word = std::pair<E, std::string_view>;

constexpr std::array<word<channel>, 2> channels{{
    {channel::call, "call"},
    {channel::text, "text"},
}};
constexpr std::array<word<purpose>, 3> purposes{{
    {purpose::recovery, "recovery"},
    {purpose::service, "service"},
    {purpose::promotion, "promotion"},
}};
constexpr std::array<word<rule_kind>, 6> kinds{{
    {rule_kind::calling_hours, "calling_hours"},
    {rule_kind::do_not_call, "do_not_call"},
    {rule_kind::attempt_cap, "attempt_cap"},
    {rule_kind::valid_number, "valid_number"},
    {rule_kind::text_opt_out, "text_opt_out"},
    {rule_kind::registered_template, "registered_template"},
}};

template <class E, std::size_t N>
std::string_view name_of(const std::array<word<E>, N>& words, E value) {
    for (const auto& [e, text] : words)
        if (e == value) return text;
    return {};
}

template <class E, std::size_t N>
std::optional<E> value_of(const std::array<word<E>, N>& words, std::string_view name) {
    for (const auto& [e, text] : words)
        if (text == name) return e;
    return std::nullopt;
}

}  // namespace

std::string_view to_string(channel c) { return name_of(channels, c); }
std::string_view to_string(purpose p) { return name_of(purposes, p); }
std::string_view to_string(rule_kind k) { return name_of(kinds, k); }

std::optional<channel> parse_channel(std::string_view text) { return value_of(channels, text); }
std::optional<purpose> parse_purpose(std::string_view text) { return value_of(purposes, text); }
std::optional<rule_kind> parse_rule_kind(std::string_view text) { return value_of(kinds, text); }

}  // namespace zenix::compliance
