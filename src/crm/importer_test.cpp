#include "crm/book_for_tests.hpp"
#include "crm/importer.hpp"
#include "pg/test_cluster.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace zenix::crm {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string header =
    "external_id,name,phone,loan_number,amount_due,days_past_due,language,alternate_phone\n";
const std::string two = header + "C1,Asha,9812345678,L1,1000,30,mr,9000000001\n"
                                 "C2,Bina,9812345679,L2,500,,,\n";

struct bench {
    pg::pool& db;
    worker_pool workers{1};

    task<import_report> import(std::string csv, bool dry = false, bool skip = false) {
        import_options o;
        o.dry_run = dry, o.skip_bad_rows = skip, o.actor = "arun";
        return import_customers(db, workers, std::move(csv), std::move(o));
    }
    task<std::string> one(std::string sql) {
        const auto r = co_await db.run("select (" + sql + ")::text as t");
        co_return r.front().text("t");
    }
    task<std::string> sizes() {
        return one("select concat_ws(' ', (select count(*)"
                   " from customers), (select count(*)"
                   " from customer_phones), (select count(*) from loans), (select count(*)"
                   " from audit_log))");
    }
};

std::string counts(const import_report& r) {
    return fmt::format("{}+{} {}+{}", r.counts.customers_created, r.counts.customers_updated,
        r.counts.loans_created, r.counts.loans_updated);
}

TEST(import, creates_borrowers_numbers_and_loans) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b{db};
        const auto report = co_await b.import(two);
        EXPECT_EQ(counts(report), "2+0 2+0");
        const auto sizes = co_await b.sizes();
        EXPECT_EQ(sizes, "2 3 2 1");
        const auto asha =
            co_await b.one("select concat_ws(' ', id, name_key, language, time_zone, loan_count,"
                           " amount_due, days_past_due) from customers where external_id = 'C1'");
        EXPECT_EQ(asha, "1 asha mr Asia/Kolkata 1 1000 30");
        const auto line =
            co_await b.one("select actor || ' ' || action || ' ' || details from audit_log");
        EXPECT_THAT(line, HasSubstr("arun customers.imported {\"rows\":2"));
    });
}

TEST(import, a_dry_run_says_what_would_be_and_writes_nothing) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b{db};
        const auto report = co_await b.import(two, true);
        const auto sizes = co_await b.sizes();
        EXPECT_TRUE(report.dry_run);
        EXPECT_EQ(counts(report), "2+0 2+0");
        EXPECT_EQ(sizes, "0 0 0 0");
    });
}

TEST(import, again_updates_and_leaves_what_the_file_leaves_open) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b{db};
        co_await b.import(two);
        const auto report = co_await b.import("external_id,name,phone,loan_number,amount_due\n"
                                              "C1,Asha Devi,9812345678,L1,700\n"
                                              "C1,Asha Devi,9812345678,L9,50\n");
        EXPECT_EQ(counts(report), "0+1 1+1");
        const auto asha =
            co_await b.one("select concat_ws(' ', name, language, loan_count, amount_due,"
                           " days_past_due) from customers where id = 1");
        EXPECT_EQ(asha, "Asha Devi mr 2 750 30");
        const auto turned =
            co_await b.one("select string_agg(turned, ',' order by turn) from customer_name_turns"
                           " where customer_id = 1");
        EXPECT_EQ(turned, "asha devi,devi asha");
    });
}

TEST(import, of_the_same_file_changes_nothing) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b{db};
        co_await b.import(two);
        const std::string state = "select md5(string_agg(t.*::text, '|' order by t.id))"
                                  " from (select c.*, c.xmin from customers c) t";
        const std::string loans = "select md5(string_agg(t.*::text, '|' order by t.id))"
                                  " from (select l.*, l.xmin from loans l) t";
        const auto before = co_await b.one(state), loans_before = co_await b.one(loans);
        co_await b.import(two);
        const auto after = co_await b.one(state), loans_after = co_await b.one(loans);
        EXPECT_EQ(before, after);
        EXPECT_EQ(loans_before, loans_after);
    });
}

TEST(import, knows_a_borrower_by_number_and_gives_an_external_id) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b{db};
        co_await add_borrower(db, "Asha", "+919812345678");
        const auto by_number =
            co_await b.import("name,phone,loan_number,amount_due\nAsha,9812345678,L1,5\n");
        const auto named = co_await b.import(header + "C1,Asha,9812345678,L2,5,,,\n");
        EXPECT_EQ(counts(by_number), "0+1 1+0");
        EXPECT_EQ(counts(named), "0+1 1+0");
        const auto external = co_await b.one("select external_id from customers");
        EXPECT_EQ(external, "C1");
        // Another external_id on the same number is another person of the household.
        const auto sister = co_await b.import(header + "C2,Bina,9812345678,L3,5,,,\n");
        EXPECT_EQ(counts(sister), "1+0 1+0");
    });
}

