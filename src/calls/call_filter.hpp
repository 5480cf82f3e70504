#pragma once
#include "calls/call.hpp"
#include "net/http.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace zenix::calls {

/// Which calls a list shows. What is not set lets every call through.
struct call_filter {
    std::optional<std::int64_t> customer_id, telecaller_id;
    std::optional<call_status> status;
    std::optional<direction> direction;
    std::optional<sys_ms> from, to;           ///< when the call began: from ≤ created_at < to
    std::optional<std::string> phone_number;  ///< E.164
    std::optional<std::string> disposition;   ///< a code; one that nobody wrote finds nothing
};

/// As the query of `GET /api/v1/calls` has it: `customer_id`, `telecaller_id`, `status`, `direction`,
/// `from`, `to`, `phone_number`, `disposition`. Throws problem 422 naming the part that cannot be.
[[nodiscard]] call_filter read_filter(const net::request& r);

/// Does a call in progress belong in the list? Its row has to be asked for in SQL, by `call_log`.
[[nodiscard]] bool fits(const call_filter& f, const call& c);

}  // namespace zenix::calls
