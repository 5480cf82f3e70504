#include "demo/seed.hpp"

#include "base/zone.hpp"
#include "compliance/do_not_call.hpp"
#include "crm/history.hpp"
#include "crm/importer.hpp"
#include "demo/lender.hpp"

#include <array>

namespace zenix::demo {
namespace {

constexpr int borrowers = 5000;

task<bool> has_borrowers(pg::executor& db) {
    const auto any = co_await db.run("select exists (select from customers) as any");
    co_return any.front().flag("any");
}

constexpr std::array notes{
    "Salary comes on the 5th; best reached after six in the evening.",
    "Says the last instalment went out by cheque; branch found no trace of it.",
    "Shop closed since the flood; asked for two more weeks in the last call.",
    "Brother answers the alternate number and passes messages on.",
    "Prefers to speak Hindi although the file says otherwise.",
};

task<void> write_notes(pg::executor& db) {
    principal branch;
    branch.name = "system";
    branch.display_name = "Branch office";
    const auto first = co_await db.run("select id from customers order by id limit 25");
    std::size_t n = 0;
    for (const auto r : first)
        co_await crm::add_note(db, r.integer("id"), branch, notes[n++ % notes.size()]);
}

/// Some of the borrowers below the friendly ones, so that a refusal can be seen.
task<void> forbid_some(pg::executor& db) {
    for (const int place : {110, 120, 130, 140, 150}) {
        co_await compliance::add_entry(db, number_of(borrower_number(place)),
            "Asked in writing not to be called", compliance::dnc_source::import, "system");
    }
}

}  // namespace

task<void> seed_lender(pg::pool& db, worker_pool& workers, sys_ms at) {
    const bool filled = co_await has_borrowers(db);
    if (filled) co_return;
    const auto today = to_local(at, "Asia/Kolkata").day;
    auto write = [today] { return lender_csv(borrowers, today); };
    auto csv = co_await offload(workers, std::move(write));
    crm::import_options options;
    options.dry_run = false;
    co_await crm::import_customers(db, workers, std::move(csv), std::move(options));
    const auto tx = co_await db.begin();
    co_await write_notes(*tx);
    co_await forbid_some(*tx);
    co_await tx->commit();
}

}  // namespace zenix::demo
