#include "demo/seed.hpp"

#include <stdexcept>

#include "base/log.hpp"
#include "crm/importer.hpp"
#include "demo/lender.hpp"

namespace zenix::demo {

task<void> seed_lender(pg::pool& db, worker_pool& workers) {
    const auto found = co_await db.run("select 1 from customers limit 1");
    if (!found.empty()) co_return;
    crm::import_options o;
    o.dry_run = false;
    o.actor = "demo";
    auto csv = lender_csv(5000);
    const auto report = co_await crm::import_customers(db, workers, std::move(csv), std::move(o));
    if (report.bad_rows > 0)
        throw std::runtime_error("the demonstration's own book has bad rows: " + report.errors.front().message);
    log::info("demo", "lender made", {{"rows", report.rows}, {"ms", report.took.count()}});
}

}  // namespace zenix::demo
