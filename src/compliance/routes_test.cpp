#include "audit/audit_log.hpp"
#include "compliance/demo_rules.hpp"
#include "compliance/routes.hpp"
#include "compliance/rules_for_tests.hpp"
#include "pg/test_cluster.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zenix::compliance {
namespace {

using namespace test;
using testing::HasSubstr;

const auto noon = at("2026-11-23T06:30:00Z");  // in India

struct bench {
    pg::pool& db;
    gate_service gate;
    net::router routes;
    explicit bench(pg::pool& pool)
        : db(pool),
          gate(pool, {.home_country = "IN", .demo = false, .clock = [] { return noon; }}) {
        add_routes(routes, gate, db);
    }

    /// Status, a blank, and the answer's body.
    task<std::string> send(std::string method, std::string path, std::string body = {},
        role as = role::admin, std::map<std::string, std::string> query = {}) {
        net::request r;
        r.method = std::move(method);
        r.path = std::move(path);
        r.body = std::move(body);
        r.query = std::move(query);
        r.headers = {{"content-type", "application/json"}};
        principal who;
        who.user_id = 1;
        who.name = "boss";
        who.role = as;
        r.who = who;
        const auto answer = co_await routes.answer(r);
        co_return std::to_string(answer.status) + " " + answer.body;
    }
    task<std::string> last_audit() {
        const auto list = co_await audit::list(db, std::nullopt, 1);
        co_return list.empty() ? "" : list[0].actor + " " + list[0].action + " " + list[0].subject;
    }
};

json::object body_of(const std::string& answer) {
    return json::parse(answer.substr(4)).as_object();
}

TEST(compliance_routes, check_answers_with_the_stored_decision) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const auto answer = co_await b.send("POST", "/api/v1/gate/check",
            R"({"phone_number":"09876543210","channel":"call","purpose":"recovery"})",
            role::telecaller);
        EXPECT_THAT(answer, HasSubstr("200 "));
        const auto d = body_of(answer);
        EXPECT_EQ(d.at("verdict"), "allow");
        EXPECT_EQ(d.at("phone_number"), "+919876543210");
        EXPECT_EQ(d.at("attempts_left_today"), 3);
        const auto path = "/api/v1/gate/decisions/" + std::string(d.at("id").as_string());
        const auto stored = co_await b.send("GET", path, {}, role::telecaller);
        EXPECT_EQ(body_of(stored), d);
    });
}

TEST(compliance_routes, check_names_the_field_at_fault) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const std::vector<std::pair<std::string, std::string>> bad{{"{}", "customer_id"},
            {R"({"customer_id":0})", "customer_id"},
            {R"({"phone_number":"","x":1})", "phone_number"},
            {R"({"phone_number":")" + std::string(300, '9') + R"("})", "phone_number"},
            {R"({"phone_number":"9876543210","channel":"fax"})", "channel"},
            {R"({"phone_number":"9876543210","at":"9999-01-01T00:00:00Z"})", "at"},
            {R"({"phone_number":"9876543210","purpos":"service"})", "purpos"}};
        for (const auto& [body, field] : bad) {
            const auto answer = co_await b.send("POST", "/api/v1/gate/check", body);
            EXPECT_THAT(answer, HasSubstr("422 "));
            EXPECT_EQ(body_of(answer).at("field").as_string(), field) << body;
        }
        const auto nobody = co_await b.send("POST", "/api/v1/gate/check", R"({"customer_id":77})");
        EXPECT_THAT(nobody, HasSubstr("404 "));
    });
}

TEST(compliance_routes, a_check_of_a_text_says_what_a_registered_template_would_change) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        for (const bool registered : {false, true}) {
            const auto answer = body_of(co_await b.send("POST", "/api/v1/gate/check",
                fmt::format(
                    R"({{"phone_number":"9876543210","channel":"text","template_registered":{}}})",
                    registered)));
            std::string verdict;
            for (const auto& rule : answer.at("rules").as_array()) {
                const auto& one = rule.as_object();
                if (one.at("id").as_string() == "in.text.registered_template")
                    verdict = one.at("verdict").as_string();
            }
            EXPECT_EQ(verdict, registered ? "allow" : "refuse");
        }
    });
}

TEST(compliance_routes, decisions_page_to_the_end_and_refuse_foreign_cursors) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        for (int i = 0; i < 5; ++i)
            (void)co_await b.send("POST", "/api/v1/gate/check", R"({"phone_number":"9876543210"})");
        const auto first = body_of(
            co_await b.send("GET", "/api/v1/gate/decisions", {}, role::auditor, {{"limit", "3"}}));
        EXPECT_EQ(first.at("items").as_array().size(), 3U);
        const auto second =
            body_of(co_await b.send("GET", "/api/v1/gate/decisions", {}, role::auditor,
                {{"limit", "3"}, {"cursor", std::string(first.at("next").as_string())},
                    {"phone_number", "9876543210"}, {"verdict", "allow"}}));
        EXPECT_EQ(second.at("items").as_array().size(), 2U);
        EXPECT_TRUE(second.at("next").is_null());
        const auto bad = co_await b.send(
            "GET", "/api/v1/gate/decisions", {}, role::admin, {{"cursor", "' or 1=1"}});
        EXPECT_THAT(bad, HasSubstr("400 "));
        const auto own = co_await b.send("GET", "/api/v1/gate/decisions", {}, role::telecaller);
        EXPECT_THAT(own, HasSubstr("403 "));
    });
}