TEST(import, a_new_primary_number_makes_the_old_one_an_alternate) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b{db};
        co_await b.import(two);
        co_await b.import(header + "C1,Asha,9000000001,L1,1000,,,9000000002\n");
        const auto numbers =
            co_await b.one("select string_agg(right(e164, 4) || kind, ' ' order by e164)"
                           " from customer_phones where customer_id = 1");
        EXPECT_EQ(numbers, "0001primary 0002alternate 5678alternate");
    });
}

TEST(import, one_bad_row_stops_the_file_unless_told_to_skip) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b{db};
        const auto dirty = two + "C3,Chand,12,L3,5,,,\n";
        std::string code;
        json::object body;
        try {
            co_await b.import(dirty);
        } catch (const problem& p) {
            code = p.code();
            body = p.to_json();
        }
        EXPECT_EQ(code, "bad_rows");
        EXPECT_EQ(body.at("report").at("bad_rows").as_int64(), 1);
        EXPECT_THAT(std::string(body.at("detail").as_string()), HasSubstr("row 4, column phone"));
        const auto untouched = co_await b.sizes();
        EXPECT_EQ(untouched, "0 0 0 0");
        const auto report = co_await b.import(dirty, false, true);
        EXPECT_EQ(counts(report), "2+0 2+0");
        EXPECT_EQ(report.bad_rows, 1);
        const auto sizes = co_await b.sizes();
        EXPECT_EQ(sizes, "2 3 2 1");
    });
}

TEST(import, what_only_the_book_can_tell_is_an_error_of_the_row) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b{db};
        co_await b.import(two);
        co_await add_borrower(db, "Dev", "+919811111111");
        co_await add_borrower(db, "Devi", "+919811111111");
        const auto report =
            co_await b.import(header + "C9,Esha,9822222222,L1,5,,,\n"  // L1 is Asha's
                                       ",Dev,9811111111,L7,5,,,\n"     // two have this number
                                       "C1,Asha,9833333333,L8,5,,,\n"
                                       ",Asha,9812345678,L9,5,,,\n"  // row 4's borrower again
                                       "C5,Farid,9844444444,L10,5,,,\n",
                true);
        std::vector<std::string> found;
        for (const auto& e : report.errors)
            found.push_back(fmt::format("{} {} {}", e.row, e.column, e.value));
        EXPECT_THAT(
            found, ElementsAre("2 loan_number L1", "3 external_id ", "5 phone +919812345678"));
        EXPECT_EQ(report.bad_rows, 3);
        EXPECT_EQ(counts(report), "1+1 2+0");
        const json::object shown = to_json(report);
        EXPECT_EQ(shown.at("good_rows").as_int64(), 2);
    });
}

task<void> import_later(bench& b, std::string& said) { said = co_await refusal(b.import(two)); }

TEST(import, waits_for_nobody_two_at_once_are_refused) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b{db};
        const auto tx = co_await db.begin();
        co_await tx->run("select pg_advisory_xact_lock(hashtext('crm.import'))");
        std::string said;
        co_await import_later(b, said);
        EXPECT_EQ(said, "409 import_running");
    });
}

TEST(import, takes_text_that_copy_would_trip_over) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b{db};
        co_await b.import("external_id,name,phone,loan_number,amount_due,branch\n"
                          "\\N,\"A\\tsha, \"\"x\"\"\",9812345678,\\.,5,a\\\\b\n");
        const auto name = co_await b.one("select name || '|' || external_id from customers");
        const auto loan = co_await b.one("select loan_number || '|' || branch from loans");
        EXPECT_EQ(name, "A\\tsha, \"x\"|\\N");
        EXPECT_EQ(loan, "\\.|a\\\\b");
    });
}

TEST(import, of_many_rows_keeps_every_index_and_total_true) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b{db};
        std::string csv = header;
        for (int i = 0; i < 5000; ++i)
            csv += fmt::format("C{},Asha Number{},98{:08},L{},{},{},hi,\n", i / 2, i / 2, i / 2, i,
                100 + i, i % 90);
        const auto report = co_await b.import(csv);
        EXPECT_EQ(counts(report), "2500+0 5000+0");
        const auto wrong =
            co_await b.one("select count(*) from customers c"
                           " join (select customer_id, sum(amount_due) s, max(days_past_due) d,"
                           " count(*) n from loans group by 1) l on l.customer_id = c.id"
                           " where (c.amount_due, c.days_past_due, c.loan_count) is distinct"
                           " from (l.s, l.d, l.n)");
        const auto turns = co_await b.one("select count(*) from customer_name_turns");
        const auto found =
            co_await b.one("select count(*) from phones_like('%9800001234%', '{}', null, 0, 10)");
        EXPECT_EQ(wrong, "0");
        EXPECT_EQ(turns, "5000");
        EXPECT_EQ(found, "1");
    });
}

}  // namespace
}  // namespace zenix::crm
