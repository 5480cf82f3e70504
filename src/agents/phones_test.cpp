#include "agents/phones.hpp"
#include "asterisk/fake_ari_for_tests.hpp"
#include "base/problem.hpp"
#include "net/server_for_tests.hpp"

#include <unistd.h>

#include <filesystem>
#include <set>

namespace zenix::agents {
namespace {

using namespace std::chrono_literals;
using socket_ptr = std::shared_ptr<net::websocket>;

constexpr auto registered =
    "SIP/2.0 200 OK\r\nCSeq: 2 REGISTER\r\nContact: <sip:a@x.invalid>;expires=119\r\n\r\n";
/// A key that nobody had before.
secret::master_key fresh_key() {
    const auto file = testing::TempDir() + "zenix-phones-" + std::to_string(::getpid()) + ".key";
    auto key = secret::master_key::load(file, true);
    std::filesystem::remove(file);
    return key;
}

constexpr auto unregistered = "SIP/2.0 200 OK\r\nCSeq: 3 REGISTER\r\nExpires: 0\r\n\r\n";

/// The relay between browsers of ours and an Asterisk that is an ARI and a SIP socket of ours.
class phones_test : public net::server_fixture {
  protected:
    void SetUp() override {
        ari_.answer = [this](const std::string&, const std::string& id) {
            ari_.reply(id, ari_status_);
        };
        asterisk::session_options o;
        o.port = ari_.server.port();
        o.retry_min = 5ms;
        session_ = std::make_shared<asterisk::session>(loop_.get_executor(), o);
        phones_ = make();
        phones_->on_presence([this](std::int64_t user, const std::string& endpoint, bool there) {
            EXPECT_TRUE(endpoint.starts_with("phone-"));
            presence_.push_back(std::to_string(user) + (there ? " online" : " offline"));
        });
        routes_.add_websocket("/sip", access::everyone(), {},
            [this](net::request& r, socket_ptr ws) {
                return phones_->relay(phones_->admit(r), std::move(ws));
            },
            "sip", {.any_origin = true});
        // Asterisk's own SIP socket.
        routes_.add_websocket("/ws", access::everyone(), {},
            [this](net::request&, socket_ptr ws) { return be_asterisk(std::move(ws)); }, "sip",
            {.any_origin = true});
        serve();
        phones_->set_upstream(url("/ws", "ws"));
        tasks_.spawn("ari", session_->run());
        // A connection begins by asking for events and by filtering them.
        until([this] { return session_->up() && ari_.requests.size() == 2; });
        ari_.requests.clear();
    }
    void TearDown() override {
        session_->close();
        tasks_.cancel();
        run_on(loop_, ari_.server.stop(ms(100)));
        net::server_fixture::TearDown();
        run_on(loop_, tasks_.join(ms(1000)));
        phones_.reset();
    }
    std::unique_ptr<phones> make() {
        return std::make_unique<phones>(loop_.get_executor(), session_, key_,
            [this](const std::string& session) -> std::optional<principal> {
                if (ended_.contains(session)) return std::nullopt;
                return person(session);
            });
    }
    /// Session `7-a` is user 7's.
    static principal person(const std::string& session) {
        principal p;
        p.user_id = std::stoll(session);
        p.session = session;
        p.role = role::telecaller;
        return p;
    }
    task<> be_asterisk(socket_ptr ws) {
        upstream_.push_back(ws);
        for (;;) {
            const auto message = co_await ws->read();
            if (!message) co_return;
            got_.push_back(*message);
        }
    }
    void until(const std::function<bool()>& done) {
        const auto end = std::chrono::steady_clock::now() + 10s;
        loop_.restart();
        while (!done() && std::chrono::steady_clock::now() < end) loop_.run_one_for(5ms);
        EXPECT_TRUE(done());
    }
    phone_credentials issue(const std::string& session) {
        return run_on(loop_, phones_->issue(person(session)));
    }
    /// A browser's phone that has come through to Asterisk; its socket there is `upstream_.back()`.
    socket_ptr phone(const std::string& session) {
        const auto before = upstream_.size();
        const auto ticket = issue(session).ticket;
        auto r = run_on(
            loop_, net::connect_websocket(url("/sip?ticket=" + ticket, "ws"), {}, "sip", ms(5000)));
        EXPECT_TRUE(r.ok()) << r.error().detail;
        until([&] { return upstream_.size() > before; });
        return r.ok() ? r.value() : nullptr;
    }
    socket_ptr registered_phone(const std::string& session) {
        auto browser = phone(session);
        upstream_.back()->send(registered);
        EXPECT_EQ(run_on(loop_, browser->read()), registered);
        return browser;
    }
    std::string refusal(const std::string& ticket) const {
        net::request r;
        r.query["ticket"] = ticket;
        try {
            return "user " + std::to_string(phones_->admit(r).user_id);
        } catch (const problem& p) {
            return std::to_string(p.status()) + ' ' + p.code();
        }
    }
    static std::string dial_of(const std::string& session) {
        return "PJSIP/" + endpoint_name(session);
    }

