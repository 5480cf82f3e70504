#include "crm/book_for_tests.hpp"
#include "crm/contacts.hpp"
#include "crm/customers.hpp"
#include "pg/test_cluster.hpp"

#include <gmock/gmock.h>

namespace zenix::crm {
namespace {

using namespace test;
using testing::ElementsAre;

json::object asha() {
    return parse_json(R"({"name":" Asha  Rāo ","external_id":"C1","language":"mr","phones":[
        {"phone_number":"98123 45678","kind":"primary"},
        {"phone_number":"+1 202 555 0143","kind":"guarantor","name":"Ravi"}]})")
        .as_object();
}

std::string complaint(const json::value& body) {
    try {
        (void)read_customer(fields(body), "IN");
        return "fine";
    } catch (const problem& p) {
        return p.code() + " " + p.field();
    }
}

json::object with(std::string_view name, json::value v) {
    auto out = asha();
    out[name] = std::move(v);
    return out;
}

TEST(customer, is_read_from_a_body) {
    const auto c = read_customer(fields(asha()), "IN");
    EXPECT_EQ(c.name, "Asha  Rāo");
    EXPECT_EQ(c.name_key, "asha rao");
    EXPECT_EQ(c.phones.at(0).e164, "+919812345678");
    EXPECT_EQ(c.phones.at(0).typed, "98123 45678");
    EXPECT_EQ(c.time_zone, "Asia/Kolkata");
}

TEST(customer, of_a_bad_body_names_the_field) {
    EXPECT_EQ(complaint(asha()), "fine");
    EXPECT_EQ(complaint(with("name", "..")), "invalid_field name");
    EXPECT_EQ(complaint(with("name", json::string(201, 'x'))), "invalid_field name");
    EXPECT_EQ(complaint(with("email", "nobody")), "invalid_field email");
    EXPECT_EQ(complaint(with("language", "English")), "invalid_field language");
    EXPECT_EQ(complaint(with("time_zone", "Asia/Nowhere")), "invalid_field time_zone");
    EXPECT_EQ(complaint(with("phones", json::array{})), "invalid_field phones");
    EXPECT_EQ(complaint(with("surname", "x")), "unknown_field surname");
    const auto phones = [](std::string_view list) { return with("phones", parse_json(list)); };
    EXPECT_EQ(complaint(phones(R"([{"phone_number":"12","kind":"primary"}])")),
        "invalid_field phones[0].phone_number");
    EXPECT_EQ(complaint(phones(R"([{"phone_number":"9812345678","kind":"alternate"}])")),
        "invalid_field phones");
    EXPECT_EQ(complaint(phones(R"([{"phone_number":"9812345678","kind":"primary"},
                                   {"phone_number":"+919812345678","kind":"alternate"}])")),
        "invalid_field phones[1].phone_number");
    EXPECT_EQ(
        complaint(with("phones", json::array{json::object{{"phone_number", json::string(300, '9')},
                                     {"kind", "primary"}}})),
        "invalid_field phones[0].phone_number");
}

task<std::int64_t> create(pg::pool& db) {
    const auto tx = co_await db.begin();
    const auto id = co_await create_customer(*tx, read_customer(fields(asha()), "IN"));
    co_await tx->commit();
    co_return id;
}

TEST(customers, are_shown_with_numbers_loans_and_local_time) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto id = co_await create(db);
        co_await add_loan(db, id, "L1", 1000, 5);
        co_await add_loan(db, id, "L2", 2000, 60);
        const auto c = co_await customer_json(db, id, *parse_time("2026-11-23T06:30:00Z"));
        EXPECT_EQ(c.at("local_time").as_string(), "12:00");
        EXPECT_EQ(c.at("amount_due").as_int64(), 3000);
        EXPECT_EQ(c.at("days_past_due").as_int64(), 60);
        EXPECT_EQ(c.at("loans").at(0).at("loan_number").as_string(), "L2");
        EXPECT_EQ(c.at("phones").at(0).at("kind").as_string(), "primary");
        EXPECT_EQ(c.at("phones").at(1).at("name").as_string(), "Ravi");
        EXPECT_TRUE(c.at("open_promise").is_null() && c.at("next_callback").is_null());
        const auto nobody = co_await refusal(customer_json(db, 999, now()));
        EXPECT_EQ(nobody, "404 not_found");
    });
}

