#pragma once
#include "base/task.hpp"
#include "pg/pool.hpp"

#include <optional>
#include <string>

namespace zenix::crm {

/// A borrower as a call needs them.
struct contact {
    std::int64_t id = 0;
    std::string name, language, time_zone;
    std::string phone_number;  ///< E.164
    std::string kind;          ///< primary, alternate or guarantor
    std::string phone_name;    ///< whose number it is when not the borrower's
    std::int64_t loan_id = 0;  ///< the most overdue one, 0 without any
    std::string loan_number;
};

/// Who has this number: as primary one first, then the more overdue. Nullopt for a stranger's.
task<std::optional<contact>> find_by_phone(pg::executor& db, std::string e164);

/// The borrower on `phone_number` (E.164), or on the primary number. Nullopt when there is no such
/// borrower or the number is not theirs.
task<std::optional<contact>> contact_for_call(pg::executor& db, std::int64_t customer_id,
    std::optional<std::string> phone_number = std::nullopt);

/// The borrower by id, whatever their numbers; on the primary one where there is one.
task<std::optional<contact>> customer_name(pg::executor& db, std::int64_t customer_id);

/// The zone of the borrower; of whoever has the number when `customer_id` is 0; else of the number's country.
task<std::string> zone_of(pg::executor& db, std::int64_t customer_id, std::string phone_number);

}  // namespace zenix::crm
