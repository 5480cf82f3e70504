#pragma once
#include <span>
#include <string_view>

namespace zenix::demo {

/// A part of India: its language (ISO 639-1), branches of the lender there, and names people have,
/// in Latin letters as a lender would write them.
struct region {
    std::string_view language;
    std::span<const std::string_view> branches, women, men, families;
};
[[nodiscard]] std::span<const region> regions();

}  // namespace zenix::demo
