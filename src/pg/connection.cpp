#include "pg/connection.hpp"

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/system/system_error.hpp>
#include <sstream>

#include "base/log.hpp"

namespace zenix::pg {
namespace {

std::string one_line(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c != '\n') {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

void log_notice(void*, const char* message) { log::debug("pg", "notice", {{"text", one_line(message)}}); }

bool is_literal(const std::string& host) {
    boost::system::error_code no;
    asio::ip::make_address(host, no);
    return !no;
}

}  // namespace

settings parse_url(const std::string& url, ms statement_timeout) {
    char* complaint = nullptr;
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
        PQconninfoParse(url.c_str(), &complaint), PQconninfoFree);
    if (!options) {
        const std::string why = complaint ? one_line(complaint) : "out of memory";
        PQfreemem(complaint);
        throw std::runtime_error("The database URL cannot be read: " + why +
                                 ". Remedy: write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE.");
    }
    settings out;
    for (const PQconninfoOption* o = options.get(); o->keyword != nullptr; ++o) {
        if (o->val != nullptr) out[o->keyword] = o->val;
    }
    out["client_encoding"] = "UTF8";
    out.try_emplace("application_name", "zenix");
    // What the rest of the room relies on: UTC and ISO so that times read alike everywhere, and an
    // end to every statement, lock wait and forgotten transaction.
    auto& more = out["options"];
    more += fmt::format(" -c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601 -c statement_timeout={0}"
                        " -c lock_timeout={0} -c idle_in_transaction_session_timeout=60000",
                        statement_timeout.count());
    return out;
}

connection::connection(asio::any_io_executor ex) : socket_(ex), resolver_(ex), watchdog_(ex) {}

connection::~connection() {
    // libpq closes the socket itself, so Asio must let go of it first.
    if (socket_.is_open()) socket_.release();
    if (conn_) PQfinish(conn_);
}

task<void> connection::open(settings how, ms patience) {
    const auto self = shared_from_this();
    arm(patience, fmt::format("no connection to PostgreSQL within {} ms", patience.count()));
    co_await resolve(how);

    std::vector<const char*> names, values;
    for (const auto& [name, value] : how) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    conn_ = PQconnectStartParams(names.data(), values.data(), 0);
    if (!conn_) throw std::bad_alloc();

    auto next = PQstatus(conn_) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK) {
        if (next == PGRES_POLLING_FAILED) {
            fail(last_error());
            throw unavailable(reason_);
        }
        watch_socket();
        const auto direction = next == PGRES_POLLING_READING ? asio::posix::stream_descriptor::wait_read
                                                             : asio::posix::stream_descriptor::wait_write;
        co_await wait(direction);
        // Polling may go on to another address on another socket, even under the same number.
        socket_.release();
        next = PQconnectPoll(conn_);
    }
    watch_socket();
    PQsetnonblocking(conn_, 1);
    PQsetNoticeProcessor(conn_, log_notice, nullptr);
    disarm();
}

/// PQconnectStart would resolve names on the event loop, blocking it. Names that are no address are
/// looked up here; libpq still gets the name, for TLS and the password file.
task<void> connection::resolve(settings& how) {
    if (how.contains("hostaddr") || !how.contains("host")) co_return;
    std::string addresses;
    std::stringstream hosts(how["host"]);
    bool needed = false;
    for (std::string host; std::getline(hosts, host, ',');) {
        // A path is a Unix socket; with a mixture libpq is left to do it all.
        if (host.empty() || host.front() == '/' || host.front() == '@') co_return;
        if (!addresses.empty()) addresses += ',';
        if (is_literal(host)) {
            addresses += host;
            continue;
        }
        needed = true;
        boost::system::error_code fault;
        const auto found =
            co_await resolver_.async_resolve(host, "", asio::redirect_error(asio::use_awaitable, fault));
        if (broken_) throw unavailable(reason_);
        if (fault || found.empty()) {
            fail(fmt::format("the name of the database server, {}, has no address: {}", host, fault.message()));
            throw unavailable(reason_);
        }
        addresses += found.begin()->endpoint().address().to_string();
    }
    if (needed) how["hostaddr"] = addresses;
}

void connection::watch_socket() {
    if (socket_.is_open()) socket_.release();
    socket_.assign(PQsocket(conn_));
}

task<void> connection::readable() { return wait(asio::posix::stream_descriptor::wait_read); }
task<void> connection::writable() { return wait(asio::posix::stream_descriptor::wait_write); }

task<void> connection::wait(asio::posix::stream_descriptor::wait_type what) {
    const auto self = shared_from_this();
    if (broken_) throw unavailable(reason_);
    boost::system::error_code fault;
    co_await socket_.async_wait(what, asio::redirect_error(asio::use_awaitable, fault));
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
        // Called off in the middle of something: nobody can pick up the thread again.
        fail("called off");
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    if (fault) fail(fault.message());
    if (broken_) throw unavailable(reason_);
}

void connection::arm(ms limit, std::string reason) {
    watchdog_.expires_after(limit);
    watchdog_.async_wait([weak = weak_from_this(), turn = ++armed_, why = std::move(reason)](auto fault) {
        const auto self = weak.lock();
        if (!fault && self && self->armed_ == turn) self->fail(why);
    });
}

void connection::disarm() {
    ++armed_;
    watchdog_.cancel();
}

void connection::fail(std::string reason) {
    if (broken_) return;
    broken_ = true;
    reason_ = reason.empty() ? "the connection to PostgreSQL was lost" : std::move(reason);
    disarm();
    resolver_.cancel();
    if (socket_.is_open()) socket_.cancel();
}

std::string connection::last_error() const { return one_line(PQerrorMessage(conn_)); }

result_ptr own(PGresult* result) { return {result, PQclear}; }

}  // namespace zenix::pg
