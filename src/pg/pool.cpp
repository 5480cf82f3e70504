#include "pg/pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/task_group.hpp"
#include "pg/lane.hpp"
#include "pg/session.hpp"

namespace zenix::pg {
namespace {

constexpr ms back_off_first{100}, back_off_last{2000};
/// What the server's own time-out of a statement gets before the connection is given up.
constexpr ms grace{1000};

}  // namespace

struct pool_state {
    pool_state(asio::any_io_executor e, pool_options o) : ex(e), options(std::move(o)), tasks(e) {}

    asio::any_io_executor ex;
    pool_options options;
    task_group tasks;
    std::shared_ptr<lane> shared;
    std::string away = "PostgreSQL is not connected";
    bool stopping = false;

    std::vector<std::shared_ptr<session>> idle;
    int made = 0;                 ///< exclusive connections, idle and in use
    std::uint64_t era = 0;        ///< new after each loss; connections of an older one are dropped
    std::deque<std::shared_ptr<asio::steady_timer>> waiting;

    prometheus::Gauge& up = metrics::gauge("zenix_postgresql_connected", "1 while PostgreSQL can be reached");
    prometheus::Histogram& statement_time =
        metrics::seconds("zenix_postgresql_statement_seconds", "Time of single statements, waiting included");
    prometheus::Counter& losses = metrics::counter("zenix_postgresql_lost_total", "Times PostgreSQL was lost");

    [[nodiscard]] bool live() const { return shared && shared->live(); }
    void wake_one() {
        if (!waiting.empty()) waiting.front()->cancel();
    }
    void give_back(std::shared_ptr<session> s, std::uint64_t of_era) {
        if (!stopping && of_era == era && s->idle() && s->transaction() == PQTRANS_IDLE) {
            idle.push_back(std::move(s));
        } else {
            --made;
        }
        wake_one();
    }
    void lost(const std::string& why) {
        away = why;
        up.Set(0);
        losses.Increment();
        shared.reset();
        ++era;
        made -= static_cast<int>(idle.size());
        idle.clear();
        for (const auto& bell : waiting) bell->cancel();
    }
};

namespace {

/// A session that goes home to the pool, whatever happens.
class lease {
  public:
    lease(std::shared_ptr<pool_state> s, std::shared_ptr<session> c, std::uint64_t era)
        : state_(std::move(s)), session_(std::move(c)), era_(era) {}
    lease(lease&&) noexcept = default;
    lease& operator=(lease&&) = delete;
    ~lease() {
        if (state_) state_->give_back(std::move(session_), era_);
    }
    [[nodiscard]] session& operator*() const { return *session_; }
    [[nodiscard]] session* operator->() const { return session_.get(); }

  private:
    std::shared_ptr<pool_state> state_;
    std::shared_ptr<session> session_;
    std::uint64_t era_;
};

/// Waits in line for a free exclusive connection, making one where the pool has room.
/// Sets `fresh` when it is new, so cannot have been lost unnoticed.
task<lease> acquire(std::shared_ptr<pool_state> s, bool& fresh) {
    const auto deadline = std::chrono::steady_clock::now() + s->options.statement_timeout;
    bool waited = false;
    while (true) {
        if (!s->live()) throw unavailable(s->away);
        const bool mine = waited || s->waiting.empty();
        if (mine && !s->idle.empty()) {
            auto found = std::move(s->idle.back());
            s->idle.pop_back();
            if (!found->idle()) {
                --s->made;
                continue;
            }
            fresh = false;
            co_return lease(s, std::move(found), s->era);
        }
        if (mine && s->made < s->options.connections) break;
        if (s->waiting.size() >= s->options.waiting_max) {
            throw unavailable(fmt::format("{} transactions are waiting for a connection already", s->waiting.size()));
        }
        const auto bell = std::make_shared<asio::steady_timer>(s->ex, deadline);
        // Whoever was woken and still found nothing keeps the head of the line.
        if (waited) {
            s->waiting.push_front(bell);
        } else {
            s->waiting.push_back(bell);
        }
        struct leave_line {
            pool_state& s;
            const std::shared_ptr<asio::steady_timer>& bell;
            bool woken = false;
            ~leave_line() {
                std::erase(s.waiting, bell);
                if (!woken) s.wake_one();  // The turn may have been ours.
            }
        } line{*s, bell};
        boost::system::error_code rung;
        co_await bell->async_wait(asio::redirect_error(asio::use_awaitable, rung));
        const auto cancelled = (co_await asio::this_coro::cancellation_state).cancelled();
        if (cancelled != asio::cancellation_type::none) {
            throw boost::system::system_error(asio::error::operation_aborted);
        }
        if (!rung) {
            throw unavailable(fmt::format("all {} connections for transactions were busy for {} ms",
                                          s->options.connections, s->options.statement_timeout.count()));
        }
        line.woken = waited = true;
    }
    ++s->made;
    lease made(s, std::make_shared<session>(s->ex), s->era);
    settings how = parse_url(s->options.url, s->options.statement_timeout);
    co_await made->open(std::move(how), s->options.connect_timeout);
    fresh = true;
    co_return std::move(made);
}

/// Ends what a dead transaction left open, then lets its connection go home.
task<void> roll_back(lease l) {
    co_await l->script("rollback");
}

class pooled_transaction final : public transaction {
  public:
    pooled_transaction(std::shared_ptr<pool_state> s, lease l, ms limit)
        : state_(std::move(s)), lease_(std::move(l)), limit_(limit) {}
    ~pooled_transaction() override {
        if (ended_ || state_->stopping || !(*lease_)->idle()) return;  // A busy or broken one is closed.
        state_->tasks.spawn("pg rollback", roll_back(std::move(*lease_)));
    }
    task<rows> execute(std::string sql, std::vector<param> params) override {
        return (*lease_)->run(std::move(sql), std::move(params));
    }
    task<void> script(std::string sql) override { co_await (*lease_)->script(std::move(sql)); }
    task<std::int64_t> copy_in(std::string copy_sql, std::function<std::string()> next) override {
        // The server would count the whole COPY as one statement.
        co_await (*lease_)->script("set local statement_timeout = 0");
        const auto copied = co_await (*lease_)->copy_in(std::move(copy_sql), std::move(next));
        co_await (*lease_)->script(fmt::format("set local statement_timeout = {}", limit_.count()));
        co_return copied;
    }
    task<void> commit() override {
        const std::string tag = co_await (*lease_)->script("commit");
        ended_ = true;
        // After an error PostgreSQL answers COMMIT by rolling back, without complaint.
        if (tag != "COMMIT") throw sql_error("25P02", "the transaction had failed and was rolled back", {});
    }

