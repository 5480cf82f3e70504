#pragma once
#include "base/json.hpp"
#include "base/offload.hpp"
#include "base/task.hpp"
#include "crm/import_batch.hpp"
#include "crm/import_store.hpp"
#include "pg/pool.hpp"

#include <map>
#include <string>

namespace zenix::crm {

struct import_options {
    bool dry_run = true;         ///< say what would be done, and do nothing
    bool skip_bad_rows = false;  ///< else one bad row stops the whole file
    amounts unit = amounts::minor;
    std::string home_country = "IN";
    std::string actor = "system";  ///< for the audit log
};

struct import_report {
    bool dry_run = true;
    std::int64_t rows = 0, bad_rows = 0;
    import_counts counts;
    std::map<std::string, std::int64_t> due;  ///< of the good rows, minor units by currency
    std::vector<import_error> errors;
    bool errors_truncated = false;
    ms took{0};
};
/// The contract's `ImportReport`.
[[nodiscard]] json::object to_json(const import_report& r);

/// Imports borrowers and their loans from CSV, in one transaction: all of it, or nothing.
/// Throws problem 422 for a header nobody can use, and `bad_rows` (with `report`) when bad rows stop a
/// real import; 409 `import_running`.
task<import_report> import_customers(
    pg::pool& db, worker_pool& workers, std::string csv, import_options options);

}  // namespace zenix::crm
