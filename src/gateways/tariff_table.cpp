#include "gateways/tariff_table.hpp"

#include "base/problem.hpp"

namespace zenix::gateways {
namespace {

constexpr std::string_view set_columns =
    " do update set currency = excluded.currency, connect_minor = excluded.connect_minor,"
    " price_minor = excluded.price_minor, first_pulse_s = excluded.first_pulse_s,"
    " next_pulse_s = excluded.next_pulse_s, on_net_price_minor = excluded.on_net_price_minor,"
    " night_price_minor = excluded.night_price_minor, night_from = excluded.night_from,"
    " night_to = excluded.night_to, updated_at = now()";

/// `owner` is the column that says whose it is; `exists` finds that trunk or SIM by $1.
template <class Key>
task<> set(
    pg::executor& db, std::string owner, std::string exists, Key key, std::optional<rate_card> t) {
    const auto there = co_await db.run("select 1 from " + exists, key);
    if (there.empty()) throw not_found("There is no such trunk or SIM.");
    if (!t) {
        co_await db.run("delete from tariffs where " + owner + " = $1", key);
        co_return;
    }
    co_await db.run("insert into tariffs (" + owner +
                        ", currency, connect_minor, price_minor, first_pulse_s, next_pulse_s,"
                        " on_net_price_minor, night_price_minor, night_from, night_to)"
                        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (" +
                        owner + ")" + std::string(set_columns),
        key, t->usual.currency, t->usual.connect_minor, t->usual.price_minor, t->usual.first_pulse_s,
        t->usual.next_pulse_s, t->on_net_price_minor, t->night_price_minor, t->night_from, t->night_to);
}

}  // namespace

std::optional<rate_card> tariff_in(const pg::row& row) {
    const auto currency = row.maybe_text("currency");
    if (!currency) return std::nullopt;
    return rate_card{{*currency, row.integer("connect_minor"), row.integer("price_minor"),
                         row.integer("first_pulse_s"), row.integer("next_pulse_s")},
        row.maybe_integer("on_net_price_minor"), row.maybe_integer("night_price_minor"),
        row.maybe_integer("night_from"), row.maybe_integer("night_to")};
}

task<> set_trunk_tariff(pg::executor& db, std::int64_t trunk_id, std::optional<rate_card> t) {
    co_await set(db, "trunk_id", "trunks where id = $1 for update", trunk_id, std::move(t));
}

task<> set_sim_tariff(pg::executor& db, std::string iccid, std::optional<rate_card> t) {
    co_await set(db, "iccid", "sims where iccid = $1 for update", std::move(iccid), std::move(t));
}

}  // namespace zenix::gateways
