#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace zenix::compliance {

/// The IANA zones that must all agree when only a number's country is known: its easternmost and
/// westernmost ones where it has several (what is lawful in both is lawful between), else its own.
[[nodiscard]] std::vector<std::string> zones_of(std::string_view country);

}  // namespace zenix::compliance
