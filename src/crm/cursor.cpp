#include "crm/cursor.hpp"

#include "base/problem.hpp"

#include <algorithm>
#include <charconv>

namespace zenix::crm {

void cursor::malformed() {
    throw bad_request(
        "malformed_cursor", "Pass the `next` of the page before, with the same query.", "cursor");
}

cursor::cursor(std::string_view text, std::size_t parts) {
    const bool fit = text.size() <= 200 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.';
    });
    if (!fit) malformed();
    for (std::size_t from = 0; from <= text.size();) {
        const auto to = std::min(text.find('.', from), text.size());
        parts_.emplace_back(text.substr(from, to - from));
        from = to + 1;
    }
    if (parts_.size() != parts) malformed();
}

std::int64_t cursor::number(std::size_t i) const {
    const auto& part = text(i);
    std::int64_t value = 0;
    const auto [end, fault] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (fault != std::errc{} || end != part.data() + part.size()) malformed();
    return value;
}

}  // namespace zenix::crm
