#include <fmt/format.h>

#include "base/log.hpp"
#include "pg/pool.hpp"

namespace zenix::pg {
namespace {

/// Any number, as long as it is always the same: two servers that start at once take turns.
constexpr const char* take_turn = "set local lock_timeout = 0; select pg_advisory_xact_lock(735011)";
/// Building an index over a big table takes its time.
constexpr ms patience{600'000};

std::string file_name(const migration& m) { return fmt::format("{:04}_{}.sql", m.version, m.name); }

/// True when it was applied now, false when it had been before.
task<bool> apply(pool& db, const migration& m) {
    const auto tx = co_await db.begin(patience);
    co_await tx->script(take_turn);
    const rows known = co_await tx->run("select name, sha256 from schema_migrations where version = $1", m.version);
    if (!known.empty()) {
        if (known.front().text("sha256") == m.sha256) co_return false;
        throw std::runtime_error(fmt::format(
            "The schema file {} was applied with other contents before ({}). Remedy: restore that file and "
            "put the change into a new one.",
            file_name(m), known.front().text("name")));
    }
    std::string complaint;
    try {
        co_await tx->script(std::string(m.sql));
    } catch (const sql_error& fault) {
        complaint = fault.what();
    }
    if (!complaint.empty()) {
        throw std::runtime_error(fmt::format("The schema file {} fails: {}. Nothing of it was applied.", file_name(m),
                                             complaint));
    }
    co_await tx->run("insert into schema_migrations (version, name, sha256) values ($1, $2, $3)", m.version, m.name,
                     m.sha256);
    co_await tx->commit();
    log::info("pg", "schema file applied", {{"file", file_name(m)}});
    co_return true;
}

task<void> make_ledger(pool& db) {
    const auto tx = co_await db.begin(patience);
    co_await tx->script(take_turn);
    co_await tx->script(
        "create table if not exists schema_migrations ("
        " version integer primary key, name text not null, sha256 text not null,"
        " applied_at timestamptz not null default now())");
    co_await tx->commit();
}

}  // namespace

task<int> migrate(pool& db, std::span<const migration> files) {
    co_await make_ledger(db);
    const int newest = files.empty() ? 0 : files.back().version;
    const rows later =
        co_await db.run("select version, name from schema_migrations where version > $1 order by version desc limit 1",
                        newest);
    if (!later.empty()) {
        throw std::runtime_error(fmt::format(
            "The database was made by a later zenix: it has schema {} ({}), this one ends at {}. Remedy: start the "
            "later version.",
            later.front().integer("version"), later.front().text("name"), newest));
    }
    int applied = 0;
    for (const migration& m : files) {
        const bool now = co_await apply(db, m);
        applied += now ? 1 : 0;
    }
    co_return applied;
}

}  // namespace zenix::pg
