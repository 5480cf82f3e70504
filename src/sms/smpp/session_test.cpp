#include "sms/smpp/session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace zenix::sms::smpp;
using namespace std::chrono_literals;
using testing::HasSubstr;
using zenix::ms;

namespace {

/// Two sessions and time, no wire.
struct pair {
    instant now = instant(1h);
    session_settings client_rules, server_rules;
    std::optional<session> client, server;

    explicit pair(session_settings c = {}, session_settings s = {})
        : client_rules(c), server_rules(s) {
        client_rules.identity.system_id = "us";
        server_rules.we_are = side::smsc;
        client.emplace(client_rules, now);
        server.emplace(server_rules, now);
    }
    /// Carries octets both ways until nobody has anything to say.
    void carry() {
        while (!client->output().empty() || !server->output().empty()) {
            const auto there = std::exchange(client->output(), {});
            if (!there.empty()) server->receive(there, now);
            const auto back = std::exchange(server->output(), {});
            if (!back.empty()) client->receive(back, now);
        }
    }
    void bind() {
        client->start(now);
        carry();
        server->accept_bind(now);
        carry();
        (void)client->take_events();
        (void)server->take_events();
    }
    void pass(ms d) {
        now += d;
        client->advance(now);
        server->advance(now);
        carry();
    }
};

template <class E>
std::vector<E> only(std::vector<session_event> all) {
    std::vector<E> out;
    for (auto& e : all)
        if (auto* x = std::get_if<E>(&e)) out.push_back(std::move(*x));
    return out;
}

std::string octets(const pdu& p) {
    std::string out;
    write_pdu(out, p);
    return out;
}

std::vector<pdu> pdus(std::string_view stream) {
    frames f;
    f.feed(stream);
    std::vector<pdu> out;
    while (const auto frame = f.next()) out.push_back(std::get<pdu>(read_pdu(*frame)));
    return out;
}

message_body hello() {
    message_body m;
    m.destination.digits = "91";
    m.text = "hello";
    return m;
}

}  // namespace

TEST(session, binds_and_tells_both_sides) {
    pair p;
    p.client->start(p.now);
    p.carry();
    const auto asked = only<event::bind_asked>(p.server->take_events());
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].who.system_id, "us");
    p.server->accept_bind(p.now);
    p.carry();
    const auto bound = only<event::bound>(p.client->take_events());
    ASSERT_EQ(bound.size(), 1U);
    EXPECT_EQ(bound[0].version, 0x34);
    EXPECT_EQ(p.server->mode(), bind_mode::transceiver);
}

TEST(session, a_refused_bind_ends_it_with_the_status) {
    pair p;
    p.client->start(p.now);
    p.carry();
    p.server->refuse_bind(status::invalid_password);
    p.carry();
    const auto events = p.client->take_events();
    EXPECT_EQ(only<event::bind_refused>(events).at(0).status, status::invalid_password);
    EXPECT_THAT(only<event::ended>(events).at(0).why, HasSubstr("ESME_RINVPASWD"));
    EXPECT_EQ(p.server->state(), session_state::closed);
}

TEST(session, the_window_holds_and_answers_may_come_in_any_order) {
    session_settings c;
    c.window = 3;
    pair p(c);
    p.bind();
    for (std::uint64_t t = 1; t <= 3; ++t)
        EXPECT_TRUE(p.client->send(command::submit_sm, hello(), t, p.now));
    EXPECT_FALSE(p.client->send(command::submit_sm, hello(), 4, p.now));
    EXPECT_EQ(p.client->room(), 0U);
    p.carry();
    auto asked = only<event::asked>(p.server->take_events());
    ASSERT_EQ(asked.size(), 3U);
    p.now += 5ms;
    for (auto a = asked.rbegin(); a != asked.rend(); ++a)
        p.server->answer(a->request, 0, message_answer{std::to_string(a->request.sequence), {}});
    p.carry();
    const auto answered = only<event::answered>(p.client->take_events());
    ASSERT_EQ(answered.size(), 3U);
    EXPECT_EQ(answered[0].token, 3U);
    EXPECT_EQ(answered[0].took, 5ms);
    EXPECT_EQ(p.client->room(), 3U);
}

TEST(session, what_is_open_when_the_connection_breaks_is_lost) {
    pair p;
    p.bind();
    ASSERT_TRUE(p.client->send(command::submit_sm, hello(), 7, p.now));
    p.client->broken("reset by peer");
    const auto events = p.client->take_events();
    EXPECT_EQ(only<event::lost>(events).at(0).token, 7U);
    EXPECT_EQ(only<event::ended>(events).size(), 1U);
}

