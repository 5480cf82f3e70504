#include "base/task_group.hpp"
#include "gateways/fleet_table.hpp"
#include "gateways/routes.hpp"
#include "gateways/trunk_push.hpp"
#include "pg/test_cluster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

namespace zenix::gateways {
namespace {

using testing::HasSubstr;

/// An Asterisk that only remembers; `away` it answers nothing.
struct fake_pbx : endpoint_pusher {
    std::map<std::int64_t, std::string> trunks;  ///< id to host and password
    std::map<std::int64_t, trunk_state> states;
    bool away = false;
    int at_once = 0, most_at_once = 0;

    task<result<bool>> push(trunk t, std::optional<std::string> password) override {
        if (away) co_return failure{"down", "no Asterisk"};
        most_at_once = std::max(most_at_once, ++at_once);
        co_await sleep_for(ms(10));
        --at_once;
        const auto wanted = t.host + " " + password.value_or("-");
        const bool anew = trunks[t.id] != wanted;
        trunks[t.id] = wanted;
        co_return anew;
    }
    task<result<void>> remove(std::int64_t id) override {
        if (away) co_return failure{"down", "no Asterisk"};
        trunks.erase(id);
        co_return result<void>{};
    }
    task<result<trunk_state>> state(std::int64_t id) override {
        if (away) co_return failure{"down", "no Asterisk"};
        if (!trunks.contains(id)) co_return failure{"status", "Endpoint not found", 404};
        co_return states[id];
    }
};

secret::master_key a_key() {
    std::string folder = testing::TempDir() + "zenix-push-XXXXXX";
    const std::string made = ::mkdtemp(folder.data());
    auto key = secret::master_key::load(made + "/key", true);
    std::filesystem::remove_all(made);
    return key;
}

struct bench {
    pg::pool& db;
    fake_pbx* pbx = new fake_pbx;  // owned by push
    route_book book{"Asia/Kolkata", now};
    trunk_push push{std::unique_ptr<endpoint_pusher>(pbx), a_key(), book};
    net::router routes;
    explicit bench(pg::pool& pool) : db(pool) { add_routes(routes, book, push, db); }
    task<std::string> send(
        std::string method, std::string path, std::string body = {}, role as = role::admin) {
        net::request r;
        r.method = std::move(method);
        r.path = std::move(path);
        r.body = std::move(body);
        r.headers = {{"content-type", "application/json"}};
        principal who;
        who.user_id = 1;
        who.name = "boss";
        who.role = as;
        r.who = who;
        const auto answer = co_await routes.answer(r);
        co_return std::to_string(answer.status) + " " + answer.body;
    }
    task<std::string> audited() {
        const auto rows = co_await db.run("select coalesce(string_agg(action || ' ' || subject, ', "
                                          "' order by id), '') as a from audit_log");
        co_return rows.front().text("a");
    }
};

json::object body_of(const std::string& answer) {
    return json::parse(answer.substr(4)).as_object();
}

constexpr auto pri =
    R"({"name":"pri","kind":"sip","host":"192.0.2.1","username":"u","password":"p1"})";

TEST(trunk_routes, create_change_and_remove_reach_database_book_pbx_and_audit) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const auto made = co_await b.send("POST", "/api/v1/trunks", pri);
        EXPECT_THAT(made, HasSubstr("201 "));
        EXPECT_THAT(made, testing::Not(HasSubstr("p1")));
        const auto id = body_of(made).at("id").as_int64();
        const auto path = "/api/v1/trunks/" + std::to_string(id);
        EXPECT_EQ(b.pbx->trunks[id], "192.0.2.1 p1");
        // Without a password the old one stays; null takes it away.
        (void)co_await b.send(
            "PUT", path, R"({"name":"pri","kind":"sip","host":"192.0.2.2","username":"u"})");
        EXPECT_EQ(b.pbx->trunks[id], "192.0.2.2 p1");
        (void)co_await b.send(
            "PUT", path, R"({"name":"pri","kind":"sip","host":"192.0.2.2","password":null})");
        EXPECT_EQ(b.pbx->trunks[id], "192.0.2.2 -");
        const auto off = co_await b.send(
            "PUT", path, R"({"name":"pri","kind":"sip","host":"192.0.2.2","enabled":false})");
        EXPECT_EQ(body_of(off).at("state"), "disabled");
        EXPECT_TRUE(b.pbx->trunks.empty());
        const auto gone = co_await b.send("DELETE", path);
        EXPECT_THAT(gone, HasSubstr("204 "));
        const auto missing = co_await b.send("GET", path);
        EXPECT_THAT(missing, HasSubstr("404 "));
        const auto lines = co_await b.audited();
        EXPECT_EQ(lines,
            "trunk.created trunk:pri, trunk.changed trunk:pri, trunk.changed trunk:pri,"
            " trunk.changed trunk:pri, trunk.removed trunk:pri");
        const auto secrets =
            co_await db.run("select count(*) as n from audit_log where details::text like '%p1%'");
        EXPECT_EQ(secrets.front().integer("n"), 0);
    });
}

