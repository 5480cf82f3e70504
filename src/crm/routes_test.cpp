#include "audit/audit_log.hpp"
#include "base/ids.hpp"
#include "crm/book_for_tests.hpp"
#include "crm/outcome.hpp"
#include "crm/routes.hpp"
#include "pg/test_cluster.hpp"

#include <gmock/gmock.h>

namespace zenix::crm {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::StartsWith;
using query = std::map<std::string, std::string>;

struct bench {
    pg::pool& db;
    worker_pool workers{1};
    net::router routes;
    principal who;

    explicit bench(pg::pool& pool) : db(pool) {
        add_routes(routes, db, workers);
        who.name = "boss", who.display_name = "The Boss";
        who.role = role::admin;
    }
    /// Status, a blank, and the answer's body.
    task<std::string> send(std::string method, std::string path, std::string body = {},
        query q = {}, std::string type = "application/json") {
        net::request r;
        r.method = std::move(method), r.path = std::move(path), r.body = std::move(body),
        r.query = std::move(q);
        r.headers = {{"content-type", std::move(type)}};
        r.who = who;
        const auto answer = co_await routes.answer(r);
        co_return std::to_string(answer.status) + " " + answer.body;
    }
    task<std::string> get(std::string path, query q = {}) {
        return send("GET", std::move(path), {}, std::move(q));
    }
    task<std::string> status_as(role as, std::string method, std::string path) {
        who.role = as;
        const auto answer = co_await send(std::move(method), std::move(path));
        co_return answer.substr(0, 3);
    }
    task<std::string> audit() {
        const auto list = co_await audit::list(db, std::nullopt, 1);
        co_return list.empty()
            ? ""
            : list[0].actor + " " + list[0].action + " " + list[0].subject + " " + list[0].details;
    }
};

json::object body_of(const std::string& answer) {
    return json::parse(answer.substr(4)).as_object();
}
/// `STATUS code field` of a problem.
std::string fault(const std::string& answer) {
    const auto b = body_of(answer);
    const auto* field = b.if_contains("field");
    return answer.substr(0, 4) + std::string(b.at("code").as_string()) +
           (field ? " " + std::string(field->as_string()) : "");
}

constexpr auto asha =
    R"({"name":"Asha Rao","phones":[{"phone_number":"9812345678","kind":"primary"}]})";

TEST(crm_routes, create_change_and_show_a_borrower_with_audit_lines) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const auto created = co_await b.send("POST", "/api/v1/customers", asha);
        const auto created_line = co_await b.audit();
        const auto changed =
            co_await b.send("PATCH", "/api/v1/customers/1", R"({"language":"mr","email":null})");
        const auto changed_line = co_await b.audit();
        const auto shown = co_await b.get("/api/v1/customers/1");
        EXPECT_THAT(
            created, StartsWith("201 {\"id\":1,\"external_id\":null,\"name\":\"Asha Rao\""));
        EXPECT_EQ(created_line, "boss customer.created customer:1 {}");
        EXPECT_EQ(body_of(changed).at("language").as_string(), "mr");
        EXPECT_EQ(
            changed_line, R"(boss customer.changed customer:1 {"changed":["email","language"]})");
        EXPECT_EQ(body_of(shown).at("language").as_string(), "mr");
    });
}

TEST(crm_routes, list_by_search_and_page_by_cursor) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        for (int i = 0; i < 3; ++i)
            co_await add_borrower(db, "Asha " + std::string(1, static_cast<char>('A' + i)),
                "+91900000000" + std::to_string(i));
        for (const auto& q : {query{{"q", "asha"}}, query{}}) {
            auto with_cursor = q;
            with_cursor["limit"] = "2";
            const auto first = co_await b.get("/api/v1/customers", with_cursor);
            const auto head = body_of(first);
            EXPECT_EQ(head.at("items").as_array().size(), 2u);
            with_cursor["cursor"] = std::string(head.at("next").as_string());
            const auto second = co_await b.get("/api/v1/customers", with_cursor);
            const auto tail = body_of(second);
            EXPECT_EQ(tail.at("items").as_array().size(), 1u);
            EXPECT_TRUE(tail.at("next").is_null());
        }
    });
}