TEST(customers, have_an_external_id_of_their_own) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        co_await create(db);
        const auto again = co_await refusal(create(db));
        EXPECT_EQ(again, "409 external_id_taken external_id");
    });
}

task<void> patch(pg::pool& db, std::int64_t id, std::string body) {
    const auto tx = co_await db.begin();
    co_await change_customer(*tx, id, read_customer_change(fields(parse_json(body)), "IN"));
    co_await tx->commit();
}

TEST(customers, change_only_what_is_named) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto id = co_await create(db);
        co_await patch(db, id, R"({"email":"asha@example.org"})");
        co_await patch(db, id, R"({"name":"Asha Devi"})");
        auto c = co_await customer_json(db, id, now());
        EXPECT_EQ(c.at("name").as_string(), "Asha Devi");
        EXPECT_EQ(c.at("email").as_string(), "asha@example.org");
        EXPECT_EQ(c.at("language").as_string(), "mr");
        EXPECT_EQ(c.at("phones").as_array().size(), 2u);
        co_await patch(
            db, id, R"({"email":null,"phones":[{"phone_number":"9000000001","kind":"primary"}]})");
        c = co_await customer_json(db, id, now());
        EXPECT_TRUE(c.at("email").is_null());
        EXPECT_EQ(c.at("phones").as_array().size(), 1u);
        EXPECT_EQ(c.at("phones").at(0).at("phone_number").as_string(), "+919000000001");
        const auto nobody = co_await refusal(patch(db, 999, R"({"name":"x"})"));
        const auto nothing = co_await refusal(patch(db, id, "{}"));
        EXPECT_EQ(nobody, "404 not_found");
        EXPECT_EQ(nothing, "422 nothing_to_change");
    });
}

TEST(contacts, a_number_is_its_owners_before_a_guarantors) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto a = co_await add_borrower(db, "Anil", "+919812345678");
        const auto b = co_await add_borrower(db, "Bina", "+919812345679");
        co_await add_number(db, a, "+919812345679", "guarantor");
        co_await add_loan(db, a, "L1", 1, 500);
        const auto owner = co_await find_by_phone(db, "+919812345679");
        const auto stranger = co_await find_by_phone(db, "+919999999999");
        EXPECT_EQ(owner->id, b);
        EXPECT_EQ(owner->kind, "primary");
        EXPECT_FALSE(stranger);
    });
}

TEST(contacts, for_a_call_carry_number_loan_and_zone) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto id = co_await create(db);
        co_await add_loan(db, id, "L1", 1000, 5);
        const auto loan = co_await add_loan(db, id, "L2", 10, 60);
        const auto primary = co_await contact_for_call(db, id);
        const auto guarantor = co_await contact_for_call(db, id, "+12025550143");
        const auto foreign = co_await contact_for_call(db, id, "+919999999999");
        EXPECT_EQ(primary->phone_number, "+919812345678");
        EXPECT_EQ(primary->loan_id, loan);
        EXPECT_EQ(guarantor->kind, "guarantor");
        EXPECT_EQ(guarantor->phone_name, "Ravi");
        EXPECT_FALSE(foreign);
        const auto by_id = co_await zone_of(db, id, "+12025550143");
        const auto by_number = co_await zone_of(db, 0, "+919812345678");
        const auto by_country = co_await zone_of(db, 0, "+6591234567");
        EXPECT_EQ(by_id, "Asia/Kolkata");
        EXPECT_EQ(by_number, "Asia/Kolkata");
        EXPECT_EQ(by_country, "Asia/Singapore");
    });
}

}  // namespace
}  // namespace zenix::crm
