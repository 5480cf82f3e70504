#include "calls/call_log.hpp"

#include "base/described_json.hpp"
#include "base/log.hpp"
#include "base/problem.hpp"
#include "base/task_group.hpp"
#include "calls/way.hpp"

#include <boost/asio/redirect_error.hpp>

#include <algorithm>

namespace zenix::calls {
namespace {

std::optional<std::string> or_null(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}
std::optional<std::int64_t> or_null(std::int64_t id) {
    return id == 0 ? std::nullopt : std::optional(id);
}

/// The quality of a role's last leg that was measured.
std::optional<json::value> quality_of(const call& c, leg_role role) {
    const quality* found = nullptr;
    for (const auto& l : c.legs)
        if (l.role == role && l.quality) found = &*l.quality;
    return found ? std::optional(described::write(*found)) : std::nullopt;
}

constexpr auto insert_sql = R"(
insert into call_logs (id, customer_id, telecaller_id, phone_number, call_direction, call_status,
    call_duration, call_recording_path, call_notes, created_at, loan_id, disposition, dialed_at,
    ringing_at, answered_at, ended_at, ring_ms, talk_ms, hold_ms, wrap_ms, ended_by, end_reason,
    cause_q850, cause_text, trunk_id, trunk, gateway, sim_iccid, sim_port, route_explanation,
    gate_decision_id, cost_minor, currency, telecaller_quality, borrower_quality, recording_id,
    recording_state, recording_sha256, recording_ms, call, campaign_id, lead_id, abandoned)
values ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
    $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31::uuid, $32, $33, $34::jsonb,
    $35::jsonb, $36, $37, $38, $39, $40::jsonb, $41, $42, $43)
on conflict (id) do nothing)";

task<void> insert(pg::executor& db, const call& c) {
    const auto route = c.route.value_or(route_used{});
    const auto rec = c.recording.value_or(recording{});
    const auto ended_by =
        c.ended_by ? std::optional<std::string>(name_of(*c.ended_by)) : std::nullopt;
    co_await db.run(insert_sql, c.id, or_null(c.customer_id), or_null(c.telecaller_id),
        c.phone_number, name_of(c.direction), name_of(c.status), c.duration_s(), or_null(rec.path),
        or_null(c.notes), c.created_at, or_null(c.loan_id), or_null(c.disposition), c.dialed_at,
        c.ringing_at, c.answered_at, c.ended_at.value_or(c.created_at), c.ring_ms(), c.talk_ms(),
        c.hold_ms, c.wrap_ms, ended_by, or_null(c.end_reason), c.cause_q850, or_null(c.cause_text),
        or_null(route.trunk_id), or_null(route.trunk), or_null(route.gateway), or_null(route.sim),
        route.port, or_null(route.explanation), or_null(c.gate_decision_id), c.cost,
        or_null(c.currency), quality_of(c, leg_role::telecaller), quality_of(c, leg_role::borrower),
        or_null(rec.id), or_null(rec.state), or_null(rec.sha256), rec.duration_ms,
        described::write(c), or_null(c.campaign_id), or_null(c.lead_id), c.abandoned);
}

/// The record is the journal's, save what was written after it settled.
call from_row(const pg::row& row) {
    call c;
    described::read(row.json("call"), c);
    c.disposition = row.text("disposition");
    c.notes = row.text("call_notes");
    c.wrap_ms = row.integer("wrap_ms");
    return c;
}

constexpr auto columns = "call, disposition, call_notes, wrap_ms";

/// What is null asks for nothing. The id is ordered by time, so it is the cursor.
constexpr auto wanted_sql = R"(
where ($1::uuid is null or id < $1::uuid)
  and ($3::bigint is null or customer_id = $3)
  and ($4::bigint is null or telecaller_id = $4)
  and ($5::text is null or call_status = $5)
  and ($6::text is null or call_direction = $6)
  and ($7::timestamptz is null or created_at >= $7)
  and ($8::timestamptz is null or created_at < $8)
  and ($9::text is null or phone_number = $9)
  and ($10::text is null or disposition = $10)
