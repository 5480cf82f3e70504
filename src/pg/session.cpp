#include "pg/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace zenix::pg {
namespace {

constexpr std::size_t prepared_max = 2000;

}  // namespace

/// Marks the session busy and watches the clock. When a turn is left by anything but an answer of
/// the server, the session stays busy, and so is never used again.
class session::turn {
  public:
    explicit turn(session& s) : session_(s) {
        if (s.link_->broken()) throw unavailable(s.link_->reason());
        if (s.busy_) throw std::logic_error("two statements at once on one transaction");
        s.busy_ = true;
        again();
    }
    turn(const turn&) = delete;
    void again() {
        session_.link_->arm(session_.patience_,
                            fmt::format("PostgreSQL gave no answer within {} ms", session_.patience_.count()));
    }
    void answered() { session_.busy_ = false; }
    ~turn() { session_.link_->disarm(); }

  private:
    session& session_;
};

task<void> session::open(settings how, ms patience) { return link_->open(std::move(how), patience); }

task<rows> session::run(std::string sql, std::vector<param> params) {
    const auto self = shared_from_this();
    const auto values = pointers(params);
    turn t(*this);
    PGconn* conn = link_->raw();

    std::string name;  // Empty: the unnamed statement, prepared for this one use.
    if (const auto known = statements_.find(sql); known != statements_.end()) {
        name = known->second;
    } else {
        if (statements_.size() < prepared_max) name = fmt::format("t{}", ++named_);
        if (PQsendPrepare(conn, name.c_str(), sql.c_str(), 0, nullptr) != 1) link_->fail(link_->last_error());
        const result_ptr prepared = co_await answer();
        if (PQresultStatus(prepared.get()) == PGRES_FATAL_ERROR) {
            t.answered();
            std::rethrow_exception(fault_of(prepared.get()));
        }
        if (!name.empty()) statements_.emplace(sql, name);
        t.again();
    }
    const auto count = static_cast<int>(values.size());
    if (PQsendQueryPrepared(conn, name.c_str(), count, values.data(), nullptr, nullptr, 0) != 1) {
        link_->fail(link_->last_error());
    }
    const result_ptr result = co_await answer();
    t.answered();
    if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR) {
        // The table changed under it, perhaps: prepared anew next time.
        const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
        if (state && std::string_view(state) == "0A000") statements_.erase(sql);
        std::rethrow_exception(fault_of(result.get()));
    }
    co_return rows(result);
}

task<std::string> session::script(std::string sql) {
    const auto self = shared_from_this();
    turn t(*this);
    if (PQsendQuery(link_->raw(), sql.c_str()) != 1) link_->fail(link_->last_error());
    const result_ptr result = co_await answer();
    t.answered();
    if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR) std::rethrow_exception(fault_of(result.get()));
    co_return PQcmdStatus(result.get());
}

task<std::int64_t> session::copy_in(std::string copy_sql, std::function<std::string()> next) {
    const auto self = shared_from_this();
    turn t(*this);
    PGconn* conn = link_->raw();
    if (PQsendQuery(conn, copy_sql.c_str()) != 1) link_->fail(link_->last_error());
    co_await flush();
    const result_ptr begun = own(co_await next_result());
    if (PQresultStatus(begun.get()) != PGRES_COPY_IN) {
        const result_ptr rest = co_await answer();
        t.answered();
        if (PQresultStatus(begun.get()) == PGRES_FATAL_ERROR) std::rethrow_exception(fault_of(begun.get()));
        throw std::logic_error("not a COPY … FROM STDIN: " + copy_sql);
    }

    std::exception_ptr source_fault;
    while (true) {
        std::string block;
        try {
            block = next();
        } catch (...) {
            source_fault = std::current_exception();
        }
        if (block.empty()) break;
        t.again();
        int taken = 0;
        while (taken == 0) {
            taken = PQputCopyData(conn, block.data(), static_cast<int>(block.size()));
            if (taken == 0) co_await link_->writable();  // libpq's buffer is full.
        }
        if (taken < 0) link_->fail(link_->last_error());
        co_await flush();  // Keeps memory at one block.
    }
    t.again();
    const char* const give_up = source_fault ? "the source of the data failed" : nullptr;
    if (PQputCopyEnd(conn, give_up) < 0) link_->fail(link_->last_error());
    const result_ptr result = co_await answer();
    t.answered();
    if (source_fault) std::rethrow_exception(source_fault);
    if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR) std::rethrow_exception(fault_of(result.get()));
    co_return rows(result).affected();
}

task<void> session::flush() {
    while (true) {
        if (link_->broken()) throw unavailable(link_->reason());
        const int left = PQflush(link_->raw());
        if (left == 0) co_return;
        if (left < 0) link_->fail(link_->last_error());
        co_await link_->writable();
    }
}

/// The next result, not owned; nullptr after the last one of a statement.
task<PGresult*> session::next_result() {
    while (PQisBusy(link_->raw()) != 0) {
        co_await link_->readable();
        if (PQconsumeInput(link_->raw()) == 0) link_->fail(link_->last_error());
        if (link_->broken()) throw unavailable(link_->reason());
    }
    co_return PQgetResult(link_->raw());
}

/// Sends what is waiting and reads all results: the first failure among them, else the last one.
task<result_ptr> session::answer() {
    co_await flush();
    result_ptr kept;
    while (true) {
        PGresult* const raw = co_await next_result();
        if (!raw) break;
        const result_ptr one = own(raw);
        if (!kept || PQresultStatus(kept.get()) != PGRES_FATAL_ERROR) kept = one;
        if (PQresultStatus(raw) == PGRES_COPY_IN || PQresultStatus(raw) == PGRES_COPY_OUT) {
            link_->fail("a COPY outside of copy_in");
            throw std::logic_error(link_->reason());
        }
    }
    if (PQstatus(link_->raw()) == CONNECTION_BAD) link_->fail(link_->last_error());
    if (!kept) {
        link_->fail(link_->last_error());
        throw unavailable(link_->reason());
    }
    co_return kept;
}

}  // namespace zenix::pg
