#pragma once
#include "base/offload.hpp"
#include "pg/pool.hpp"

namespace zenix::demo {

/// The demonstration lender: 5,000 borrowers and their loans, through the same import that people
/// use. Does nothing where there are borrowers already.
task<void> seed_lender(pg::pool& db, worker_pool& workers);

}  // namespace zenix::demo
