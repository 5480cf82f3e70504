#include "pg/lane.hpp"

#include <fmt/format.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/system/system_error.hpp>

namespace zenix::pg {
namespace {

/// SQL texts are literals of the rooms, some hundreds; beyond this something builds them at run time.
constexpr std::size_t prepared_max = 2000;
/// What the server's own statement_timeout gets before we give up on the connection.
constexpr ms grace{1000};

}  // namespace

lane::lane(asio::any_io_executor ex, pool_options options)
    : ex_(ex), options_(std::move(options)), link_(std::make_shared<connection>(ex)), ticker_(ex) {}

task<void> lane::open() {
    const auto self = shared_from_this();
    settings how = parse_url(options_.url, options_.statement_timeout);
    co_await link_->open(std::move(how), options_.connect_timeout);
    if (PQenterPipelineMode(link_->raw()) != 1) throw unavailable(link_->last_error());
    open_ = true;
}

task<void> lane::serve() {
    const auto self = shared_from_this();
    watch_progress();
    while (!link_->broken()) {
        try {
            co_await link_->readable();
            if (PQconsumeInput(link_->raw()) == 0) fail(link_->last_error());
            drain();
        } catch (const unavailable&) {  // Broken; its reason is kept.
        } catch (const boost::system::system_error&) {  // Called off; broken too.
        }
    }
    ticker_.cancel();
    fail(link_->reason());
}

task<rows> lane::execute(std::string sql, std::vector<param> params) {
    const auto self = shared_from_this();
    if (!live()) throw unavailable(open_ ? link_->reason() : "PostgreSQL is not connected");
    if (under_way_.size() >= options_.waiting_max) {
        throw unavailable(fmt::format("{} statements are under way already", under_way_.size()));
    }
    const auto mine = std::make_shared<request>(ex_, std::move(sql));
    send(*mine, params);
    if (under_way_.empty()) progress_ = clock::now();
    under_way_.push_back(mine);
    flush();

    while (!mine->done) {
        boost::system::error_code rung;
        co_await mine->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
        const auto state = co_await asio::this_coro::cancellation_state;
        if (!mine->done && state.cancelled() != asio::cancellation_type::none) {
            // The caller is called off; its answer will be read and dropped.
            throw boost::system::system_error(asio::error::operation_aborted);
        }
    }
    if (mine->fault) std::rethrow_exception(mine->fault);
    co_return std::move(mine->answer);
}

void lane::send(request& r, const std::vector<param>& params) {
    const auto values = pointers(params);
    const auto count = static_cast<int>(values.size());
    PGconn* conn = link_->raw();
    int sent = 0;
    if (const auto known = statements_.find(r.sql); known != statements_.end()) {
        r.statement = known->second;
    } else if (statements_.size() < prepared_max) {
        r.statement = std::make_shared<prepared>(prepared{fmt::format("z{}", ++named_), nullptr});
        r.preparing = true;
        statements_.emplace(r.sql, r.statement);
        sent = PQsendPrepare(conn, r.statement->name.c_str(), r.sql.c_str(), 0, nullptr);
    }
    if (!r.preparing || sent == 1) {
        sent = r.statement ? PQsendQueryPrepared(conn, r.statement->name.c_str(), count, values.data(), nullptr,
                                                 nullptr, 0)
                           : PQsendQueryParams(conn, r.sql.c_str(), count, nullptr, values.data(), nullptr, nullptr, 0);
    }
    // The sync pushes the bytes out as far as the socket takes them.
    if (sent == 1) sent = PQpipelineSync(conn);
    if (sent == 1) return;
    // Half a statement cannot be taken back.
    fail(link_->last_error());
    throw unavailable(link_->reason());
}

void lane::flush() {
    if (flushing_ || link_->broken()) return;
    const int left = PQflush(link_->raw());
    if (left < 0) return fail(link_->last_error());
    if (left == 1) {
        flushing_ = true;
        link_->when_writable([self = shared_from_this()] {
            self->flushing_ = false;
            self->flush();
        });
    }
    // A full socket makes libpq read what has come, and then the socket will not ring for it.
    drain();
}

void lane::drain() {
    while (!link_->broken() && !under_way_.empty() && PQisBusy(link_->raw()) == 0) {
        PGresult* const raw = PQgetResult(link_->raw());
        if (raw) {
            nulls_ = 0;
            take(raw);
        } else if (++nulls_ > 4) {
            fail("the answers of PostgreSQL lost their order");
        }
    }
    if (!link_->broken() && PQstatus(link_->raw()) == CONNECTION_BAD) fail(link_->last_error());
}

void lane::take(PGresult* raw) {
    progress_ = clock::now();
    auto result = own(raw);
    request& head = *under_way_.front();
    switch (PQresultStatus(raw)) {
        case PGRES_TUPLES_OK:
        case PGRES_COMMAND_OK:
        case PGRES_EMPTY_QUERY:
            if (head.preparing) {
                head.preparing = false;
            } else {
                head.answer = rows(std::move(result));
            }
            return;
        case PGRES_FATAL_ERROR: {
            head.fault = fault_of(raw);
            const char* state = PQresultErrorField(raw, PG_DIAG_SQLSTATE);
            const std::string_view code = state ? state : "";
            if (head.preparing) {
                head.statement->fault = head.fault;
                statements_.erase(head.sql);
            } else if (code == "26000" && head.statement && head.statement->fault) {
                head.fault = head.statement->fault;  // Sent before its PREPARE was known to have failed.
            } else if (code == "0A000" || code == "26000") {
                statements_.erase(head.sql);  // The table changed under it: prepared anew next time.
            }
            return;
        }
        case PGRES_PIPELINE_ABORTED:
            return;  // The rest of a statement that failed.
        case PGRES_PIPELINE_SYNC:
            return finish_head();
        default:
            return fail("a statement of the shared connection began a COPY");
    }
}

void lane::finish_head() {
    const auto head = std::move(under_way_.front());
    under_way_.pop_front();
    head->done = true;
    head->bell.cancel();
}

void lane::close(std::string reason) { fail(std::move(reason)); }

void lane::fail(std::string reason) {
    link_->fail(std::move(reason));
    while (!under_way_.empty()) {
        // An answer that came without its sync may still be undone: it counts as none.
        request& head = *under_way_.front();
        if (!head.fault) head.fault = std::make_exception_ptr(unavailable(link_->reason()));
        finish_head();
    }
}

/// A server that stops answering without closing (a stopped process, a lost network) is found here.
void lane::watch_progress() {
    const ms limit = options_.statement_timeout + grace;
    ticker_.expires_after(limit / 8);
    ticker_.async_wait([weak = weak_from_this(), limit](boost::system::error_code fault) {
        const auto self = weak.lock();
        if (fault || !self || self->link_->broken()) return;
        if (!self->under_way_.empty() && clock::now() - self->progress_ > limit) {
            return self->fail(fmt::format("PostgreSQL gave no answer within {} ms", limit.count()));
        }
        self->watch_progress();
    });
}

}  // namespace zenix::pg
