#pragma once
#include "base/problem.hpp"
#include "base/task.hpp"
#include "crm/fold.hpp"
#include "pg/pool.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

/// Borrowers and users for the tests of this room.
namespace zenix::crm::test {

inline task<std::int64_t> add_borrower(pg::executor& db, std::string name, std::string phone) {
    const auto made =
        co_await db.run("with c as (insert into customers (name, name_key) values ($1, $2)"
                        " returning id), p as (insert into customer_phones (customer_id, e164,"
                        " kind) select id, $3, 'primary' from c) select id from c",
            name, fold(name), phone);
    co_return made.front().integer("id");
}

inline task<void> add_number(
    pg::executor& db, std::int64_t customer, std::string phone, std::string kind) {
    co_await db.run("insert into customer_phones (customer_id, e164, kind) values ($1, $2, $3)",
        customer, phone, kind);
}

inline task<std::int64_t> add_loan(pg::executor& db, std::int64_t customer, std::string number,
    std::int64_t due = 100000, int days = 10, std::string currency = "INR") {
    const auto made =
        co_await db.run("insert into loans (customer_id, loan_number, amount_due, days_past_due,"
                        " currency) values ($1, $2, $3, $4, $5) returning id",
            customer, number, due, days, currency);
    co_return made.front().integer("id");
}

inline task<std::int64_t> add_user(
    pg::executor& db, std::string username, std::string display_name) {
    const auto made =
        co_await db.run("insert into users (username, display_name, role, password_hash)"
                        " values ($1, $2, 'telecaller', '-') returning id",
            username, display_name);
    co_return made.front().integer("id");
}

/// `STATUS code field` of the problem that the work ends with, `none` without one.
template <class T>
task<std::string> refusal(task<T> work) {
    try {
        (void)co_await std::move(work);
    } catch (const problem& p) {
        co_return std::to_string(p.status()) + " " + p.code() +
            (p.field().empty() ? "" : " " + p.field());
    }
    co_return "none";
}

}  // namespace zenix::crm::test
