// Exit code 0 when the compiler gets ordinary coroutines right. g++ 12.2 miscompiles all three
// marked patterns without a warning (double frees, wrong branches), which no test of ours could
// be trusted to survive. So the build asks first.
#include <boost/asio.hpp>

#include <memory>
#include <string>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;

awaitable<int> val(int v) {
    co_await asio::post(co_await asio::this_coro::executor, use_awaitable);
    co_return v;
}

// A coroutine without a local variable that awaits in a condition.
awaitable<int> cond() {
    if (co_await val(1)) co_return 1;
    co_return 0;
}

struct opts {
    std::string a;
    int n;
};
awaitable<int> take(opts o) { co_return int(o.a.size()) + co_await val(o.n); }

template <class F>
awaitable<int> call(F f) {
    const int v = co_await val(1);
    co_return f() + v;
}

awaitable<int> all() {
    auto p = std::make_shared<int>(5);
    int sum = co_await cond();
    // A lambda with a non-trivial capture made inside the awaited expression.
    sum += co_await call([p] { return *p; });
    // An aggregate made inside the awaited expression.
    sum += co_await take({.a = std::string(40, 'x'), .n = 2});
    co_return p.use_count() == 1 ? sum : -1;
}

int main() {
    asio::io_context io;
    int result = 0;
    asio::co_spawn(io, all(), [&](std::exception_ptr, int v) { result = v; });
    io.run();
    return result == 1 + 6 + 42 ? 0 : 1;
}
