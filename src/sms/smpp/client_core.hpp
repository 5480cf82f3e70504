#pragma once
#include "base/task_group.hpp"
#include "sms/smpp/client.hpp"
#include "sms/smpp/link.hpp"
#include "sms/smpp/pace.hpp"
#include "sms/smpp/pdu_ring.hpp"

#include <deque>
#include <random>

namespace zenix::sms::smpp {

/// Parts that somebody waits for together.
struct gathering {
    gathering(const asio::any_io_executor& ex, std::size_t parts)
        : results(parts), missing(parts), bell(ex, asio::steady_timer::time_point::max()) {}
    std::vector<submit_result> results;
    std::size_t missing;
    asio::steady_timer bell;
};

struct asking {
    explicit asking(const asio::any_io_executor& ex) : bell(ex) {}
    std::optional<result<query_answer>> answer;
    asio::steady_timer bell;
};

/// A part on its way, or a question.
struct flight {
    submission what;
    int tries = 0;
    std::shared_ptr<gathering> group;  ///< null: the result goes to the house
    std::size_t place = 0;             ///< in the group
    std::shared_ptr<asking> question;
    bool taken = false;  ///< this slot is in use
};

/// One bind through all its connections.
struct client_bind {
    int number = 0;
    bind_mode mode = bind_mode::transceiver;
    std::shared_ptr<link> now;  ///< null between connections
    std::uint64_t life = 0;     ///< counts connections
    smpp::pace pace;
    std::vector<flight> flights;
    std::vector<std::size_t> free_slots;
    std::string state = "down";
    std::string detail;
    sys_ms since{};
    std::uint32_t refused_with = 0;
    bool was_bound = false;
    std::string logged;  ///< the last trouble that stands in the log

    [[nodiscard]] bool may_send() const {
        return mode != bind_mode::receiver && now && now->session().state() == session_state::bound;
    }
    [[nodiscard]] std::size_t room(instant at);
};

/// What the parts of a client share; lives as long as any of its coroutines.
struct client::core : std::enable_shared_from_this<client::core> {
    core(asio::any_io_executor e, client_settings s, client_house& h);

    asio::any_io_executor ex;
    client_settings settings;
    client_house* house;
    task_group tasks;
    std::vector<std::unique_ptr<client_bind>> binds;
    std::deque<flight> queue;
    std::vector<submit_result> results;
    struct received {
        client_bind* from;
        std::uint64_t life;
        pdu request;
    };
    std::deque<received> inbox;
    asio::steady_timer inbox_bell, stop_bell;
    bool closing = false, pumping = false;
    bool full = false;  ///< somebody was told that there is no room
    counters count;
    pdu_ring ring;
    std::string last_error;
    std::optional<sys_ms> last_error_at;
    std::minstd_rand dice;

    static task<> live(std::shared_ptr<core> c, client_bind* b);
    static task<> hear(std::shared_ptr<core> c);

    [[nodiscard]] session_settings settings_for(const client_bind& b) const;
    void on_events(client_bind& b);
    void on_answered(client_bind& b, event::answered& e);
    void on_lost(client_bind& b, const event::lost& e);
    void on_asked(client_bind& b, pdu request);
    void settle(flight f, submit_result r);
    void put_back(flight f, std::uint32_t status);
    void ended(client_bind& b, const std::string& why);
    void set_state(client_bind& b, std::string state, std::string detail);
    void error(client_bind& b, const std::string& what);
    void share_rate();
    void pump();
    void flush_results();
    [[nodiscard]] bool up() const;
    [[nodiscard]] ms pause_after(client_bind& b, int failures);
    flight release(client_bind& b, std::uint64_t token);
};

}  // namespace zenix::sms::smpp
