#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace zenix {

/// A new UUID of version 7 (RFC 9562 §5.7): ordered by time, random otherwise; 36 characters.
[[nodiscard]] std::string new_uuid();

/// True for 36 characters in the form of a UUID, lower case.
[[nodiscard]] bool is_uuid(std::string_view text);

/// A row's number that cannot be taken for another table's.
template <class Tag>
struct row_id {
    std::int64_t value = 0;
    explicit operator bool() const { return value != 0; }
    auto operator<=>(const row_id&) const = default;
};

using user_id = row_id<struct user_tag>;
using customer_id = row_id<struct customer_tag>;
using loan_id = row_id<struct loan_tag>;
using trunk_id = row_id<struct trunk_tag>;

}  // namespace zenix
