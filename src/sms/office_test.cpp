#include "sms/office.hpp"

#include "base/problem.hpp"
#include "gateways/key_for_tests.hpp"
#include "sms/conversations.hpp"
#include "sms/routes.hpp"
#include "sms/world_for_tests.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace zenix::sms {
namespace {

using test::noon;

struct house {
    explicit house(pg::pool& pool, asio::any_io_executor ex)
        : db(pool), hub("e"), key(gateways::test::a_key()),
          gate(db, {.home_country = "IN", .demo = false, .clock = [this] { return now; }}),
          road(std::make_shared<test::scripted_road>()), tasks(ex),
          o(ex, db, gate, hub, key, [this](const smsc_account&) { return road; }, nullptr,
              office_options{"IN", {"ZENIX Finance", "+911140000000"}, [this] { return now; }}) {
        add_routes(routes, o);
    }
    task<> open() {
        co_await db.run("insert into users (username, display_name, role, password_hash)"
                        " values ('priya', 'Priya', 'telecaller', 'x')");
        co_await db.run("insert into customers (name, name_key, language) values ('Asha Rao', 'asha rao', 'hi')");
        co_await db.run("insert into customer_phones (customer_id, e164, kind)"
                        " select id, '+919876543210', 'primary' from customers");
        co_await db.run(
            "insert into smsc_accounts (name, kind, settings, price_minor) values ('one', 'smpp', '{}', 12)");
        co_await db.run("insert into message_routes (place, name, via, account_id)"
                        " select 0, 'all', 'account', id from smsc_accounts");
        co_await o.load();
        (void)co_await send("POST", "/api/v1/message-templates",
            R"({"code":"hello","title":"Hello","purpose":"service","dlt_entity_id":"110","languages":[
               {"language":"en","text":"Hello {{name}}, {{word}}.","dlt_template_id":"1"},
               {"language":"hi","text":"नमस्ते {{name}}, {{word}}।","dlt_template_id":"2"}]})");
        const auto found = co_await db.run("select id from message_templates");
        template_id = found.front().integer("id");
        const auto who = co_await db.run("select id from customers");
        customer_id = who.front().integer("id");
    }
    /// Status, a blank, and the answer's body.
    task<std::string> send(std::string method, std::string path, std::string body = {},
        role as = role::admin, std::string key_header = {}) {
        net::request r;
        r.method = std::move(method);
        r.path = std::move(path);
        r.body = std::move(body);
        r.headers = {{"content-type", "application/json"}};
        if (!key_header.empty()) r.headers.emplace_back("idempotency-key", key_header);
        principal who;
        who.user_id = 1;
        who.name = "priya";
        who.role = as;
        r.who = who;
        const auto answer = co_await routes.answer(r);
        co_return std::to_string(answer.status) + " " + answer.body;
    }
    pg::pool& db;
    sys_ms now = noon;
    event_hub hub;
    secret::master_key key;
    compliance::gate_service gate;
    std::shared_ptr<test::scripted_road> road;
    task_group tasks;
    net::router routes;
    office o;
    std::int64_t template_id = 0, customer_id = 0;
};

json::object body_of(const std::string& answer) { return json::parse(answer.substr(4)).as_object(); }

void in_house(const std::function<task<>(house&)>& body) {
    pg::on_test_database([&body](pg::pool& db) -> task<> {
        auto ex = co_await asio::this_coro::executor;
        house h(db, ex);
        co_await h.open();
        co_await body(h);
        co_await h.o.stop();
        h.tasks.cancel();
        co_await h.tasks.join(ms(2000));
    });
}

TEST(office, sends_a_template_in_the_borrowers_language) {
    in_house([](house& h) -> task<> {
        const auto sent = co_await h.send("POST", "/api/v1/messages",
            fmt::format(R"({{"customer_id":{},"template_id":{},"fields":{{"word":"कल"}}}})", h.customer_id,
                h.template_id));
        EXPECT_EQ(sent.substr(0, 3), "201") << sent;
        const auto m = body_of(sent);
        EXPECT_EQ(m.at("message"), "नमस्ते Asha Rao, कल।");
        EXPECT_EQ(m.at("encoding"), "ucs2");
        EXPECT_EQ(m.at("language"), "hi");
        EXPECT_EQ(m.at("owner").at("name"), "Priya");
        const auto mine = co_await find_conversation(h.db, fmt::format("c{}", h.customer_id));
        EXPECT_TRUE(mine.has_value());
    });
}

