#include "net/range.hpp"

#include "net/encoding.hpp"

#include <algorithm>
#include <charconv>

namespace zenix::net {

namespace {

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size() || text.empty()) return std::nullopt;
    // Beyond 2^64 is beyond every body.
    if (fault == std::errc::result_out_of_range) return ~std::uint64_t{0};
    if (fault != std::errc{}) return std::nullopt;
    return value;
}

}  // namespace

range_answer read_range(std::string_view header, std::uint64_t size) {
    const auto equals = header.find('=');
    if (equals == std::string_view::npos) return {};
    if (!equal_without_case(trim(header.substr(0, equals)), "bytes")) return {};
    const std::string_view spec = trim(header.substr(equals + 1));
    const auto dash = spec.find('-');
    if (dash == std::string_view::npos || spec.find(',') != std::string_view::npos) return {};
    const auto first = number(trim(spec.substr(0, dash)));
    const auto last = number(trim(spec.substr(dash + 1)));

    if (spec.front() == '-') {  // the last N bytes
        if (!last) return {};
        if (*last == 0 || size == 0) return {range_kind::unsatisfiable, {}};
        return {range_kind::part, {size - std::min(*last, size), size}};
    }
    if (!first || (!last && dash + 1 != spec.size()) || (last && *last < *first)) return {};
    if (*first >= size) return {range_kind::unsatisfiable, {}};
    const std::uint64_t end = last ? std::min(*last, size - 1) + 1 : size;
    return {range_kind::part, {*first, end}};
}

}  // namespace zenix::net
