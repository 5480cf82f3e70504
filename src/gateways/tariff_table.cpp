#include "gateways/tariff_table.hpp"

#include "base/problem.hpp"

namespace zenix::gateways {
namespace {

constexpr std::string_view set_columns =
    " do update set currency = excluded.currency, connect_minor = excluded.connect_minor,"
    " price_minor = excluded.price_minor, first_pulse_s = excluded.first_pulse_s,"
    " next_pulse_s = excluded.next_pulse_s, updated_at = now()";

/// `owner` is the column that says whose it is; `exists` finds that trunk or SIM by $1.
template <class Key>
task<> set(
    pg::executor& db, std::string owner, std::string exists, Key key, std::optional<tariff> t) {
    const auto there = co_await db.run("select 1 from " + exists, key);
    if (there.empty()) throw not_found("There is no such trunk or SIM.");
    if (!t) {
        co_await db.run("delete from tariffs where " + owner + " = $1", key);
        co_return;
    }
    co_await db.run("insert into tariffs (" + owner +
                        ", currency, connect_minor, price_minor, first_pulse_s, next_pulse_s)"
                        " values ($1, $2, $3, $4, $5, $6) on conflict (" +
                        owner + ")" + std::string(set_columns),
        key, t->currency, t->connect_minor, t->price_minor, t->first_pulse_s, t->next_pulse_s);
}

}  // namespace

std::optional<tariff> tariff_in(const pg::row& row) {
    const auto currency = row.maybe_text("currency");
    if (!currency) return std::nullopt;
    return tariff{*currency, row.integer("connect_minor"), row.integer("price_minor"),
        row.integer("first_pulse_s"), row.integer("next_pulse_s")};
}

task<> set_trunk_tariff(pg::executor& db, std::int64_t trunk_id, std::optional<tariff> t) {
    co_await set(db, "trunk_id", "trunks where id = $1 for update", trunk_id, std::move(t));
}

task<> set_sim_tariff(pg::executor& db, std::string iccid, std::optional<tariff> t) {
    co_await set(db, "iccid", "sims where iccid = $1 for update", std::move(iccid), std::move(t));
}

}  // namespace zenix::gateways
