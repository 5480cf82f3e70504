// How long 100,000 borrowers take to come in, and how long a page of search takes among them.
//
//     ninja -C build/release crm_bench && build/release/crm_bench
#include "crm/customers.hpp"
#include "crm/importer.hpp"
#include "crm/search.hpp"
#include "pg/test_cluster.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

namespace zenix::crm {
namespace {

constexpr int borrowers = 100'000;

/// A lender's file: distinct people with common names, one loan each, an alternate number for every third.
const std::string& file() {
    static const std::string csv = [] {
        const char* first[] = {"Ramesh", "Suresh", "Priya", "Anita", "Lakshmi", "Arun", "Vivek",
            "Sunil", "Ravi", "Sanjay", "Manoj", "Dinesh", "Pooja", "Rekha", "Mohammed", "Fatima",
            "Gurpreet", "Karthik", "Venkatesh", "Krishna", "Shankar", "Parvati", "Ganesh"};
        const char* last[] = {"Kumar", "Kumar", "Sharma", "Singh", "Devi", "Patel", "Verma",
            "Yadav", "Das", "Banerjee", "Nair", "Iyer", "Reddy", "Rao", "Khan", "Mishra", "Joshi",
            "Patil", "Gowda"};
        std::string out =
            "external_id,name,phone,loan_number,amount_due,days_past_due,product,branch,language,"
            "principal,due_date,alternate_phone,guarantor_name,guarantor_phone\n";
        for (unsigned i = 0; i < borrowers; ++i) {
            out += fmt::format(
                "C{0},{1} "
                "{2}{3},9{4:09},PL-2026-{0:07},{5},{6},personal,Pune,hi,500000,2026-12-05,{7},,\n",
                i, first[i * 7919u % 23], i % 3 == 0 ? std::string(first[i * 31u % 23]) + " " : "",
                last[i * 104729u % 19], i * 2654435761u % 1'000'000'000u, 10000 + i % 900000,
                i % 180, i % 3 == 0 ? fmt::format("99000{:05}", i % 100000) : "");
        }
        return out;
    }();
    return csv;
}

void reading_the_file(benchmark::State& state) {
    for (auto step : state) {
        const auto batch = read_import(file(), "IN");
        if (batch.bad_rows != 0) state.SkipWithError("bad rows");
        benchmark::DoNotOptimize(to_copy(batch));
    }
}
BENCHMARK(reading_the_file)->Unit(benchmark::kMillisecond);

/// The book with everyone in it, made once.
struct filled_book {
    pg::test_database scratch;
    asio::io_context io;
    pg::pool db{io.get_executor(), scratch.options()};
    worker_pool workers{1};
    import_report report;

    filled_book() {
        pg::run(io, db.start());
        report = import();
    }
    ~filled_book() { pg::run(io, db.stop()); }
    import_report import() {
        import_options o;
        o.dry_run = false;
        return pg::run(io, import_customers(db, workers, file(), std::move(o)));
    }
    static filled_book& instance() {
        static filled_book one;
        return one;
    }
};

void importing_new(benchmark::State& state) {
    for (auto step : state)
        state.SetIterationTime(
            static_cast<double>(filled_book::instance().report.took.count()) / 1000);
}
BENCHMARK(importing_new)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

void importing_again(benchmark::State& state) {
    for (auto step : state) filled_book::instance().import();
}
BENCHMARK(importing_again)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);

task<std::size_t> first_page(pg::pool& db, std::string typed) {
    auto page = co_await search(db, plan_search(typed, "91"), std::nullopt, 50);
    const auto rows = co_await summaries(db, std::move(page.items));
    co_return rows.size();
}

void searching(benchmark::State& state, const char* typed) {
    auto& book = filled_book::instance();
    std::size_t found = 0;
    for (auto step : state) found = pg::run(book.io, first_page(book.db, typed));
    state.counters["found"] = static_cast<double>(found);
}
#define SEARCH(what, typed)                                                                        \
    BENCHMARK_CAPTURE(searching, what, typed)->UseRealTime()->Unit(benchmark::kMillisecond)
SEARCH(one_letter, "r");
SEARCH(first_name, "ramesh");
SEARCH(surname, "kumar");
SEARCH(two_beginnings, "ra ku");
SEARCH(two_beginnings_reversed, "ku ra");
SEARCH(inside_often, "esh");
SEARCH(inside_seldom, "nerje");
SEARCH(nobody, "zzz");
SEARCH(nobody_of_two_words, "ku zz");
SEARCH(two_digits, "98");
SEARCH(three_digits, "987");
SEARCH(last_four, "4821");
SEARCH(a_block_of_numbers, "99000");
SEARCH(inside_a_block, "9000");
SEARCH(whole_number, "+919900004821");
SEARCH(no_number, "7777777");
SEARCH(loan_begins, "PL-2026");
SEARCH(loan_inside, "0048215");

void most_overdue_page(benchmark::State& state) {
    auto& book = filled_book::instance();
    for (auto step : state)
        benchmark::DoNotOptimize(pg::run(book.io, most_overdue(book.db, std::nullopt, 50)));
}
BENCHMARK(most_overdue_page)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace zenix::crm
