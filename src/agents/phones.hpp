#pragma once
#include "asterisk/verbs.hpp"
#include "base/principal.hpp"
#include "base/secret.hpp"
#include "net/http.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zenix::agents {

/// What a SIP.js client needs to be a telecaller's phone; the contract's `Softphone`.
struct phone_credentials {
    std::string username, password, ticket;
};

/// The telecallers' browser phones.
///
/// A session has one endpoint in Asterisk, named after it. Its password and the relay's ticket are
/// derived from the session and the master key, so nothing is stored and a restarted server gives
/// out the same ones. SIP travels only through `relay`: it marks what it passes on, Asterisk knows a
/// phone by that mark only, and the relay lets nobody in whose session has ended. Because every
/// REGISTER passes through it, the relay knows at once which phones are there, across restarts of
/// Asterisk and of zenix.
class phones {
  public:
    /// Hears of each socket whose phone registers or goes; `endpoint` is the session's.
    using presence_listener =
        std::function<void(std::int64_t user_id, const std::string& endpoint, bool there)>;
    using session_lookup = std::function<std::optional<principal>(const std::string& session)>;

    phones(asio::any_io_executor ex, std::shared_ptr<asterisk::session> ari, secret::master_key key,
        session_lookup sessions);
    ~phones();

    void on_presence(presence_listener l);
    /// Where Asterisk takes SIP over WebSocket: `ws://127.0.0.1:PORT/ws`.
    void set_upstream(std::string address);
    /// What phones are offered, first choice first. G.711 needs no transcoding towards the trunks.
    void set_codecs(const std::vector<std::string>& names);
    /// What they are offered, first choice first.
    [[nodiscard]] const std::vector<std::string>& codecs() const;

    /// Makes sure Asterisk knows the endpoint. Throws problem 503 `telephony_away`.
    task<phone_credentials> issue(const principal& who);
    /// `PJSIP/NAME` of the phone registered last; nullopt when none is.
    [[nodiscard]] std::optional<std::string> dial_string(std::int64_t user_id) const;

    /// The session is over: endpoint and sockets go.
    void session_ended(const principal& who);
    /// Asterisk came back empty: phones are dropped so that they register anew, at once.
    void asterisk_restarted();

    /// The session behind a relay request: by ticket, else by cookie. Throws problem 401.
    [[nodiscard]] principal admit(const net::request& r) const;
    /// Serves one phone until it or Asterisk closes.
    task<void> relay(principal who, std::shared_ptr<net::websocket> browser);

  private:
    struct state;
    std::shared_ptr<state> state_;
};

/// The endpoint of a session.
[[nodiscard]] std::string endpoint_name(const std::string& session);
/// What its phone calls itself. Never an endpoint's name, or Asterisk would know the phone by it.
[[nodiscard]] std::string login_name(const std::string& session);

}  // namespace zenix::agents
