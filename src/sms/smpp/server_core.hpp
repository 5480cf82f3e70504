#pragma once
#include "base/task_group.hpp"
#include "sms/smpp/link.hpp"
#include "sms/smpp/lockout.hpp"
#include "sms/smpp/pace.hpp"
#include "sms/smpp/pdu_ring.hpp"
#include "sms/smpp/server.hpp"

#include <deque>
#include <map>

namespace zenix::sms::smpp {

/// Texts that somebody waits to see delivered.
struct delivering {
    delivering(const asio::any_io_executor& ex, std::size_t n)
        : done(n, false), missing(n), bell(ex, asio::steady_timer::time_point::max()) {}
    std::vector<bool> done;
    std::size_t missing;
    asio::steady_timer bell;
};

struct delivery {
    message_body what;
    std::shared_ptr<delivering> group;
    std::size_t place = 0;
};

/// One connection of a client.
struct guest {
    int number = 0;
    std::string peer, system_id;
    sys_ms since{};
    std::shared_ptr<link> on;
    std::optional<client_account> account;
    std::map<std::uint64_t, delivery> open;  ///< by token
    std::uint64_t last_token = 0;

    [[nodiscard]] bool listens() const {
        return account && on->session().state() == session_state::bound &&
               on->session().mode() != bind_mode::transmitter;
    }
};

struct server::core : std::enable_shared_from_this<server::core> {
    core(asio::any_io_executor e, server_settings s, server_house& h);

    asio::any_io_executor ex;
    server_settings settings;
    server_house* house;
    task_group tasks;
    tcp::acceptor acceptor;
    std::unique_ptr<asio::ssl::context> tls;
    std::map<int, std::shared_ptr<guest>> guests;
    std::map<std::int64_t, smpp::pace> paces;
    std::map<std::int64_t, std::deque<delivery>> outgoing;
    /// A submit_multi asks for several; its answer waits for all of them.
    struct multi {
        pdu request;
        std::size_t missing = 0;
        multi_answer answer;
    };
    struct waiting {
        std::weak_ptr<guest> from;
        pdu request;
        submitted what;
        std::shared_ptr<multi> group;
    };
    std::deque<waiting> inbox;
    asio::steady_timer inbox_bell, stop_bell;
    smpp::lockout lock;
    counters count;
    pdu_ring ring{400};
    bool closing = false;
    int last_number = 0;

    static task<> accept(std::shared_ptr<core> c);
    static task<> attend(std::shared_ptr<core> c, std::shared_ptr<guest> g, bool secure);
    static task<> sign_in(std::shared_ptr<core> c, std::shared_ptr<guest> g, event::bind_asked e);
    static task<> take_all(std::shared_ptr<core> c);
    static task<> ask_house(std::shared_ptr<core> c, std::shared_ptr<guest> g, pdu request);

    [[nodiscard]] session_settings session_rules() const;
    void on_events(const std::shared_ptr<guest>& g);
    void on_asked(const std::shared_ptr<guest>& g, pdu request);
    void enqueue(const std::shared_ptr<guest>& g, pdu request);
    void enqueue_multi(const std::shared_ptr<guest>& g, pdu request);
    [[nodiscard]] std::uint32_t may_take(const guest& g, std::size_t count);
    void answer_one(waiting& w, submit_answer a);
    void settle(delivery d, bool done);
    void pump(std::int64_t account_id);
    void gone(const std::shared_ptr<guest>& g);
    [[nodiscard]] std::size_t binds_of(std::int64_t account_id) const;
};

}  // namespace zenix::sms::smpp
