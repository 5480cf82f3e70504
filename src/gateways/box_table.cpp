#include "gateways/box_table.hpp"

#include "base/problem.hpp"
#include "gateways/fleet_table.hpp"

namespace zenix::gateways {
namespace {

constexpr std::string_view select_boxes =
    "select id, trunk_id, driver, url, username, password_sealed, zone, poll_interval_ms,"
    " patience_ms, accept_any_certificate, push_from, push_secret_hash from gateway_boxes ";

box_record read_row(const pg::row& row) {
    box_record b;
    b.id = row.integer("id");
    b.trunk_id = row.integer("trunk_id");
    b.driver = row.text("driver");
    b.url = row.text("url");
    b.username = row.maybe_text("username");
    b.password_sealed = row.text("password_sealed");
    b.zone = row.text("zone");
    b.poll_interval_ms = row.integer("poll_interval_ms");
    b.patience_ms = row.integer("patience_ms");
    b.accept_any_certificate = row.flag("accept_any_certificate");
    b.push_from = row.texts("push_from");
    b.push_secret_hash = row.text("push_secret_hash");
    return b;
}

std::optional<std::string> null_if_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

std::vector<pg::param> columns_of(const box_record& b) {
    return {b.trunk_id, b.driver, b.url, b.username, null_if_empty(b.password_sealed), b.zone,
        b.poll_interval_ms, b.patience_ms, b.accept_any_certificate, b.push_from,
        null_if_empty(b.push_secret_hash)};
}

task<> require_gsm(pg::executor& db, std::int64_t trunk_id) {
    const auto t = co_await find_trunk(db, trunk_id);
    if (!t || t->kind != trunk_kind::gsm)
        throw invalid_field("trunk_id", "Name a trunk of kind gsm; make it first.");
}

/// A second box for one trunk is a conflict, not a fault.
task<pg::rows> storing(pg::executor& db, std::string sql, std::vector<pg::param> params) {
    try {
        co_return co_await db.execute(std::move(sql), std::move(params));
    } catch (const pg::sql_error& e) {
        if (!e.unique_violation()) throw;
    }
    throw conflict("has_box", "This trunk has a box already; change that one.");
}

}  // namespace

task<std::vector<box_record>> load_boxes(pg::executor& db) {
    const auto found = co_await db.run(std::string(select_boxes) + "order by id");
    std::vector<box_record> out;
    out.reserve(found.size());
    for (const auto row : found) out.push_back(read_row(row));
    co_return out;
}

task<std::optional<box_record>> find_box(pg::executor& db, std::int64_t id) {
    const auto found = co_await db.run(std::string(select_boxes) + "where id = $1", id);
    if (found.empty()) co_return std::nullopt;
    co_return read_row(found.front());
}

task<box_record> add_box(pg::executor& db, box_record b) {
    co_await require_gsm(db, b.trunk_id);
    const auto made = co_await storing(db,
        "insert into gateway_boxes (trunk_id, driver, url, username, password_sealed, zone,"
        " poll_interval_ms, patience_ms, accept_any_certificate, push_from, push_secret_hash)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text[], $11) returning id",
        columns_of(b));
    b.id = made.front().integer("id");
    co_return b;
}

task<> replace_box(pg::executor& db, box_record b) {
    co_await require_gsm(db, b.trunk_id);
    auto params = columns_of(b);
    params.emplace_back(b.id);
    const auto done = co_await storing(db,
        "update gateway_boxes set trunk_id = $1, driver = $2, url = $3, username = $4,"
        " password_sealed = $5, zone = $6, poll_interval_ms = $7, patience_ms = $8,"
        " accept_any_certificate = $9, push_from = $10::text[], push_secret_hash = $11,"
        " updated_at = now() where id = $12",
        std::move(params));
    if (done.affected() == 0) throw not_found("There is no gateway with this id.");
}

task<bool> remove_box(pg::executor& db, std::int64_t id) {
    const auto gone = co_await db.run("delete from gateway_boxes where id = $1", id);
    co_return gone.affected() == 1;
}

task<std::map<std::int64_t, std::set<int>>> load_blocks(pg::executor& db) {
    const auto found = co_await db.run("select gateway_id, port from port_blocks");
    std::map<std::int64_t, std::set<int>> out;
    for (const auto row : found)
        out[row.integer("gateway_id")].insert(static_cast<int>(row.integer("port")));
    co_return out;
}

task<> note_block(pg::executor& db, std::int64_t box_id, int port, bool blocked) {
    co_await db.run(
        blocked ? "insert into port_blocks (gateway_id, port) select id, $2 from gateway_boxes"
                  " where id = $1 on conflict do nothing"
                : "delete from port_blocks where gateway_id = $1 and port = $2",
        box_id, port);
}

}  // namespace zenix::gateways
