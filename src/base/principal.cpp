#include "base/principal.hpp"

#include <array>

namespace zenix {

namespace {

constexpr std::array<std::string_view, 4> names = {"telecaller", "supervisor", "admin", "auditor"};

}

std::string_view to_string(role r) { return names.at(static_cast<std::size_t>(r)); }

std::optional<role> parse_role(std::string_view text) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text) return static_cast<role>(i);
    return std::nullopt;
}

}  // namespace zenix
