#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "sms/smpp/incoming.hpp"
#include "sms/smpp/session.hpp"

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace zenix::sms::smpp {

struct server_settings {
    std::string host = "127.0.0.1";
    std::uint16_t port = 2775;             ///< 0: a free one
    std::string certificate, private_key;  ///< PEM files; both empty: no TLS
    std::string system_id = "zenix";
    std::size_t sessions_max = 200;
    std::size_t waiting_max = 20'000;  ///< submits that wait for the house, of all clients
    std::size_t wrong_passwords = 5;   ///< of one client from one address, then it is locked out
    ms lock_first{30'000}, lock_longest{600'000};
    ms bind_timeout{10'000}, inactivity{300'000}, enquire_every{30'000}, response_timeout{60'000};
    ms take_deadline{30'000};
};

/// A client as the house knows it once it has signed in.
struct client_account {
    std::int64_t id = 0;
    std::size_t binds_max = 4;
    std::size_t window = 10;      ///< deliver_sm we leave open towards it, for each bind
    std::size_t asked_max = 500;  ///< submits it may leave open, for each bind
    double rate_per_s = 0;        ///< of all its binds; 0: no limit. More is throttled
    reading_rules reading;
};

struct submitted {
    std::int64_t account_id = 0;
    incoming what;
};
struct submit_answer {
    std::uint32_t status = status::system_error;
    std::string message_id;
};

/// What the server asks of the house.
class server_house {
  public:
    virtual ~server_house() = default;
    /// The account, or the status to refuse the bind with.
    virtual task<std::variant<client_account, std::uint32_t>> sign_in(
        std::string system_id, std::string password, std::string peer) = 0;
    /// Submits of all clients, in order. Back when those taken are durable: the clients are answered
    /// after that. May throw; then all are refused with system_error.
    virtual task<std::vector<submit_answer>> take(std::vector<submitted> batch) = 0;
    /// The state of a client's message, or a status (invalid_message_id, query_failed).
    virtual task<std::variant<query_answer, std::uint32_t>> query(
        std::int64_t account_id, std::string message_id) = 0;
    /// 0 when it was still waiting and will not be sent; else a status (0x11: cancel failed).
    virtual task<std::uint32_t> cancel(std::int64_t account_id, std::string message_id) = 0;
    /// A client can hear us now: receipts may be delivered.
    virtual void listening(std::int64_t account_id) = 0;
    /// So many of a client's submits were told to slow down.
    virtual void throttled(std::int64_t, std::size_t) {}
    /// Somebody guesses passwords; said once for each lock.
    virtual void locked_out(std::string, std::string) {}
};

/// The SMPP server: other systems of the lender bind here and send. On the loop's thread only.
class server {
  public:
    server(asio::any_io_executor ex, server_settings s, server_house& house);
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Throws std::runtime_error with the remedy when the port is taken.
    void listen();
    task<> run();
    /// Unbinds everybody.
    task<> close(ms patience);
    [[nodiscard]] std::uint16_t port() const;

    /// Sends deliver_sm to whichever bind of the client listens. True for each that it acknowledged;
    /// the others are the house's to deliver again.
    task<std::vector<bool>> deliver(std::int64_t account_id, std::vector<message_body> texts);
    [[nodiscard]] bool is_listening(std::int64_t account_id) const;
    /// Ends its sessions, as when its account was switched off.
    void drop(std::int64_t account_id);

    struct counters {
        std::uint64_t connections = 0, binds = 0, refused = 0, submits = 0, throttled = 0,
                      delivered = 0, undelivered = 0, bad_pdus = 0;
    };
    [[nodiscard]] const counters& count() const;
    /// Each session: `number`, `account_id`, `mode`, `state`, `peer`, `since`, `open`.
    [[nodiscard]] json::array sessions() const;
    /// As pdu_ring shows them, of all sessions.
    [[nodiscard]] json::array last_pdus() const;

  private:
    struct core;
    std::shared_ptr<core> core_;
};

}  // namespace zenix::sms::smpp