order by id desc limit $2)";

}  // namespace

call_log::call_log(asio::any_io_executor ex, pg::pool& db, journal& book)
    : ex_(ex), db_(db), book_(book), bell_(ex, asio::steady_timer::time_point::max()) {}

void call_log::rouse() { bell_.cancel(); }

task<void> call_log::run() {
    for (;;) {
        bool all = true;
        for (auto& c : book_.settled()) {
            const auto id = c.id;
            try {
                co_await write(c);
                book_.forget(id);
            } catch (const pg::unavailable&) {
                all = false;
            } catch (const pg::sql_error& e) {
                all = false;
                log::error(
                    "calls", "row refused, it stays on disk", {{"call", id}, {"why", e.what()}});
            }
            if (!all) break;
        }
        if (book_.settled_count() == 0) {
            bell_.expires_at(asio::steady_timer::time_point::max());
        } else {
            bell_.expires_after(all ? ms(0) : ms(500));
        }
        boost::system::error_code rung;
        co_await bell_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) co_return;
    }
}

/// The row and what the call used of SIMs, or neither.
task<void> call_log::write(call c) {
    auto tx = co_await db_.begin();
    co_await insert(*tx, c);
    if (!zone_.empty()) co_await count_ways(*tx, c, zone_);
    co_await tx->commit();
}

task<bool> call_log::written(std::string call_id, ms patience) {
    for (auto left = patience; left > ms(0); left -= ms(20)) {
        if (!book_.is_settled(call_id)) co_return true;
        co_await sleep_for(ms(20));
    }
    co_return false;
}

std::size_t call_log::waiting() const { return book_.settled_count(); }

task<std::optional<call>> call_log::find(const std::string& id) {
    // Between its end and its row a call is in the journal.
    if (book_.is_settled(id))
        for (auto& waiting : book_.settled(100'000))
            if (waiting.id == id) co_return std::move(waiting);
    const std::string sql =
        std::string("select ") + columns + " from call_logs where id = $1::uuid";
    const auto found = co_await db_.run(sql, id);
    if (found.empty()) co_return std::nullopt;
    co_return from_row(found.front());
}

task<call_log::page> call_log::list(call_filter f, std::optional<std::string> cursor, int limit) {
    if (cursor && !is_uuid(*cursor))
        throw bad_request(
            "malformed_cursor", "Pass `next` of the page before, unchanged.", "cursor");
    const auto word = [](const auto& e) {
        return e ? std::optional<std::string>(name_of(*e)) : std::nullopt;
    };
    const std::string sql = std::string("select ") + columns + " from call_logs" + wanted_sql;
    const auto found = co_await db_.run(sql, cursor, limit + 1, f.customer_id, f.telecaller_id,
        word(f.status), word(f.direction), f.from, f.to, f.phone_number, f.disposition);
    page out;
    for (const auto row : found) out.items.push_back(from_row(row));
    if (out.items.size() > static_cast<std::size_t>(limit)) {
        out.items.pop_back();
        out.next = out.items.back().id;
    }
    co_return out;
}

task<std::optional<std::int64_t>> call_log::last_telecaller(std::int64_t customer_id) {
    const auto found = co_await db_.run(
        "select telecaller_id from call_logs where customer_id = $1 and telecaller_id is not null "
        "and call_status = 'answered' order by created_at desc limit 1",
        customer_id);
    if (found.empty()) co_return std::nullopt;
    co_return found.front().maybe_integer("telecaller_id");
}

task<void> call_log::set_outcome(pg::executor& tx, const std::string& id,
    const std::string& disposition, const std::optional<std::string>& notes, std::int64_t wrap_ms) {
    co_await tx.run("update call_logs set disposition = $2, call_notes = coalesce($3, call_notes), "
                    "wrap_ms = case when wrap_ms = 0 then $4 else wrap_ms end, updated_at = now() "
                    "where id = $1::uuid",
        id, disposition, notes, wrap_ms);
}

}  // namespace zenix::calls