TEST(office, answers_the_same_key_with_the_same_message) {
    in_house([](house& h) -> task<> {
        const std::string wish = R"({"to":"+919876543210","message":"Hello Asha, yes."})";
        const auto first = co_await h.send("POST", "/api/v1/messages", wish, role::telecaller, "k1");
        const auto again = co_await h.send("POST", "/api/v1/messages", wish, role::telecaller, "k1");
        const auto other = co_await h.send("POST", "/api/v1/messages", wish, role::telecaller, "k2");
        EXPECT_EQ(body_of(first).at("id"), body_of(again).at("id"));
        EXPECT_NE(body_of(first).at("id"), body_of(other).at("id"));
        EXPECT_EQ(body_of(first).at("template").at("code"), "hello");
    });
}

TEST(office, refuses_with_the_decision_and_keeps_a_row_that_says_so) {
    in_house([](house& h) -> task<> {
        const auto refused = co_await h.send("POST", "/api/v1/messages",
            R"({"to":"+919876543210","message":"Of no template."})");
        EXPECT_EQ(refused.substr(0, 3), "422");
        const auto p = body_of(refused);
        EXPECT_EQ(p.at("code"), "gate_refused");
        EXPECT_EQ(p.at("decision").at("verdict"), "refuse");
        const auto row = co_await find_message(h.db, std::string(p.at("message_id").as_string()));
        EXPECT_EQ(row->at("status"), "refused");
    });
}

