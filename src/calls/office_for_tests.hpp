#pragma once
#include "base/ids.hpp"
#include "base/problem.hpp"
#include "base/task_group.hpp"
#include "calls/conductor.hpp"
#include "calls/desk.hpp"
#include "calls/outcome.hpp"
#include "pg/test_cluster.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace zenix::calls::test {

/// Everything a telecaller's call leans on, over a scratch database and with an Asterisk that does
/// not answer: rules and rows are real, no leg ever comes up.
struct office {
    static constexpr auto borrower_number = "+919812345678";

    pg::pool& db;
    asio::any_io_executor ex;
    sys_ms now = *parse_time("2026-11-23T06:30:00Z");  ///< noon in India, a Monday
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("zenix-office-" + new_uuid());
    worker_pool pool{1};
    event_hub hub{"test"};
    agents::floor floor{hub, clock()};
    std::shared_ptr<asterisk::session> ari =
        std::make_shared<asterisk::session>(ex, asterisk::session_options{});
    asterisk::ami ami{ex, {}};
    agents::phones phones{ex, ari,
        (std::filesystem::create_directories(folder),
            secret::master_key::load(folder / "key", true)),
        [](const std::string&) { return std::nullopt; }};
    gateways::route_book roads{"Asia/Kolkata", clock()};
    journal book{folder};
    call_log log{ex, db, book};
    compliance::gate_service gate{db, {.home_country = "IN", .demo = false, .clock = clock()}};
    identity::directory people;
    conductor calls{conductor_parts{
        ex, pool, hub, floor, phones, ari, ami, nullptr, book, log, roads, db, clock()}};
    calls::desk desk{calls, floor, gate, roads, log, db, people};
    outcome_writer outcomes{calls, log, desk, floor, gate, db};
    task_group tasks{ex};
    std::int64_t borrower = 0;

    office(pg::pool& over, asio::any_io_executor on) : db(over), ex(std::move(on)) {}
    office(const office&) = delete;
    ~office() { std::filesystem::remove_all(folder); }

    [[nodiscard]] std::function<sys_ms()> clock() {
        return [this] { return now; };
    }
    task<void> open() {
        const auto made =
            co_await db.run("with c as (insert into customers (name, name_key) values ('Asha', "
                            "'asha') returning id), "
                            "p as (insert into customer_phones (customer_id, e164, kind) "
                            "select id, $1, 'primary' from c) select id from c",
                borrower_number);
        borrower = made.front().integer("id");
        co_await db.run(
            "insert into loans (customer_id, loan_number, amount_due, days_past_due, currency) "
            "values ($1, 'L1', 100000, 10, 'INR')",
            borrower);
        tasks.spawn("call log", log.run());
    }
    task<void> close() {
        co_await calls.stop(ms(5000));
        tasks.cancel();
        co_await tasks.join(ms(5000));
    }
    /// A line that answers to the house.
    task<void> add_line(int channels = 30) {
        const auto made = co_await db.run("insert into trunks (name, kind, host, channels_max, "
                                          "caller_id) values ('line', 'sip', '192.0.2.10', $1, "
                                          "'+911601234567') "
                                          "returning id",
            channels);
        co_await roads.load(db);
        roads.set_health(
            made.front().integer("id"), gateways::trunk_state::reachable, std::nullopt);
    }
    task<principal> hire(std::string username, role as = role::telecaller) {
        const auto made =
            co_await db.run("insert into users (username, display_name, role, password_hash) "
                            "values ($1, initcap($1), $2, '-') returning id",
                username, std::string(to_string(as)));
        principal p;
        p.user_id = made.front().integer("id");
        p.name = p.display_name = username;
        p.role = as;
        identity::directory::person known;
        known.id = p.user_id;
        known.username = known.display_name = username;
        known.role = as;
        known.active = true;
        people.put(known);
        co_return p;
    }
    void seat(const principal& who) {
        floor.know(who.user_id, who.display_name);
        floor.phone(who.user_id, true);
        floor.ready(who.user_id);
    }
    [[nodiscard]] agents::agent_state shown(const principal& who) const {
        return floor.find(who.user_id)->shown;
    }
    /// A call between them, found in the journal as after a restart: talking, or over in wrap-up.
    std::string call_of(const principal& who, bool over) {
        call c;
        c.id = new_uuid();
        c.phone_number = borrower_number;
        c.customer_id = borrower;
        c.telecaller_id = who.user_id;
        c.telecaller_name = who.display_name;
        c.created_at = now - ms(60'000);
        c.answered_at = now - ms(50'000);
        c.status = call_status::answered;
        c.state = over ? call_state::ended : call_state::talking;
        for (const auto role : {leg_role::telecaller, leg_role::borrower}) {
            leg l;
            l.id = c.id + (role == leg_role::borrower ? "-b" : "-t");
            l.role = role;
            l.state = over ? leg_state::ended : leg_state::up;
            l.user_id = role == leg_role::telecaller ? who.user_id : 0;
            l.started_at = c.created_at;
            l.answered_at = c.answered_at;
            if (over) l.ended_at = now;
            c.legs.push_back(l);
        }
        if (over) c.ended_at = now;
        book.keep(c);
        calls.load();
        return c.id;
    }
    /// The legs' causes are all in: the call is to go into its row.
    void let_settle(const std::string& id) {
        (void)calls.command(id, [](machine& m) { return m.timer_fired(act::timer::settle); });
    }
    task<bool> settled(std::string id) {
        for (int n = 0; n < 500 && calls.find(id) != nullptr; ++n) co_await sleep_for(ms(10));
        co_return co_await log.written(std::move(id), ms(5000));
    }
    task<std::string> row(std::string id) {
        const auto found = co_await db.run(
            "select coalesce(disposition, 'none') || '/' || coalesce(call_notes, '') as t "
            "from call_logs where id = $1::uuid",
            id);
        co_return found.empty() ? "no row" : found.front().text("t");
    }
};

/// `STATUS code field` of the problem the work ends with, `none` without one.
template <class T>
task<std::string> refusal(task<T> work) {
    try {
        (void)co_await std::move(work);
    } catch (const problem& p) {
        co_return std::to_string(p.status()) + ' ' + p.code() +
            (p.field().empty() ? "" : ' ' + p.field());
    }
    co_return "none";
}

/// The same beside the test, for spawning; the answer lands in `out`.
inline task<void> refusal_into(std::shared_ptr<std::optional<std::string>> out, task<call> work) {
    auto said = co_await refusal(std::move(work));
    *out = std::move(said);
}

/// The frame of these tests: an office that is open, and closed again whatever comes of the body.
inline void in_office(task<void> (*body)(office&)) {
    pg::on_test_database([body](pg::pool& db) -> task<> {
        office o(db, co_await asio::this_coro::executor);
        co_await o.open();
        std::exception_ptr fault;
        try {
            co_await body(o);
        } catch (...) {
            fault = std::current_exception();
        }
        co_await o.close();
        if (fault) std::rethrow_exception(fault);
    });
}

}  // namespace zenix::calls::test
