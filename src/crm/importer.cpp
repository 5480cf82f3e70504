#include "crm/importer.hpp"

#include "audit/audit_log.hpp"
#include "base/log.hpp"
#include "base/problem.hpp"

#include <fmt/format.h>

namespace zenix::crm {
namespace {

constexpr ms statement_timeout{180'000};

struct read_file {
    import_batch batch;
    import_copy rows;
    std::map<std::string, std::int64_t> due;
};

read_file read_csv(const std::string& csv, const std::string& home_country, amounts unit) {
    read_file out;
    out.batch = read_import(csv, home_country, unit);
    for (const auto& loan : out.batch.loans)
        out.due[loan.currency.value_or("INR")] += loan.amount_due;
    out.rows = to_copy(out.batch);
    // Freeing 100,000 rows takes long enough for the event loop to notice, so it is done here.
    std::vector<import_person>().swap(out.batch.people);
    std::vector<import_loan>().swap(out.batch.loans);
    return out;
}

problem refused(import_report r) {
    r.counts = {};  // Nothing was done.
    const auto& e = r.errors.front();
    return problem(422, "bad_rows",
        fmt::format(
            "{} of {} rows are bad, so nothing was imported. The first is row {}{}{}: {} Correct "
            "them, or pass skip_bad_rows=true to import the others.",
            r.bad_rows, r.rows, e.row, e.column.empty() ? "" : ", column ", e.column, e.message))
        .with("report", to_json(r));
}

}  // namespace

json::object to_json(const import_report& r) {
    json::array errors;
    for (const auto& e : r.errors) {
        errors.push_back(json::object{
            {"row", e.row}, {"column", e.column}, {"value", e.value}, {"message", e.message}});
    }
    json::array due;
    for (const auto& [currency, amount] : r.due)
        due.push_back(json::object{{"currency", currency}, {"amount", amount}});
    return {{"dry_run", r.dry_run}, {"rows", r.rows}, {"good_rows", r.rows - r.bad_rows},
        {"bad_rows", r.bad_rows}, {"customers_created", r.counts.customers_created},
        {"customers_updated", r.counts.customers_updated},
        {"loans_created", r.counts.loans_created}, {"loans_updated", r.counts.loans_updated},
        {"amount_due", std::move(due)}, {"errors", std::move(errors)},
        {"errors_truncated", r.errors_truncated}, {"took_ms", r.took.count()}};
}

task<import_report> import_customers(
    pg::pool& db, worker_pool& workers, std::string csv, import_options options) {
    const auto begin = std::chrono::steady_clock::now();
    auto work = [csv = std::move(csv), country = options.home_country, unit = options.unit] {
        return read_csv(csv, country, unit);
    };
    auto file = co_await offload(workers, std::move(work));
    auto& batch = file.batch;

    import_report report;
    report.dry_run = options.dry_run;
    report.rows = batch.rows;
    const auto tx = co_await db.begin(statement_timeout);
    report.counts = co_await stage_import(*tx, batch, std::move(file.rows));
    report.bad_rows = batch.bad_rows;
    report.due = std::move(file.due);
    report.errors = std::move(batch.errors);
    report.errors_truncated = batch.errors_truncated;
    const auto took = [begin] {
        return std::chrono::duration_cast<ms>(std::chrono::steady_clock::now() - begin);
    };
    report.took = took();
    // What was staged dies with the transaction.
    if (options.dry_run) co_return report;
    if (report.bad_rows > 0 && !options.skip_bad_rows) throw refused(std::move(report));

    co_await apply_import(*tx, report.rows);
    json::object details{{"rows", report.rows}, {"bad_rows", report.bad_rows},
        {"customers_created", report.counts.customers_created},
        {"customers_updated", report.counts.customers_updated},
        {"loans_created", report.counts.loans_created},
        {"loans_updated", report.counts.loans_updated}};
    co_await audit::append(*tx, options.actor, "customers.imported", "", details);
    co_await tx->commit();
    report.took = took();
    log::info("crm", "import",
        {{"by", options.actor}, {"rows", report.rows}, {"bad_rows", report.bad_rows},
            {"took_ms", report.took.count()}});
    co_return report;
}

}  // namespace zenix::crm
