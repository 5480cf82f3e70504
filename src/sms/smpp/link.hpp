#pragma once
#include "sms/smpp/session.hpp"
#include "sms/smpp/wire.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>

namespace zenix::sms::smpp {

/// A session on a wire: reads, writes and lets time pass until the session ends or the wire breaks.
/// Everything it does happens on the loop; `on_events` is called after each step that may have news.
class link : public std::enable_shared_from_this<link> {
  public:
    link(asio::any_io_executor ex, std::shared_ptr<wire> w, session_settings s);

    /// Until the end; the session is closed then and its last events have been told.
    task<> serve();
    /// Writes out what the session has to say and heeds a changed deadline. Call it after touching
    /// the session from outside.
    void flush();
    void cut() { wire_->cut(); }

    [[nodiscard]] smpp::session& session() { return session_; }
    [[nodiscard]] const smpp::session& session() const { return session_; }
    [[nodiscard]] wire& on() { return *wire_; }
    std::function<void()> on_events;
    /// Something else than the session that must be looked at in time (the pace).
    std::function<instant()> also_next;

  private:
    static task<> read_all(std::shared_ptr<link> l);
    static task<> write_all(std::shared_ptr<link> l);
    static task<> keep_time(std::shared_ptr<link> l);
    void tell();

    std::shared_ptr<wire> wire_;
    smpp::session session_;
    asio::steady_timer bell_, clock_, never_;
    instant armed_ = instant::min();
    bool writing_ = false;
    std::string sending_;
};

}  // namespace zenix::sms::smpp
