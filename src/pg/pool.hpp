#pragma once
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/problem.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "pg/migration.hpp"

namespace zenix::pg {

/// A statement that PostgreSQL refused. `sqlstate` as in its appendix A (`23505` unique violation).
class sql_error : public std::runtime_error {
  public:
    sql_error(std::string sqlstate, std::string message, std::string constraint)
        : std::runtime_error(std::move(message)), sqlstate_(std::move(sqlstate)),
          constraint_(std::move(constraint)) {}
    [[nodiscard]] const std::string& sqlstate() const { return sqlstate_; }
    [[nodiscard]] const std::string& constraint() const { return constraint_; }
    [[nodiscard]] bool unique_violation() const { return sqlstate_ == "23505"; }

  private:
    std::string sqlstate_, constraint_;
};

/// The database cannot be reached, or did not answer in time. The HTTP layer answers 503 `database_away`.
class unavailable : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What an exception of this room is to an HTTP client: unavailable is 503 `database_away`. Nullopt
/// for all others. For net::router::set_exception_mapper.
[[nodiscard]] std::optional<problem> problem_of(std::exception_ptr fault);

/// A parameter in PostgreSQL's text format; nullopt is NULL.
class param {
  public:
    param(std::nullopt_t) {}                                              // NOLINT
    param(std::string text) : text_(std::move(text)) {}                   // NOLINT
    param(std::string_view text) : text_(std::string(text)) {}            // NOLINT
    param(const char* text) : text_(std::string(text)) {}                 // NOLINT
    param(bool v) : text_(v ? "t" : "f") {}                               // NOLINT
    template <std::integral I> requires(!std::same_as<I, bool>)
    param(I v) : text_(std::to_string(v)) {}                              // NOLINT
    param(double v);                                                      // NOLINT
    param(sys_ms t) : text_(to_rfc3339(t)) {}                             // NOLINT
    param(const json::value& v) : text_(json::serialize(v)) {}            // NOLINT
    param(const json::object& v) : text_(json::serialize(v)) {}           // NOLINT
    param(const json::array& v) : text_(json::serialize(v)) {}            // NOLINT
    template <class Tag>
    param(row_id<Tag> id) : text_(id ? std::optional(std::to_string(id.value)) : std::nullopt) {}  // NOLINT
    template <class T>
    param(const std::optional<T>& v) { if (v) *this = param(*v); }        // NOLINT
    /// A PostgreSQL array literal, for `= any($1)`.
    param(const std::vector<std::string>& list);                          // NOLINT

    [[nodiscard]] const std::optional<std::string>& text() const { return text_; }

  private:
    std::optional<std::string> text_;
};

/// One row, by column name. A missing column is a bug and throws std::logic_error.
class row {
  public:
    row(std::shared_ptr<const void> result, int index);
    [[nodiscard]] bool null(const char* column) const;
    [[nodiscard]] std::string text(const char* column) const;             ///< NULL reads as empty
    [[nodiscard]] std::int64_t integer(const char* column) const;         ///< NULL reads as 0
    [[nodiscard]] double number(const char* column) const;
    [[nodiscard]] bool flag(const char* column) const;                    ///< NULL reads as false
    [[nodiscard]] sys_ms time(const char* column) const;                  ///< NULL is a bug
    [[nodiscard]] json::value json(const char* column) const;             ///< NULL reads as null
    [[nodiscard]] std::optional<std::string> maybe_text(const char* column) const;
    [[nodiscard]] std::optional<std::int64_t> maybe_integer(const char* column) const;
    [[nodiscard]] std::optional<double> maybe_number(const char* column) const;
    [[nodiscard]] std::optional<sys_ms> maybe_time(const char* column) const;
    [[nodiscard]] std::vector<std::string> texts(const char* column) const;  ///< a text[] column