TEST(office, names_the_field_of_what_cannot_be_sent) {
    in_house([](house& h) -> task<> {
        const std::vector<std::pair<std::string, std::string>> bad{
            {R"({"message":"x"})", "to"},
            {R"({"to":"+919876543210"})", "message"},
            {R"({"to":"+919876543210","message":"x","template_id":1})", "message"},
            {R"({"to":"12","message":"x"})", "to"},
            {R"({"to":"+919876543210","template_id":999})", "template_id"},
            {fmt::format(R"({{"customer_id":{},"template_id":{}}})", h.customer_id, h.template_id),
                "fields.word"},
            {fmt::format(R"({{"to":"+919876543210","message":"{}"}})", std::string(10'000, 'x')), "message"},
            {R"({"to":"+919876543210","message":"x","sim_slot":"first"})", "sim_slot"},
            {R"({"to":"+919876543210","message":"x","account_id":999})", "account_id"},
            {R"({"to":"+919811111111","customer_id":1,"message":"x"})", "to"}};
        for (const auto& [body, field] : bad) {
            const auto answer = co_await h.send("POST", "/api/v1/messages", body);
            EXPECT_EQ(answer.substr(0, 3), "422") << body.substr(0, 200) << answer;
            EXPECT_EQ(body_of(answer).at("field").as_string(), field) << answer;
        }
        const auto n = co_await h.db.run("select count(*) as n from sms_logs");
        EXPECT_EQ(n.front().integer("n"), 0);
    });
}

TEST(office, shows_a_bulk_send_before_it_is_one) {
    in_house([](house& h) -> task<> {
        co_await h.db.run("insert into customers (name, name_key) values ('Nobody', 'nobody')");
        const auto wish = [&](bool dry) {
            return fmt::format(R"({{"name":"b","template_id":{},"dry_run":{},"filter":{{}},"fields":{{"word":"x"}}}})",
                h.template_id, dry);
        };
        const auto dry = body_of(co_await h.send("POST", "/api/v1/message-batches", wish(true)));
        EXPECT_EQ(dry.at("plan").at("total"), 2);
        EXPECT_EQ(dry.at("plan").at("will_send"), 1);
        EXPECT_EQ(dry.at("plan").at("will_not").at(0).at("reason"), "no primary number");
        EXPECT_EQ(dry.at("plan").at("cost"), 12);
        const auto none = co_await h.db.run("select count(*) as n from sms_logs");
        EXPECT_EQ(none.front().integer("n"), 0);
        const auto real = body_of(co_await h.send("POST", "/api/v1/message-batches", wish(false)));
        EXPECT_EQ(real.at("state"), "running");
        EXPECT_EQ(real.at("progress").at("queued"), 1);
    });
}

TEST(office, sends_a_rule_once_for_each_promise) {
    in_house([](house& h) -> task<> {
        const auto rule = body_of(co_await h.send("POST", "/api/v1/message-rules",
            fmt::format(R"({{"name":"r","trigger":"promise_due","offset_days":-1,"at_local":"09:00","template_id":{}}})",
                h.template_id)));
        co_await h.db.run("update message_rules set template_id = $1", h.template_id);
        co_await h.db.run("insert into promises (customer_id, amount, currency, due_date)"
                          " select id, 1000, 'INR', '2026-11-24' from customers");
        const auto preview = body_of(co_await h.send(
            "POST", fmt::format("/api/v1/message-rules/{}/preview", rule.at("id").as_int64()), "{}"));
        EXPECT_EQ(preview.at("total"), 1);
        // The template asks for a field that the book has nothing for: refused, and said so.
        EXPECT_EQ(preview.at("will_not").at(0).at("reason"), "no value for word");
        const auto first = co_await run_rules(h.db, h.o.templates(), h.o.options().lender, h.now);
        const auto again = co_await run_rules(h.db, h.o.templates(), h.o.options().lender, h.now);
        EXPECT_EQ(first, 1u);
        EXPECT_EQ(again, 0u);
        const auto row = co_await h.db.run("select status, error_code, source from sms_logs");
        EXPECT_EQ(row.front().text("status"), "refused");
        EXPECT_EQ(row.front().text("error_code"), "no_value");
        EXPECT_EQ(row.front().text("source"), "rule");
    });
}

TEST(office, finds_whom_each_trigger_means) {
    in_house([](house& h) -> task<> {
        co_await h.db.run("insert into loans (customer_id, loan_number, amount_due, due_date)"
                          " select id, 'L1', 500, '2026-11-20' from customers");
        co_await h.db.run("insert into promises (customer_id, amount, currency, due_date, created_at)"
                          " select id, 1000, 'INR', '2026-11-22', '2026-11-23T06:20:00Z' from customers");
        co_await h.db.run(
            "insert into call_logs (id, customer_id, phone_number, call_direction, call_status, created_at,"
            " ended_at, call) select gen_random_uuid(), id, '+919876543210', 'inbound', 'missed',"
            " '2026-11-23T06:25:00Z', '2026-11-23T06:25:10Z', '{}' from customers");
        const std::vector<std::tuple<std::string, std::int64_t, std::int64_t, bool>> all{
            {"due_date", 3, 0, true}, {"due_date", 4, 0, false}, {"promise_due", 1, 0, true},
            {"promise_broken", 1, 0, true}, {"promise_broken", 2, 0, false},
            {"promise_made", 0, 5, true}, {"promise_made", 0, 30, false}, {"missed_call", 0, 4, true},
            {"missed_call", 0, 60, false}};
        for (const auto& [trigger, offset, minutes, meant] : all) {
            message_rule r;
            r.name = trigger;
            r.trigger = trigger;
            r.offset_days = offset;
            r.offset_min = minutes;
            r.at_local = "09:00";
            r.template_id = h.template_id;
            r.id = co_await store_rule(h.db, r, "test");
            co_await h.db.run("update message_rules set active_from = '2026-11-01'");
            const auto found = co_await rule_cases(h.db, r, h.now, false, 100);
            EXPECT_EQ(found.size(), meant ? 1u : 0u) << trigger << " " << offset << " " << minutes;
        }
    });
}

}  // namespace
}  // namespace zenix::sms
