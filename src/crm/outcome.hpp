#pragma once
#include "base/task.hpp"
#include "crm/outcome_rules.hpp"
#include "pg/pool.hpp"

namespace zenix::crm {

/// Writes what an outcome brings, inside the caller's transaction, and returns the disposition's
/// behaviour (the do-not-call entry is compliance's to make).
///
/// - A promise replaces (cancels) the open one on the same loan.
/// - A conversation or a final disposition does the borrower's callbacks that were due; a new callback
///   cancels the other open ones of its owner.
/// - Writing the outcome of the same call again first takes back what it wrote before: its promise and
///   callback are cancelled, what they had replaced is open again.
///
/// Throws problem 422 naming the field (`disposition`, `promise.amount`, …).
task<disposition> record_outcome(pg::executor& tx, outcome what, sys_ms at = now());

}  // namespace zenix::crm