TEST(compliance_routes, a_changed_rule_acts_at_once_and_leaves_an_audit_line) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const auto changed = co_await b.send("PATCH", "/api/v1/rules/in.hours.recovery",
            R"({"parameters":{"from":"08:00","to":"12:00","days":["mon","tue"]}})");
        EXPECT_THAT(changed, HasSubstr("200 "));
        EXPECT_EQ(body_of(changed).at("parameters").at("to"), "12:00");
        const auto line = co_await b.last_audit();
        EXPECT_EQ(line, "boss rule.changed rule:in.hours.recovery");
        const auto answer =
            co_await b.send("POST", "/api/v1/gate/check", R"({"phone_number":"9876543210"})");
        EXPECT_EQ(body_of(answer).at("verdict"), "refuse");  // noon is no longer before noon
        const auto list = body_of(co_await b.send("GET", "/api/v1/rules", {}, role::telecaller));
        EXPECT_EQ(list.at("items").as_array().size(), 8U);
    });
}

TEST(compliance_routes, a_rule_change_that_does_not_fit_changes_nothing) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const std::vector<std::pair<std::string, std::string>> bad{{"{}", "enabled"},
            {R"({"parameters":{"per_number_per_day":"many"}})", "parameters.per_number_per_day"},
            {R"({"effective_from":"2026-13-01"})", "effective_from"},
            {R"({"effective_until":"2020-01-01"})", "effective_until"},
            {R"({"title":"mine"})", "title"}};
        for (const auto& [body, field] : bad) {
            const auto answer =
                co_await b.send("PATCH", "/api/v1/rules/any.attempts_per_day", body);
            EXPECT_THAT(answer, HasSubstr("422 "));
            EXPECT_EQ(body_of(answer).at("field").as_string(), field) << answer;
        }
        const auto unknown =
            co_await b.send("PATCH", "/api/v1/rules/no.such", R"({"enabled":false})");
        EXPECT_THAT(unknown, HasSubstr("404 "));
        const auto forbidden = co_await b.send(
            "PATCH", "/api/v1/rules/any.do_not_call", R"({"enabled":false})", role::supervisor);
        EXPECT_THAT(forbidden, HasSubstr("403 "));
        const auto line = co_await b.last_audit();
        EXPECT_EQ(line, "");
    });
}

TEST(compliance_routes, the_list_takes_finds_and_gives_up_numbers_with_audit_lines) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const std::string entry = R"({"phone_number":"98765 43210","reason":"asked"})";
        const auto added = co_await b.send("POST", "/api/v1/dnc", entry, role::supervisor);
        EXPECT_THAT(added, HasSubstr("201 "));
        EXPECT_EQ(body_of(added).at("created_by"), "boss");
        EXPECT_EQ(co_await b.last_audit(), "boss dnc.added phone:+919876543210");
        const auto again = co_await b.send("POST", "/api/v1/dnc", entry);
        EXPECT_EQ(body_of(again), body_of(added));
        const auto found =
            body_of(co_await b.send("GET", "/api/v1/dnc", {}, role::auditor, {{"q", "6543"}}));
        EXPECT_EQ(found.at("items").as_array().size(), 1U);
        const auto gone = co_await b.send("DELETE", "/api/v1/dnc/+919876543210");
        EXPECT_THAT(gone, HasSubstr("204 "));
        EXPECT_EQ(co_await b.last_audit(), "boss dnc.removed phone:+919876543210");
        const auto twice = co_await b.send("DELETE", "/api/v1/dnc/+919876543210");
        EXPECT_THAT(twice, HasSubstr("404 "));
        const auto nonsense =
            co_await b.send("POST", "/api/v1/dnc", R"({"phone_number":"123","reason":"x"})");
        EXPECT_EQ(body_of(nonsense).at("field"), "phone_number");
    });
}

TEST(demo_rules, open_every_hour_only_in_a_marked_database_and_a_demo_process) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto night = at("2026-11-23T20:00:00Z");  // 01:30 on the 24th in India
        const auto clock = [&] { return night; };
        gate_service demo(db, {.home_country = "IN", .demo = true, .clock = clock});
        gate_service real(db, {.home_country = "IN", .demo = false, .clock = clock});
        question q;
        q.phone = "+919876543210";
        q.counts_as_attempt = true;
        co_await seed_demo(db, night);
        const auto allowed = co_await demo.ask(q);
        EXPECT_TRUE(allowed.verdict.allow) << allowed.verdict.summary;
        const auto refused = co_await real.ask(q);
        EXPECT_FALSE(refused.verdict.allow);
        co_await db.run("update gate_installation set demo = false, demo_since = null");
        const auto unmarked = co_await demo.ask(q);
        EXPECT_FALSE(unmarked.verdict.allow);
    });
}

TEST(demo_rules, are_renewed_at_each_start_and_never_put_on_a_real_database) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        co_await seed_demo(db, noon);
        co_await seed_demo(db, noon + std::chrono::days(9));
        const auto until = co_await db.run(
            "select effective_until::text as until from gate_rules where id = 'demo.in.hours'");
        EXPECT_EQ(until.front().text("until"), "2026-12-03");
    });
    pg::on_test_database([](pg::pool& db) -> task<> {
        gate_service real(db, {.home_country = "IN", .demo = false, .clock = [] { return noon; }});
        question q;
        q.phone = "+919876543210";
        (void)co_await real.ask(q);
        bool refused = false;
        try {
            co_await seed_demo(db, noon);
        } catch (const std::runtime_error&) {
            refused = true;
        }
        EXPECT_TRUE(refused);
    });
}

}  // namespace
}  // namespace zenix::compliance