  private:
    [[nodiscard]] const char* raw(const char* column) const;              ///< nullptr for NULL
    std::shared_ptr<const void> result_;
    int index_;
};

/// What a statement gave. Cheap to copy; keeps libpq's result alive.
class rows {
  public:
    rows() = default;
    explicit rows(std::shared_ptr<const void> result);
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] row operator[](std::size_t i) const { return {result_, static_cast<int>(i)}; }
    [[nodiscard]] row front() const { return (*this)[0]; }
    [[nodiscard]] std::int64_t affected() const { return affected_; }     ///< of INSERT, UPDATE, DELETE

    class iterator {
      public:
        iterator(const rows* r, std::size_t i) : rows_(r), i_(i) {}
        row operator*() const { return (*rows_)[i_]; }
        iterator& operator++() { ++i_; return *this; }
        bool operator!=(const iterator& o) const { return i_ != o.i_; }
      private:
        const rows* rows_;
        std::size_t i_;
    };
    [[nodiscard]] iterator begin() const { return {this, 0}; }
    [[nodiscard]] iterator end() const { return {this, size_}; }

  private:
    std::shared_ptr<const void> result_;
    std::size_t size_ = 0;
    std::int64_t affected_ = 0;
};

/// Something statements can be put to: the pool, or a transaction. Rooms' repositories take this,
/// so the same code serves inside and outside of a transaction.
class executor {
  public:
    virtual ~executor() = default;
    /// Runs one prepared statement. Throws sql_error, unavailable, or problem 400 `invalid_text` for
    /// text that PostgreSQL cannot hold (not UTF-8, or with a NUL in it).
    template <class... P>
    task<rows> run(std::string sql, P... params) {
        std::vector<param> list;
        list.reserve(sizeof...(P));
        (list.emplace_back(std::move(params)), ...);
        return execute(std::move(sql), std::move(list));
    }
    virtual task<rows> execute(std::string sql, std::vector<param> params) = 0;
};

/// A transaction on a connection of its own, one statement at a time. Rolls back when it dies
/// uncommitted. While one is open put every statement to it, not to the pool: a statement on the
/// shared connection that waits for this transaction's locks holds up everybody behind it.
class transaction : public executor {
  public:
    /// Throws unavailable when the connection is lost on the way; then the outcome is unknown.
    virtual task<void> commit() = 0;
    /// Several statements without parameters, as in a schema file.
    virtual task<void> script(std::string sql) = 0;
    /// `COPY … FROM STDIN`: `next` gives blocks until it gives an empty one. Returns the rows
    /// copied. The time-out counts from block to block.
    virtual task<std::int64_t> copy_in(std::string copy_sql, std::function<std::string()> next) = 0;
};

struct pool_options {
    std::string url;              ///< libpq connection string or URI
    int connections = 4;          ///< for transactions; single statements share one pipelined connection
    ms connect_timeout{3000};
    ms statement_timeout{10000};
    std::size_t waiting_max = 10000;  ///< statements under way or waiting; more are refused at once
};

struct pool_state;

/// Connections to PostgreSQL over libpq's asynchronous interface. Single statements go down one
/// pipelined connection, in the order they were put; transactions take one of their own.
/// A lost server is found again with back-off (100 ms to 2 s); until then statements fail fast with
/// `unavailable`. One under way when the server is lost fails too and is never run again: nobody
/// knows whether it took effect.
class pool : public executor {
  public:
    pool(asio::any_io_executor ex, pool_options options);
    ~pool() override;

    /// Connects the first time; throws unavailable with libpq's reason.
    task<void> start();
    task<void> stop();
    task<rows> execute(std::string sql, std::vector<param> params) override;
    /// Waits for a free connection. `statement_timeout` is for long work (an import); 0 takes the pool's.
    task<std::unique_ptr<transaction>> begin(ms statement_timeout = ms{0});
    [[nodiscard]] bool connected() const;

  private:
    std::shared_ptr<pool_state> state_;
};

/// Applies the schema files that are missing, in order, each in one transaction under an
/// advisory lock, recorded in `schema_migrations(version, name, sha256)`. Throws std::runtime_error
/// naming the file when one fails, an applied one was changed, or the database knows a later one.
/// Returns how many it applied.
task<int> migrate(pool& db, std::span<const migration> files = embedded_migrations());

}  // namespace zenix::pg
