#pragma once
#include "base/offload.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "pg/pool.hpp"

namespace zenix::demo {

/// Fills an empty book with the demonstration's lender: 5,000 borrowers through the import that
/// everybody uses, notes on the first ones, and a few who asked never to be called. Does nothing when
/// there are borrowers, so it may be called at each start.
task<void> seed_lender(pg::pool& db, worker_pool& workers, sys_ms at = now());

}  // namespace zenix::demo