  private:
    std::shared_ptr<pool_state> state_;
    std::optional<lease> lease_;
    ms limit_;
    bool ended_ = false;
};

/// Keeps the shared connection: serves it, and after a loss finds the server again.
task<void> keep(std::shared_ptr<pool_state> s) {
    ms pause = back_off_first;
    while (!s->stopping) {
        if (const auto current = s->shared) {
            co_await current->serve();
            if (s->stopping) break;
            s->lost(current->reason());
            log::warn("pg", "PostgreSQL lost", {{"reason", s->away}});
        }
        co_await sleep_for(pause);
        if (s->stopping) break;
        pause = std::min(pause * 2, back_off_last);
        const auto next = std::make_shared<lane>(s->ex, s->options);
        try {
            co_await next->open();
            s->shared = next;
            s->up.Set(1);
            pause = back_off_first;
            log::info("pg", "PostgreSQL found again");
        } catch (const unavailable& fault) {
            s->away = fault.what();
        }
    }
}

/// Everything ends: statements under way fail, open transactions roll back as their connections close.
void abandon(pool_state& s) {
    s.stopping = true;
    s.away = "the server is stopping";
    if (s.shared) s.shared->close(s.away);
    s.made -= static_cast<int>(s.idle.size());
    s.idle.clear();
    for (const auto& bell : s.waiting) bell->cancel();
    s.tasks.cancel();
    s.up.Set(0);
}

}  // namespace

pool::pool(asio::any_io_executor ex, pool_options options)
    : state_(std::make_shared<pool_state>(ex, std::move(options))) {}

pool::~pool() { abandon(*state_); }

task<void> pool::start() {
    const auto s = state_;
    const auto first = std::make_shared<lane>(s->ex, s->options);
    co_await first->open();
    s->shared = first;
    s->up.Set(1);
    s->tasks.spawn("pg keeper", keep(s));
}

task<void> pool::stop() {
    const auto s = state_;
    abandon(*s);
    co_await s->tasks.join(ms{2000});
    s->shared.reset();
}

task<rows> pool::execute(std::string sql, std::vector<param> params) {
    const auto current = state_->shared;  // Held while the statement is under way.
    if (!current) throw unavailable(state_->away);
    const auto begun = std::chrono::steady_clock::now();
    rows got = co_await current->execute(std::move(sql), std::move(params));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    state_->statement_time.Observe(took.count());
    co_return got;
}

task<std::unique_ptr<transaction>> pool::begin(ms statement_timeout) {
    const auto s = state_;
    const ms limit = statement_timeout.count() > 0 ? statement_timeout : s->options.statement_timeout;
    while (true) {
        bool fresh = false;
        auto found = co_await acquire(s, fresh);
        found->set_patience(limit + grace);
        try {
            co_await found->script(fmt::format("begin; set local statement_timeout = {0};"
                                               " set local idle_in_transaction_session_timeout = {1}",
                                               limit.count(), std::max(limit, ms{60'000}).count()));
        } catch (const unavailable&) {
            // An idle connection may have been lost unnoticed; nothing has been done on it yet.
            if (fresh) throw;
            continue;
        }
        co_return std::make_unique<pooled_transaction>(s, std::move(found), limit);
    }
}

bool pool::connected() const { return state_->live(); }

}  // namespace zenix::pg
