// One row by key: alone, many at once down the shared connection, and inside a transaction.
//     ninja -C build/release pg_bench && build/release/pg_bench
#include <benchmark/benchmark.h>

#include "pg/test_cluster.hpp"

namespace zenix::pg {
namespace {

struct bench_house {
    test_database scratch{test_database::schema::none};
    asio::io_context io;
    pool db{io.get_executor(), scratch.options()};
    bench_house() {
        run(io, db.start());
        run(io, db.run("create table t as select n as id, 'name ' || n as name from generate_series(1, 10000) n"));
        run(io, db.run("alter table t add primary key (id)"));
    }
    ~bench_house() { run(io, db.stop()); }
};

task<void> ask(executor& db, int times) {
    for (int n = 0; n < times; ++n) {
        const rows got = co_await db.run("select name from t where id = $1", n % 10000 + 1);
        benchmark::DoNotOptimize(got.size());
    }
}

void shared(benchmark::State& state) {
    bench_house h;
    const auto callers = state.range(0);
    constexpr int each = 200;
    for (auto turn : state) {
        std::int64_t left = callers;
        for (std::int64_t n = 0; n < callers; ++n) {
            asio::co_spawn(h.io, ask(h.db, each), [&](std::exception_ptr) { --left; });
        }
        while (left > 0) h.io.run_one();
    }
    state.SetItemsProcessed(state.iterations() * callers * each);
}
BENCHMARK(shared)->Arg(1)->Arg(10)->Arg(50)->UseRealTime()->Unit(benchmark::kMillisecond);

void in_transaction(benchmark::State& state) {
    bench_house h;
    const auto tx = run(h.io, h.db.begin());
    for (auto turn : state) run(h.io, ask(*tx, 200));
    state.SetItemsProcessed(state.iterations() * 200);
    run(h.io, tx->commit());
}
BENCHMARK(in_transaction)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace zenix::pg
