#pragma once
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "pg/connection.hpp"

namespace zenix::pg {

/// A connection that does one thing at a time: what a transaction runs on.
class session : public std::enable_shared_from_this<session> {
  public:
    explicit session(asio::any_io_executor ex) : link_(std::make_shared<connection>(ex)) {}

    task<void> open(settings how, ms patience);

    /// One prepared statement. Throws sql_error, unavailable.
    task<rows> run(std::string sql, std::vector<param> params);
    /// Simple protocol; several statements. Returns the last one's command tag (`COMMIT`).
    task<std::string> script(std::string sql);
    task<std::int64_t> copy_in(std::string copy_sql, std::function<std::string()> next);

    /// How long the server may take for one answer before the connection is given up.
    void set_patience(ms p) { patience_ = p; }
    /// In order and between two statements.
    [[nodiscard]] bool idle() const { return !busy_ && !link_->broken(); }
    /// The transaction that is open on it, if any.
    [[nodiscard]] PGTransactionStatusType transaction() const { return PQtransactionStatus(link_->raw()); }

  private:
    class turn;
    task<result_ptr> answer();
    task<void> flush();
    task<PGresult*> next_result();

    std::shared_ptr<connection> link_;
    std::unordered_map<std::string, std::string> statements_;  ///< SQL text → name
    std::uint64_t named_ = 0;
    ms patience_{11000};
    bool busy_ = false;
};

}  // namespace zenix::pg
