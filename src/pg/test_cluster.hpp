#pragma once
#include <boost/asio/io_context.hpp>
#include <functional>
#include <optional>
#include <string>

#include "base/task.hpp"
#include "pg/pool.hpp"

/// For tests of any room: real PostgreSQL, made at first use, shared by all test programs that run at
/// the same time and gone when the last of them ends. Works as root too (the server then runs as
/// user zenix, postgres or nobody).
namespace zenix::pg {

/// A database of its own for one test, dropped when it goes. With the rooms' schema, or empty.
class test_database {
  public:
    enum class schema : bool { none, all };
    explicit test_database(schema s = schema::all);
    ~test_database();
    test_database(const test_database&) = delete;

    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] pool_options options() const { return {.url = url_, .connect_timeout = ms{30000}}; }

  private:
    std::string name_, url_;
};

/// Runs a task to its end on a loop that may have others; its exception comes out here.
template <class T>
T run(asio::io_context& io, task<T> body) {
    bool done = false;
    std::exception_ptr fault;
    io.restart();
    if constexpr (std::is_void_v<T>) {
        asio::co_spawn(io, std::move(body), [&](std::exception_ptr f) { fault = f, done = true; });
        while (!done && io.run_one() != 0) {}
        if (fault) std::rethrow_exception(fault);
    } else {
        std::optional<T> out;
        asio::co_spawn(io, std::move(body), [&](std::exception_ptr f, T v) {
            fault = f, done = true;
            if (!f) out.emplace(std::move(v));
        });
        while (!done && io.run_one() != 0) {}
        if (fault) std::rethrow_exception(fault);
        return std::move(*out);
    }
}

/// The whole frame of most tests: a scratch database, a loop, a started pool.
///
///     TEST(notes, are_kept) {
///         pg::on_test_database([](pg::pool& db) -> task<> { … });
///     }
void on_test_database(const std::function<task<void>(pool&)>& body,
                      test_database::schema s = test_database::schema::all);

/// A private cluster of one test alone, not started, for what would disturb others (killing it).
class test_folder {
  public:
    test_folder();
    ~test_folder();  ///< stops the server and removes everything
    test_folder(const test_folder&) = delete;
    /// Starts or adopts its cluster; returns the URL of database `zenix`.
    std::string ensure() const;
    /// Runs keep_cluster over it for a while, as a server beside it would.
    void keep(ms how_long) const;
    [[nodiscard]] std::string data() const { return path_ + "/data"; }
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    std::string path_;
};

}  // namespace zenix::pg
