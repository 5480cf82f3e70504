#pragma once
#include "base/json.hpp"
#include "sms/smpp/incoming.hpp"
#include "sms/smpp/wire.hpp"

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace zenix::sms::smpp {

/// An account at an SMS centre, as its binds need it.
struct client_settings {
    std::string name;  ///< for the log
    std::string host;
    std::uint16_t port = 2775;
    tls_choice tls;
    bind_body identity;
    int binds = 1;                   ///< transceivers; or as many pairs of transmitter and receiver
    bool separate = false;           ///< transmitter and receiver
    std::size_t window = 10;         ///< of each bind
    double rate_per_s = 0;           ///< of all binds together; 0: no limit
    std::size_t queue_max = 1000;    ///< parts taken on before they are written
    std::size_t inbound_max = 1000;  ///< what waits for the house; more is put off
    int throttle_tries = 20;         ///< how often a throttled part is tried by itself
    ms response_timeout{60'000}, enquire_every{30'000}, connect_timeout{10'000};
    ms retry_min{1000}, retry_max{60'000};
    ms retry_refused{300'000};  ///< after a bad password or system id
    ms take_deadline{30'000};   ///< for the house to make an incoming batch durable
    reading_rules reading;
};

enum class verdict : std::uint8_t {
    accepted,
    temporary,  ///< certainly not taken, and worth another try
    permanent,  ///< certainly not taken, and never will be
    unknown     ///< nobody knows whether it was taken: never send it again by yourself
};

/// A part to be sent.
struct submission {
    std::string key;  ///< the house's own name for it; comes back with the result
    message_body body;
};

struct submit_result {
    std::string key;
    verdict fate = verdict::unknown;
    std::uint32_t status = 0;
    std::string message_id;  ///< as the centre wrote it
    std::string why;         ///< of a refusal, a sentence
    std::chrono::microseconds took{};
};

/// What an account tells the house.
class client_house {
  public:
    virtual ~client_house() = default;
    /// Results of what was offered, many at once.
    virtual void settled(std::span<submit_result> results) = 0;
    /// An answer to what had been reported as unknown: the truth, late.
    virtual void settled_late(submit_result) {}
    /// Receipts and texts. Back when they are durable, true for each that was taken; the centre is
    /// answered after that, and delivers those with false again. May throw.
    virtual task<std::vector<bool>> take(std::vector<incoming> batch) = 0;
    /// A bind came up or went down, or there is room again.
    virtual void changed() {}
};

/// The binds of one account: they connect, bind, come back after a break with growing and jittered
/// pauses, share one queue, and each keeps its window and pace. On the loop's thread only.
class client {
  public:
    client(asio::any_io_executor ex, client_settings s, client_house& house);
    ~client();
    client(const client&) = delete;
    client& operator=(const client&) = delete;

    /// Serves until close() or cancellation. The house outlives it.
    task<> run();
    /// Unbinds; what is not answered within the patience is unknown.
    task<> close(ms patience);

    [[nodiscard]] bool up() const;
    /// Parts it would take on now; 0 while no bind may send.
    [[nodiscard]] std::size_t room() const;
    /// Takes parts from the front, as many as there is room for, and says how many. Their results come
    /// to the house.
    std::size_t offer(std::span<submission> parts);
    /// The same for whoever waits for all of them: results in order. Takes parts beyond room() too.
    task<std::vector<submit_result>> submit(std::vector<submission> parts);
    /// What became of a message, by the centre's word. Failures: `down`, `timeout`, `refused`.
    task<result<query_answer>> query(std::string message_id, address source);

    struct counters {
        std::uint64_t submitted = 0, accepted = 0, temporary = 0, permanent = 0, unknown = 0,
                      throttled = 0, received = 0, put_off = 0, connects = 0;
    };
    [[nodiscard]] const counters& count() const;
    /// `state` (up, partly, down), `detail`, `binds`, `in_flight`, `window`, `last_error`,
    /// `last_error_at`.
    [[nodiscard]] json::object status() const;
    /// As pdu_ring shows them.
    [[nodiscard]] json::array last_pdus() const;

  private:
    struct core;
    std::shared_ptr<core> core_;
};

}  // namespace zenix::sms::smpp
