#pragma once
#include "base/task.hpp"
#include "base/time.hpp"
#include "pg/pool.hpp"

namespace zenix::compliance {

/// Marks the database as a demonstration's and renews rule `demo.in.hours` from today's date in
/// India to tomorrow's, so that the demo works at any hour. The rule acts only here and only while
/// the process itself runs as a demo (gate_options::demo); what it stands in for is named in every
/// decision. Call it at each start of the demo.
///
/// Throws std::runtime_error, and changes nothing, on a database whose gate has already decided for
/// a real installation.
task<> seed_demo(pg::executor& db, sys_ms now);

}  // namespace zenix::compliance
