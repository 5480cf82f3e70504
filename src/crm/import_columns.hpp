#pragma once
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace zenix::crm {

enum class column {
    name,
    phone,
    loan_number,
    amount_due,  // required
    external_id,
    email,
    language,
    time_zone,
    branch,
    product,
    days_past_due,
    principal,
    currency,
    due_date,
    alternate_phone,
    guarantor_name,
    guarantor_phone,
};
inline constexpr std::size_t required_columns = 4;
inline constexpr std::array<std::string_view, 17> column_names{"name", "phone", "loan_number",
    "amount_due", "external_id", "email", "language", "time_zone", "branch", "product",
    "days_past_due", "principal", "currency", "due_date", "alternate_phone", "guarantor_name",
    "guarantor_phone"};
[[nodiscard]] constexpr std::string_view to_string(column c) {
    return column_names[static_cast<std::size_t>(c)];
}

/// Which column each cell of a row belongs to, from the header row's cells. Case does not matter, nor
/// whether words are joined by `_`, `-` or a space. Throws problem 422 naming the column that is
/// unknown, there twice, or missing.
[[nodiscard]] std::vector<column> read_header(const std::vector<std::string_view>& cells);

}  // namespace zenix::crm