TEST(crm_routes, refuse_what_does_not_fit_and_write_nothing) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const auto long_query = co_await b.get("/api/v1/customers", {{"q", std::string(101, '9')}});
        const auto unknown_query = co_await b.get("/api/v1/customers", {{"name", "x"}});
        const auto bad_cursor = co_await b.get("/api/v1/customers", {{"cursor", "zzz"}});
        const auto not_utf8 = co_await b.get("/api/v1/customers", {{"q", "a\xff"}});
        const auto bad_id = co_await b.get("/api/v1/customers/abc");
        const auto nobody = co_await b.get("/api/v1/customers/77");
        const auto malformed = co_await b.send("POST", "/api/v1/customers", "{");
        const auto unknown =
            co_await b.send("POST", "/api/v1/customers", R"({"name":"A","phones":[],"x":1})");
        const auto no_text =
            co_await b.send("POST", "/api/v1/customers/77/notes", R"({"text":"  "})");
        const auto no_one =
            co_await b.send("POST", "/api/v1/customers/77/notes", R"({"text":"hi"})");
        const auto scope = co_await b.get("/api/v1/callbacks", {{"scope", "all"}});
        EXPECT_EQ(fault(long_query), "422 invalid_field q");
        EXPECT_EQ(fault(unknown_query), "422 unknown_field name");
        EXPECT_EQ(fault(bad_cursor), "400 malformed_cursor cursor");
        EXPECT_EQ(fault(not_utf8), "400 invalid_text q");
        EXPECT_EQ(fault(bad_id), "422 invalid_field id");
        EXPECT_EQ(fault(nobody), "404 not_found");
        EXPECT_EQ(fault(malformed), "400 malformed_json");
        EXPECT_EQ(fault(unknown), "422 invalid_field phones");
        EXPECT_EQ(fault(no_text), "422 invalid_field text");
        EXPECT_EQ(fault(no_one), "404 not_found");
        EXPECT_EQ(fault(scope), "422 invalid_field scope");
        const auto left = co_await db.run(
            "select from customers union all select from notes union all select from audit_log");
        EXPECT_TRUE(left.empty());
    });
}

TEST(crm_routes, import_a_file_dry_by_default) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const std::string csv = "name,phone,loan_number,amount_due\nAsha,9812345678,L1,5\n";
        const auto dry = co_await b.send("POST", "/api/v1/imports", csv, {}, "text/csv");
        const auto wet = co_await b.send(
            "POST", "/api/v1/imports", csv, {{"dry_run", "false"}}, "text/csv; charset=utf-8");
        const auto line = co_await b.audit();
        const auto dirty = co_await b.send(
            "POST", "/api/v1/imports", csv + "x\n", {{"dry_run", "false"}}, "text/csv");
        const auto noise = co_await b.send(
            "POST", "/api/v1/imports", std::string("\x7f\x45\x4c\x46\0\0", 6), {}, "text/csv");
        const auto json_type = co_await b.send("POST", "/api/v1/imports", csv);
        EXPECT_EQ(body_of(dry).at("dry_run").as_bool(), true);
        EXPECT_EQ(body_of(wet).at("customers_created").as_int64(), 1);
        EXPECT_THAT(line, StartsWith("boss customers.imported"));
        EXPECT_EQ(fault(dirty), "422 bad_rows");
        EXPECT_EQ(body_of(dirty).at("report").at("errors").at(0).at("row").as_int64(), 3);
        EXPECT_THAT(noise, StartsWith("422 "));
        EXPECT_EQ(fault(json_type), "415 unsupported_media_type");
    });
}

TEST(crm_routes, notes_callbacks_history_and_dispositions) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const auto id = co_await add_borrower(db, "Asha", "+919812345678");
        b.who.user_id = co_await add_user(db, "priya", "Priya");
        const auto note =
            co_await b.send("POST", "/api/v1/customers/1/notes", R"({"text":" calls after six "})");
        outcome o;
        o.call_id = new_uuid(), o.customer_id = id, o.user_id = b.who.user_id;
        o.phone_number = "+919812345678", o.disposition = "callback";
        o.callback = callback_wish{now() + std::chrono::hours(1), true, std::nullopt};
        co_await record_outcome(db, o);
        const auto mine = co_await b.get("/api/v1/callbacks");
        const auto team = co_await b.get("/api/v1/callbacks", {{"scope", "team"}});
        const auto shown = co_await b.get("/api/v1/customers/1");
        const auto past = co_await b.get("/api/v1/customers/1/history");
        const auto codes = co_await b.get("/api/v1/dispositions");
        EXPECT_EQ(body_of(note).at("text").as_string(), "calls after six");
        EXPECT_EQ(body_of(mine).at("items").as_array().size(), 1u);
        EXPECT_EQ(body_of(team).at("items").as_array().size(), 1u);
        EXPECT_EQ(body_of(shown).at("next_callback").at("customer_name").as_string(), "Asha");
        EXPECT_EQ(body_of(past).at("items").as_array().size(), 2u);
        const auto all = body_of(codes);
        EXPECT_EQ(all.at("items").as_array().size(), 24u);
        EXPECT_EQ(all.at("items").at(0).at("code").as_string(), "promise_to_pay");
        EXPECT_EQ(all.at("items").at(0).at("hotkey").as_string(), "1");
        b.who.user_id = 0;
        const auto of_a_token = co_await b.get("/api/v1/callbacks");
        EXPECT_TRUE(body_of(of_a_token).at("items").as_array().empty());
    });
}

TEST(crm_routes, keep_to_their_roles) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        const auto telecaller_creates =
            co_await b.status_as(role::telecaller, "POST", "/api/v1/customers");
        const auto telecaller_imports =
            co_await b.status_as(role::telecaller, "POST", "/api/v1/imports");
        const auto auditor_notes =
            co_await b.status_as(role::auditor, "POST", "/api/v1/customers/1/notes");
        const auto auditor_looks = co_await b.status_as(role::auditor, "GET", "/api/v1/customers");
        EXPECT_EQ(telecaller_creates, "403");
        EXPECT_EQ(telecaller_imports, "403");
        EXPECT_EQ(auditor_notes, "403");
        EXPECT_EQ(auditor_looks, "200");
    });
}

}  // namespace
}  // namespace zenix::crm
