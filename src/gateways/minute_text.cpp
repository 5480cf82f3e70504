#include "gateways/minute_text.hpp"

#include "base/problem.hpp"

#include <fmt/format.h>

namespace zenix::gateways {

std::optional<std::int64_t> read_minute(fields& in, std::string_view name) {
    const auto text = in.maybe_text(name, {0, 16});
    if (!text) return std::nullopt;
    const auto digit = [&](std::size_t i) { return text->at(i) >= '0' && text->at(i) <= '9'; };
    const auto two = [&](std::size_t i) { return (text->at(i) - '0') * 10 + text->at(i + 1) - '0'; };
    const bool shaped = text->size() == 5 && digit(0) && digit(1) && text->at(2) == ':' &&
                        digit(3) && digit(4);
    if (!shaped || two(0) > 23 || two(3) > 59)
        throw invalid_field(in.path(name), "A time of day as HH:MM, from 00:00 to 23:59.");
    return two(0) * 60 + two(3);
}

json::value minute_json(const std::optional<std::int64_t>& minute) {
    if (!minute) return nullptr;
    return json::value(fmt::format("{:02}:{:02}", *minute / 60, *minute % 60));
}

}  // namespace zenix::gateways