TEST(trunk_routes, answer_problems_and_write_nothing_by_halves) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        (void)co_await b.send("POST", "/api/v1/trunks", pri);
        const auto twice = co_await b.send("POST", "/api/v1/trunks", pri);
        EXPECT_THAT(twice, HasSubstr("409 "));
        EXPECT_EQ(body_of(twice).at("code"), "name_taken");
        const auto nobody = co_await b.send("PUT", "/api/v1/trunks/77", pri);
        EXPECT_THAT(nobody, HasSubstr("404 "));
        const auto not_a_number = co_await b.send("GET", "/api/v1/trunks/x");
        EXPECT_THAT(not_a_number, HasSubstr("422 "));
        const auto other = co_await b.send("POST", "/api/v1/trunks", pri, role::supervisor);
        EXPECT_THAT(other, HasSubstr("403 "));
        const auto lines = co_await b.audited();
        EXPECT_EQ(lines, "trunk.created trunk:pri");
    });
}

TEST(trunk_push, catches_up_when_asterisk_comes_back_and_after_it_lost_everything) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        b.pbx->away = true;
        const auto made = co_await b.send("POST", "/api/v1/trunks", pri);
        EXPECT_THAT(made, HasSubstr("201 "));
        EXPECT_EQ(body_of(made).at("state"), "unknown");
        const auto id = body_of(made).at("id").as_int64();
        b.pbx->away = false;
        b.pbx->states[id] = trunk_state::reachable;
        co_await b.push.check();
        EXPECT_EQ(b.pbx->trunks.size(), 1U);
        EXPECT_EQ(b.book.ways().trunks[0].health.state, trunk_state::reachable);
        b.pbx->trunks.clear();  // a restart
        co_await b.push.push_all();
        EXPECT_EQ(b.pbx->trunks.size(), 1U);
        b.pbx->trunks.clear();  // one nobody told us of
        co_await b.push.check();
        EXPECT_EQ(b.book.ways().trunks[0].health.state, trunk_state::unknown);
        co_await b.push.check();
        EXPECT_EQ(b.pbx->trunks.size(), 1U);
    });
}

TEST(trunk_push, makes_one_trunk_at_a_time) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        (void)co_await b.send("POST", "/api/v1/trunks", pri);
        task_group pushes(co_await asio::this_coro::executor);
        for (int i = 0; i < 4; ++i) pushes.spawn("push", b.push.push_all());
        const bool done = co_await pushes.join(ms(5000));
        EXPECT_TRUE(done);
        EXPECT_EQ(b.pbx->most_at_once, 1);
    });
}

