#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::crm {

/// Where a page ended, as `part.part.part` of letters, digits and `-`: fit for a query string as it is.
class cursor {
  public:
    /// Throws problem 400 `malformed_cursor` unless `text` has `parts` parts.
    cursor(std::string_view text, std::size_t parts);

    [[nodiscard]] const std::string& text(std::size_t i) const { return parts_.at(i); }
    /// Throws problem 400 `malformed_cursor` when the part is no number.
    [[nodiscard]] std::int64_t number(std::size_t i) const;

    [[noreturn]] static void malformed();

  private:
    std::vector<std::string> parts_;
};

}  // namespace zenix::crm