TEST(session, no_answer_in_time_is_lost_and_a_late_one_still_tells_the_truth) {
    session_settings c;
    c.enquire_every = 20s;
    pair p(c);
    p.bind();
    ASSERT_TRUE(p.client->send(command::submit_sm, hello(), 7, p.now));
    p.carry();
    const auto asked = only<event::asked>(p.server->take_events());
    for (int i = 0; i < 7; ++i) p.pass(10s);  // enquire_link goes on being answered
    EXPECT_EQ(only<event::lost>(p.client->take_events()).at(0).token, 7U);
    EXPECT_EQ(p.client->state(), session_state::bound);
    EXPECT_EQ(p.client->room(), 10U);
    p.server->answer(asked.at(0).request, 0, message_answer{"42", {}});
    p.carry();
    const auto late = only<event::answered>(p.client->take_events());
    ASSERT_EQ(late.size(), 1U);
    EXPECT_TRUE(late[0].late);
    EXPECT_EQ(late[0].token, 7U);
}

TEST(session, a_peer_that_falls_silent_is_left) {
    session_settings c;
    c.enquire_every = ms(0);
    pair p(c);
    p.bind();
    ASSERT_TRUE(p.client->send(command::submit_sm, hello(), 7, p.now));
    p.client->output().clear();
    p.pass(61s);
    EXPECT_EQ(only<event::lost>(p.client->take_events()).size(), 1U);
    EXPECT_EQ(p.client->state(), session_state::closed);
}

TEST(session, enquire_link_goes_both_ways_and_its_silence_ends_the_session) {
    pair p;
    p.bind();
    p.pass(30s);
    EXPECT_EQ(p.client->state(), session_state::bound);
    p.now += 30s;
    p.client->advance(p.now);
    EXPECT_EQ(pdus(p.client->output()).at(0).id, command::enquire_link);
    p.client->output().clear();
    p.now += 60s;
    p.client->advance(p.now);
    EXPECT_EQ(p.client->state(), session_state::closed);
}

TEST(session, a_full_window_does_not_hold_up_enquire_link) {
    session_settings c;
    c.window = 1;
    pair p(c);
    p.bind();
    ASSERT_TRUE(p.client->send(command::submit_sm, hello(), 7, p.now));
    p.carry();
    p.pass(30s);
    p.pass(29s);
    EXPECT_EQ(p.client->state(), session_state::bound);
}

TEST(session, enquire_link_is_answered_before_the_bind_and_not_asked) {
    pair p;
    p.client->start(p.now);
    p.client->output().clear();
    p.client->receive(octets({command::enquire_link, 0, 9, no_body{}}), p.now);
    EXPECT_EQ(pdus(p.client->output()).at(0).id, response_to(command::enquire_link));
    p.client->output().clear();
    p.client->advance(p.now + 9s);
    EXPECT_EQ(p.client->output(), "");
    p.client->advance(p.now + 10s);
    EXPECT_EQ(p.client->state(), session_state::closed);  // no bind in time
}

TEST(session, unbind_waits_for_what_is_open) {
    pair p;
    p.bind();
    ASSERT_TRUE(p.client->send(command::submit_sm, hello(), 7, p.now));
    p.carry();
    const auto asked = only<event::asked>(p.server->take_events());
    p.client->unbind(p.now);
    p.carry();
    EXPECT_EQ(p.client->room(), 0U);
    EXPECT_EQ(p.client->state(), session_state::bound);
    p.server->answer(asked.at(0).request, 0, message_answer{"1", {}});
    p.carry();
    EXPECT_EQ(only<event::answered>(p.client->take_events()).size(), 1U);
    EXPECT_EQ(p.client->state(), session_state::closed);
    EXPECT_EQ(p.server->state(), session_state::closed);
}

TEST(session, unbind_by_the_peer_leaves_time_for_answers) {
    pair p;
    p.bind();
    ASSERT_TRUE(p.client->send(command::submit_sm, hello(), 7, p.now));
    p.carry();
    const auto asked = only<event::asked>(p.server->take_events());
    p.client->receive(octets({command::unbind, 0, 99, no_body{}}), p.now);
    EXPECT_EQ(p.client->state(), session_state::closing);
    p.server->answer(asked.at(0).request, 0, message_answer{"1", {}});
    p.carry();
    EXPECT_EQ(only<event::answered>(p.client->take_events()).size(), 1U);
    EXPECT_EQ(p.client->state(), session_state::closed);
}

