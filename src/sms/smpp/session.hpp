#pragma once
#include "base/time.hpp"
#include "sms/smpp/frames.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace zenix::sms::smpp {

/// A point on the monotonic clock; rules are told it.
using instant = std::chrono::steady_clock::time_point;

enum class side : std::uint8_t { esme, smsc };
enum class bind_mode : std::uint8_t { transceiver, transmitter, receiver };
[[nodiscard]] std::string_view to_string(bind_mode m);

struct session_settings {
    side we_are = side::esme;
    bind_mode mode = bind_mode::transceiver;  ///< of an ESME
    bind_body identity;                       ///< of an ESME
    std::string system_id = "zenix";          ///< of an SMSC, for its answer
    std::size_t window = 10;                  ///< requests of ours that may be open
    std::size_t asked_max = 1000;  ///< requests of theirs that may be open; more are throttled
    ms response_timeout{60'000};
    ms bind_timeout{10'000};
    ms enquire_every{30'000};  ///< 0: never
    ms inactivity{0};          ///< without a PDU for so long the session ends; 0: never
    ms goodbye{3'000};         ///< for open requests and the answer to unbind
};

enum class session_state : std::uint8_t { opened, binding, bound, closing, closed };
[[nodiscard]] std::string_view to_string(session_state s);

/// What a session tells its owner.
namespace event {
struct bound {
    std::string peer;
    std::optional<std::uint8_t> version;
};
struct bind_refused {
    std::uint32_t status = 0;
};
/// A bind came; answer it with accept_bind() or refuse_bind().
struct bind_asked {
    command how = command::bind_transceiver;
    bind_body who;
};
/// A request to be answered with answer().
struct asked {
    pdu request;
};
struct answered {
    std::uint64_t token = 0;
    pdu response;
    std::chrono::microseconds took{};
    bool late = false;  ///< it had been given up as lost before
};
/// Nobody knows what became of the request.
struct lost {
    std::uint64_t token = 0;
    std::string why;
};
/// The peer did something odd; worth a line in the log.
struct noticed {
    std::string what;
};
/// The connection is to be closed, once what is to be written has been.
struct ended {
    std::string why;
};
}  // namespace event
using session_event = std::variant<event::bound, event::bind_refused, event::bind_asked,
    event::asked, event::answered, event::lost, event::noticed, event::ended>;

/// One SMPP session of either side: bind, window, sequence numbers, enquire_link, time-outs, unbind.
/// Pure: it is told what came and what time it is; what it wants said is in output(), what it has to
/// tell in take_events().
class session {
  public:
    session(session_settings s, instant now);

    /// An ESME's bind request. An SMSC waits for one.
    void start(instant now);
    void receive(std::string_view octets, instant now);
    void advance(instant now);
    /// The connection is gone: what is open is lost.
    void broken(const std::string& why);

    /// Sends a request when bound and the window has room; the token comes back with its outcome.
    [[nodiscard]] bool send(command c, body b, std::uint64_t token, instant now);
    [[nodiscard]] std::size_t room() const;
    /// Answers what was asked; nothing once the session is closed.
    void answer(const pdu& request, std::uint32_t status, body b);
    void accept_bind(instant now);
    void refuse_bind(std::uint32_t status);
    /// No more requests; unbinds when the open ones are answered or the patience is over.
    void unbind(instant now);

    [[nodiscard]] session_state state() const { return state_; }
    [[nodiscard]] bind_mode mode() const { return mode_; }
    [[nodiscard]] std::size_t open_requests() const { return open_.size(); }
    void set_window(std::size_t window) { settings_.window = window; }
    void set_asked_max(std::size_t most) { settings_.asked_max = most; }
    /// How many requests were refused for being more than that, since this was last asked.
    std::size_t take_over_window() { return std::exchange(over_window_, 0); }
    /// When advance() wants to be called at the latest.
    [[nodiscard]] instant next() const;

    /// Octets for the peer; the owner takes them away.
    [[nodiscard]] std::string& output() { return out_; }
    [[nodiscard]] std::vector<session_event> take_events();

    /// Called with every PDU that comes (true) or goes; for the record of the last ones.
    std::function<void(bool incoming, const pdu&)> tap;

  private:
    struct open_request {
        std::uint64_t token = 0;
        command what = command::enquire_link;
        instant sent;
        bool lost = false;
    };
    static constexpr std::uint64_t own_token = ~std::uint64_t{0};

    void handle(std::string_view frame, instant now);
    void handle_bad(std::string_view frame, const bad_pdu& bad);
    void handle_request(pdu p, instant now);
    void handle_response(pdu p, instant now);
    void handle_bind_answer(const pdu& p, instant now);
    void handle_unbind(const pdu& p, instant now);
    [[nodiscard]] bool may_ask(command c) const;
    void give_up_old(instant now);
    void drop_lost();
    void begin_goodbye(instant now);
    std::uint32_t request(command c, body b, std::uint64_t token, instant now);
    void write(const pdu& p);
    void end(std::string why);

    session_settings settings_;
    session_state state_ = session_state::opened;
    bind_mode mode_;
    frames frames_;
    std::string out_;
    std::vector<session_event> events_;
    std::unordered_map<std::uint32_t, open_request> open_;
    std::deque<std::pair<std::uint32_t, instant>> order_;  ///< open_ by age
    std::unordered_map<std::uint32_t, open_request> late_;
    std::uint32_t sequence_ = 0, bind_sequence_ = 0;
    std::optional<command> bind_command_;
    std::size_t asked_ = 0, bad_ = 0, over_window_ = 0;
    instant opened_at_, heard_at_, enquired_at_, goodbye_at_;
    std::optional<instant> enquiry_open_;
    bool unbinding_ = false, unbind_sent_ = false;
};

}  // namespace zenix::sms::smpp
