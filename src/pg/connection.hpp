#pragma once
#include <libpq-fe.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "base/time.hpp"
#include "pg/pool.hpp"

namespace zenix::pg {

using result_ptr = std::shared_ptr<PGresult>;

/// libpq's connection settings of a URL by keyword. Throws std::runtime_error when it is malformed.
using settings = std::map<std::string, std::string>;
[[nodiscard]] settings parse_url(const std::string& url, ms statement_timeout);

/// One libpq connection on the event loop: connecting, waiting, breaking. What is said over it is
/// the business of `lane` (many statements in a pipeline) and `session` (one at a time).
class connection : public std::enable_shared_from_this<connection> {
  public:
    explicit connection(asio::any_io_executor ex);
    ~connection();
    connection(const connection&) = delete;

    /// Connects. Throws unavailable with libpq's reason.
    task<void> open(settings how, ms patience);

    /// Until the socket can be read or written. Throws unavailable once broken.
    task<void> readable();
    task<void> writable();
    /// Calls back once the socket can be written or the connection breaks.
    template <class F>
    void when_writable(F then) {
        socket_.async_wait(asio::posix::stream_descriptor::wait_write,
                           [then = std::move(then)](boost::system::error_code) mutable { then(); });
    }

    /// Unless disarmed within `limit`, the connection breaks with `reason`: what waits on it then ends.
    void arm(ms limit, std::string reason);
    void disarm();

    /// No further use; everything that waits on the socket ends. The first reason stays.
    void fail(std::string reason);
    [[nodiscard]] bool broken() const { return broken_; }
    [[nodiscard]] const std::string& reason() const { return reason_; }
    [[nodiscard]] std::string last_error() const;  ///< libpq's, on one line

    [[nodiscard]] PGconn* raw() const { return conn_; }

  private:
    task<void> resolve(settings& how);
    task<void> wait(asio::posix::stream_descriptor::wait_type what);
    void watch_socket();

    asio::posix::stream_descriptor socket_;
    asio::ip::tcp::resolver resolver_;
    asio::steady_timer watchdog_;
    std::uint64_t armed_ = 0;  ///< tells a late watchdog that it was disarmed meanwhile
    PGconn* conn_ = nullptr;
    bool broken_ = false;
    std::string reason_;
};

[[nodiscard]] result_ptr own(PGresult* result);

/// What a failed result means: sql_error, problem 400 for unfit text, or unavailable when the fault
/// lies with the server's state and not with the statement.
[[nodiscard]] std::exception_ptr fault_of(const PGresult* result);

/// Parameters as libpq takes them. Throws problem 400 `invalid_text` for a NUL inside a text.
[[nodiscard]] std::vector<const char*> pointers(const std::vector<param>& params);

}  // namespace zenix::pg