    asterisk::fake_ari ari_{loop_.get_executor()};
    task_group tasks_{loop_.get_executor()};
    secret::master_key key_ = fresh_key();
    std::shared_ptr<asterisk::session> session_;
    std::unique_ptr<phones> phones_;
    std::set<std::string> ended_;
    std::vector<socket_ptr> upstream_;
    std::vector<std::string> got_, presence_;
    int ari_status_ = 204;
};

using list = std::vector<std::string>;

TEST_F(phones_test, a_session_keeps_its_credentials_over_a_restart_and_no_other_has_them) {
    const auto mine = issue("7-a");
    phones_ = make();
    const auto again = issue("7-a");
    EXPECT_EQ(again.username, mine.username);
    EXPECT_EQ(again.password, mine.password);
    EXPECT_EQ(again.ticket, mine.ticket);
    const auto other = issue("7-b");
    EXPECT_NE(other.username, mine.username);
    EXPECT_NE(other.password, mine.password);
    key_ = fresh_key();
    phones_ = make();
    EXPECT_NE(issue("7-a").password, mine.password);
    EXPECT_EQ(mine.username.find("7-a"), std::string::npos)
        << "the name tells nothing of the session";
}

TEST_F(phones_test, asterisk_is_told_once_of_each_endpoint_and_anew_after_it_came_back_empty) {
    issue("7-a");
    const auto name = endpoint_name("7-a");
    EXPECT_EQ(ari_.requests, (list{"PUT asterisk/config/dynamic/res_pjsip/auth/" + name,
                                 "PUT asterisk/config/dynamic/res_pjsip/aor/" + login_name("7-a"),
                                 "PUT asterisk/config/dynamic/res_pjsip/endpoint/" + name,
                                 "DELETE asterisk/config/dynamic/res_pjsip/identify/" + name,
                                 "PUT asterisk/config/dynamic/res_pjsip/identify/" + name}));
    issue("7-a");
    EXPECT_EQ(ari_.requests.size(), 5U);
    phones_->asterisk_restarted();
    issue("7-a");
    EXPECT_EQ(ari_.requests.size(), 10U);
}

TEST_F(phones_test, without_asterisk_a_phone_is_refused_with_a_503_and_tried_anew_the_next_time) {
    ari_status_ = 500;
    try {
        issue("7-a");
        ADD_FAILURE() << "given out";
    } catch (const problem& p) {
        EXPECT_EQ(p.status(), 503);
        EXPECT_EQ(p.code(), "telephony_away");
    }
    ari_status_ = 204;
    EXPECT_NO_THROW(issue("7-a"));
}

TEST_F(phones_test, a_ticket_lets_its_own_session_in_for_as_long_as_that_lasts) {
    const auto ticket = issue("7-a").ticket;
    EXPECT_EQ(refusal(ticket), "user 7");
    for (const auto& forged :
        {std::string(), std::string("."), std::string("7-a"), std::string("7-a."),
            "8-a" + ticket.substr(3), ticket.substr(0, ticket.size() - 1), ticket + "0"})
        EXPECT_EQ(refusal(forged), "401 ticket_refused") << forged;
    ended_.insert("7-a");
    EXPECT_EQ(refusal(ticket), "401 ticket_refused");
}

TEST_F(phones_test, without_a_ticket_the_cookie_counts_and_a_token_does_not) {
    net::request r;
    EXPECT_THROW((void)phones_->admit(r), problem);
    r.who = person("7-a");
    EXPECT_EQ(phones_->admit(r).user_id, 7);
    r.who->via_token = true;
    EXPECT_THROW((void)phones_->admit(r), problem);
}

TEST_F(phones_test, marks_a_sessions_requests_and_carries_all_else_untouched) {
    const auto browser = phone("7-a");
    const auto sent = [&](const std::string& message) {
        got_.clear();
        browser->send(message);
        until([this] { return !got_.empty(); });
        return got_.back();
    };
    const auto mark = [](const std::string& message) {
        const std::string before = "REGISTER sip:x SIP/2.0\r\nX-Zenix-Line: ";
        EXPECT_TRUE(message.starts_with(before)) << message;
        return message.substr(before.size(), 40);
    };
    const std::string wish = "REGISTER sip:x SIP/2.0\r\n\r\n", answer = "SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\n\r\n";
    const auto mine = mark(sent(wish));
    EXPECT_EQ(mark(sent(wish)), mine);
    EXPECT_EQ(sent(answer), answer);
    phones_ = make();
    phones_->set_upstream(url("/ws", "ws"));
    const auto again = phone("7-a");
    again->send(wish);
    until([&] { return got_.back() != answer; });
    EXPECT_EQ(mark(got_.back()), mine) << "over a restart";
    const auto credentials = issue("7-a");
    EXPECT_EQ((credentials.username + credentials.password + credentials.ticket).find(mine), std::string::npos)
        << "the page never learns it";
    const auto other = phone("8-a");
    other->send(wish);
    until([&] { return mark(got_.back()) != mine; });
    upstream_.back()->send("SIP/2.0 401 Unauthorized\r\n\r\n");
    EXPECT_EQ(run_on(loop_, other->read()), "SIP/2.0 401 Unauthorized\r\n\r\n");
    EXPECT_TRUE(presence_.empty());
}

TEST_F(phones_test, a_phone_is_there_from_its_registration_until_it_unregisters) {
    const auto browser = registered_phone("7-a");
    EXPECT_EQ(presence_, (list{"7 online"}));
    EXPECT_EQ(phones_->dial_string(7), dial_of("7-a"));
    EXPECT_EQ(phones_->dial_string(8), std::nullopt);
    upstream_.back()->send(registered);
    EXPECT_EQ(run_on(loop_, browser->read()), registered);
    EXPECT_EQ(presence_.size(), 1U) << "a refreshed registration is no news";
    upstream_.back()->send(unregistered);
    EXPECT_EQ(run_on(loop_, browser->read()), unregistered);
    EXPECT_EQ(presence_, (list{"7 online", "7 offline"}));
    EXPECT_EQ(phones_->dial_string(7), std::nullopt);
}

TEST_F(phones_test, a_page_that_closes_takes_its_phone_and_asterisks_socket_along) {
    const auto browser = registered_phone("7-a");
    browser->close(1001, "the page was left");
    until([this] { return presence_.size() == 2; });
    EXPECT_EQ(presence_.back(), "7 offline");
    until([this] { return !upstream_.back()->open(); });
}

TEST_F(phones_test, of_two_phones_the_one_registered_last_is_rung) {
    const auto first = registered_phone("7-a");
    const auto second = registered_phone("7-b");
    EXPECT_EQ(phones_->dial_string(7), dial_of("7-b"));
    EXPECT_EQ(presence_, (list{"7 online", "7 online"}));
    second->close(1001, "the page was left");
    // A call may have hung on the socket that went, so the loss is told although another phone is there.
    until([this] { return presence_.size() == 3; });
    EXPECT_EQ(presence_.back(), "7 offline");
    EXPECT_EQ(phones_->dial_string(7), dial_of("7-a"));
}

TEST_F(phones_test, a_socket_left_behind_by_a_change_of_network_is_closed_when_its_phone_registers_anew) {
    const auto before = registered_phone("7-a");
    const auto elsewhere = registered_phone("7-b");
    const auto now = registered_phone("7-a");
    EXPECT_EQ(run_on(loop_, before->read()), std::nullopt);
    EXPECT_EQ(before->close_code(), 4002);
    EXPECT_TRUE(now->open());
    EXPECT_TRUE(elsewhere->open()) << "another session's phone is a phone of its own";
    EXPECT_EQ(phones_->dial_string(7), dial_of("7-a"));
    EXPECT_EQ(presence_, (list{"7 online", "7 online", "7 online"})) << "the phone never was away";
}

TEST_F(phones_test, signing_out_closes_the_sessions_phone_and_takes_its_endpoint_away) {
    const auto mine = registered_phone("7-a");
    const auto other = registered_phone("8-a");
    ari_.requests.clear();
    phones_->session_ended(person("7-a"));
    EXPECT_EQ(run_on(loop_, mine->read()), std::nullopt);
    EXPECT_EQ(mine->close_code(), 4001);
    until([this] { return ari_.requests.size() == 4; });
    for (const auto& request : ari_.requests)
        EXPECT_TRUE(request.starts_with("DELETE ")) << request;
    until([this] { return phones_->dial_string(7) == std::nullopt; });
    EXPECT_EQ(phones_->dial_string(8), dial_of("8-a"));
    EXPECT_TRUE(other->open());
}

TEST_F(phones_test, when_asterisk_came_back_empty_every_phone_is_told_to_register_anew) {
    const auto browser = registered_phone("7-a");
    phones_->asterisk_restarted();
    EXPECT_EQ(run_on(loop_, browser->read()), std::nullopt);
    EXPECT_EQ(browser->close_code(), 1012);
    until([this] { return phones_->dial_string(7) == std::nullopt; });
    registered_phone("7-a");
    EXPECT_EQ(phones_->dial_string(7), dial_of("7-a"));
}

TEST_F(phones_test, when_asterisk_closes_the_browser_is_told_to_come_again) {
    const auto browser = registered_phone("7-a");
    upstream_.back()->close(1011, "crash");
    EXPECT_EQ(run_on(loop_, browser->read()), std::nullopt);
    EXPECT_EQ(browser->close_code(), 1012);
    until([this] { return presence_.size() == 2; });
}

TEST_F(phones_test, while_asterisks_socket_cannot_be_reached_the_browser_is_told_to_try_later) {
    const auto ticket = issue("7-a").ticket;
    phones_->set_upstream(url("/nowhere", "ws"));
    auto r = run_on(
        loop_, net::connect_websocket(url("/sip?ticket=" + ticket, "ws"), {}, "sip", ms(5000)));
    ASSERT_TRUE(r.ok());
    EXPECT_EQ(run_on(loop_, r.value()->read()), std::nullopt);
    EXPECT_EQ(r.value()->close_code(), 1013);
}

}  // namespace
}  // namespace zenix::agents