TEST(session, requests_of_the_wrong_kind_or_time_are_refused) {
    session_settings c;
    c.mode = bind_mode::transmitter;
    pair p(c);
    p.server->receive(octets({command::submit_sm, 0, 5, hello()}), p.now);
    EXPECT_EQ(pdus(p.server->output()).at(0).status, status::wrong_bind_state);
    p.server->output().clear();
    p.bind();
    p.client->receive(octets({command::deliver_sm, 0, 5, hello()}), p.now);
    EXPECT_EQ(pdus(p.client->output()).at(0).status, status::wrong_bind_state);
    p.client->output().clear();
    p.server->receive(octets({command::bind_transceiver, 0, 6, bind_body{}}), p.now);
    EXPECT_EQ(pdus(p.server->output()).at(0).status, status::already_bound);
}

TEST(session, too_many_open_requests_are_throttled) {
    session_settings s;
    s.asked_max = 2;
    pair p({}, s);
    p.bind();
    for (std::uint64_t t = 1; t <= 3; ++t)
        ASSERT_TRUE(p.client->send(command::submit_sm, hello(), t, p.now));
    p.carry();
    EXPECT_EQ(only<event::asked>(p.server->take_events()).size(), 2U);
    const auto answered = only<event::answered>(p.client->take_events());
    ASSERT_EQ(answered.size(), 1U);
    EXPECT_EQ(answered[0].response.status, status::throttled);
}

TEST(session, what_cannot_be_read_is_answered_and_the_session_lives) {
    pair p;
    p.bind();
    auto bad = octets({command::submit_sm, 0, 5, hello()});
    bad[bad.size() - 6] = 99;
    p.server->receive(bad, p.now);
    p.server->receive(std::string("\0\0\0\x10\0\0\x09\x99\0\0\0\0\0\0\0\6", 16), p.now);
    const auto said = pdus(p.server->output());
    ASSERT_EQ(said.size(), 2U);
    EXPECT_EQ(said[0].id, response_to(command::submit_sm));
    EXPECT_EQ(said[0].status, status::invalid_length);
    EXPECT_EQ(said[0].sequence, 5U);
    EXPECT_EQ(said[1].id, command::generic_nack);
    EXPECT_EQ(said[1].status, status::invalid_command);
    EXPECT_EQ(only<event::noticed>(p.server->take_events()).size(), 2U);
    EXPECT_EQ(p.server->state(), session_state::bound);
}

TEST(session, rubbish_without_end_ends_the_session) {
    pair p;
    p.bind();
    for (int i = 0; i < 10; ++i)
        p.server->receive(std::string("\0\0\0\x10\0\0\x09\x99\0\0\0\0\0\0\0\6", 16), p.now);
    EXPECT_EQ(p.server->state(), session_state::closed);
}

TEST(session, a_length_that_cannot_be_is_nacked_and_ends_it_with_what_was_open_lost) {
    for (const auto* length : {"\0\0\0\0", "\0\0\0\x0F", "\x05\xF5\xE1\x00"}) {
        pair p;
        p.bind();
        ASSERT_TRUE(p.client->send(command::submit_sm, hello(), 7, p.now));
        p.client->output().clear();
        p.client->receive(std::string(length, 4), p.now);
        EXPECT_EQ(pdus(p.client->output()).at(0).id, command::generic_nack);
        const auto events = p.client->take_events();
        EXPECT_EQ(only<event::lost>(events).size(), 1U);
        EXPECT_EQ(only<event::ended>(events).size(), 1U);
    }
}

TEST(session, a_nack_answers_the_request_it_names) {
    pair p;
    p.bind();
    ASSERT_TRUE(p.client->send(command::submit_sm, hello(), 7, p.now));
    const auto sequence = pdus(p.client->output()).at(0).sequence;
    p.client->receive(octets({command::generic_nack, 3, sequence, no_body{}}), p.now);
    const auto answered = only<event::answered>(p.client->take_events());
    ASSERT_EQ(answered.size(), 1U);
    EXPECT_EQ(answered[0].response.status, 3U);
}

TEST(session, answers_to_nothing_are_noticed_and_change_nothing) {
    pair p;
    p.bind();
    p.client->receive(
        octets({response_to(command::submit_sm), 0, 4711, message_answer{"1", {}}}), p.now);
    EXPECT_EQ(only<event::noticed>(p.client->take_events()).size(), 1U);
    EXPECT_EQ(p.client->state(), session_state::bound);
}

TEST(session, inactivity_ends_a_client_that_says_nothing) {
    session_settings s;
    s.inactivity = 300s;
    s.enquire_every = ms(0);
    session_settings c;
    c.enquire_every = ms(0);
    pair p(c, s);
    p.bind();
    p.pass(299s);
    EXPECT_EQ(p.server->state(), session_state::bound);
    p.pass(1s);
    EXPECT_EQ(p.server->state(), session_state::closed);
}