TEST(trunk_push, believes_offline_only_of_a_trunk_that_was_asked) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const auto made = co_await b.send("POST", "/api/v1/trunks", pri);
        const auto id = body_of(made).at("id").as_int64();
        const auto& health = b.book.ways().trunks[0].health;
        b.pbx->states[id] = trunk_state::unreachable;
        co_await b.push.check();
        EXPECT_EQ(health.state, trunk_state::unknown);  // just made: calls may try it
        // A new start of zenix finds it as it was made: then offline is what it is.
        route_book book("Asia/Kolkata", now);
        co_await book.load(db);
        auto same = std::make_unique<fake_pbx>();
        same->trunks = b.pbx->trunks;
        same->states = b.pbx->states;
        trunk_push reborn(std::move(same), b.push.key(), book);
        co_await reborn.push_all();
        EXPECT_EQ(book.ways().trunks[0].health.state, trunk_state::unreachable);
    });
}

TEST(trunk_push, takes_the_state_from_asterisks_events_and_its_poll) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const auto made = co_await b.send("POST", "/api/v1/trunks", pri);
        const auto id = body_of(made).at("id").as_int64();
        const auto name = endpoint_name(id);
        b.push.on_contact({name, name, "sip:192.0.2.1:5060", "Reachable", 12500});
        const auto shown = body_of(co_await b.send("GET", "/api/v1/trunks/" + std::to_string(id)));
        EXPECT_EQ(shown.at("state"), "reachable");
        EXPECT_EQ(shown.at("round_trip_ms"), 12.5);
        b.pbx->states[id] = trunk_state::reachable;
        co_await b.push.check();  // knows no round trip, so it leaves ours
        EXPECT_EQ(b.book.ways().trunks[0].health.round_trip_ms, 12.5);
        b.pbx->states[id] = trunk_state::unreachable;
        co_await b.push.check();
        EXPECT_EQ(b.book.ways().trunks[0].health.state, trunk_state::unreachable);
        b.pbx->away = true;
        co_await b.push.check();  // an Asterisk that is away says nothing about trunks
        EXPECT_EQ(b.book.ways().trunks[0].health.state, trunk_state::unreachable);
    });
}

TEST(gsm_routes, go_on_only_with_country_reference_and_purposes) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.book.load(db);
        const auto path = "/api/v1/gsm-authorisation";
        const auto start = body_of(co_await b.send("GET", path, {}, role::auditor));
        EXPECT_EQ(start.at("enabled"), false);
        const std::vector<std::pair<std::string, std::string>> bad{
            {R"({"enabled":true})", "country"}, {R"({"enabled":true,"country":"in"})", "country"},
            {R"({"enabled":true,"country":"IN"})", "reference"},
            {R"({"enabled":true,"country":"IN","reference":"DoT 17"})", "purposes"},
            {R"({"enabled":true,"country":"IN","reference":"DoT 17","purposes":["fun"]})",
                "purposes"},
            {R"({"country":"IN"})", "enabled"}};
        for (const auto& [body, field] : bad) {
            const auto answer = co_await b.send("PUT", path, body);
            EXPECT_EQ(body_of(answer).at("field").as_string(), field) << body;
        }
        const auto on = body_of(co_await b.send("PUT", path,
            R"({"enabled":true,"country":"IN","reference":"DoT 17","purposes":["recovery"]})"));
        EXPECT_EQ(on.at("recorded_by"), "boss");
        EXPECT_EQ(b.book.ways().gsm.obstacle("IN", compliance::purpose::recovery), "");
        // Off keeps the record, so that on needs no typing it again.
        const auto off = body_of(co_await b.send("PUT", path, R"({"enabled":false})"));
        EXPECT_EQ(off.at("reference"), "DoT 17");
        EXPECT_NE(b.book.ways().gsm.obstacle("IN", compliance::purpose::recovery), "");
        const auto lines = co_await b.audited();
        EXPECT_EQ(lines, "gsm.enabled gsm-authorisation, gsm.disabled gsm-authorisation");
    });
}

}  // namespace
}  // namespace zenix::gateways
