#pragma once
#include "base/task.hpp"
#include "crm/copy_text.hpp"
#include "crm/import_batch.hpp"
#include "pg/pool.hpp"

namespace zenix::crm {

/// A batch in the form in which it goes to PostgreSQL.
struct import_copy {
    copy_text people, phones, loans;
};
[[nodiscard]] import_copy to_copy(const import_batch& batch);

struct import_counts {
    std::int64_t customers_created = 0, customers_updated = 0, loans_created = 0, loans_updated = 0;
};

/// Copies a batch into temporary tables, finds whose it is, and says what writing it will do. Adds to
/// `batch` the errors that only the book can tell (a loan of somebody else, a number several borrowers
/// have); those rows are taken out. Throws problem 409 `import_running` while another import is at work.
task<import_counts> stage_import(pg::transaction& tx, import_batch& batch, import_copy rows);

/// Writes what was staged into the book. Nothing lasts before the caller commits.
task<void> apply_import(pg::transaction& tx, std::int64_t rows);

}  // namespace zenix::crm
