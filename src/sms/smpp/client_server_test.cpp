#include "sms/smpp/houses_for_tests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

using namespace zenix;
using namespace zenix::sms;
using namespace zenix::sms::smpp;
using namespace zenix::sms::smpp::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

/// Runs `body` against a world with one client that is up.
void with_client(world& w, std::function<void(client_settings&)> change,
    std::function<task<>(world&, client&, client_keeper&)> body) {
    if (!w.server) w.open();
    client_keeper keeper;
    auto s = settings_to(w.server->port());
    if (change) change(s);
    {
        client c(w.io.get_executor(), s, keeper);
        task_group tasks(w.io.get_executor());
        tasks.spawn("client", c.run());
        const auto all = [&]() -> task<> {
            const bool there = co_await until([&] { return c.up(); });
            EXPECT_TRUE(there);
            if (there) co_await body(w, c, keeper);
            co_await c.close(ms(2000));
        };
        run_on(w.io, all(), std::chrono::seconds(60));
        tasks.cancel();
    }
    w.io.restart();
    w.io.run_for(std::chrono::milliseconds(20));
}

std::vector<submission> parts(std::size_t n) {
    std::vector<submission> out;
    for (std::size_t i = 0; i < n; ++i) out.push_back(part("k" + std::to_string(i)));
    return out;
}

}  // namespace

TEST(smpp, a_text_goes_over_and_its_id_comes_back) {
    world w;
    with_client(w, {}, [](world& v, client& c, client_keeper&) -> task<> {
        auto r = co_await c.submit(parts(3));
        EXPECT_EQ(r.size(), 3U);
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_EQ(r[i].key, "k" + std::to_string(i));
            EXPECT_EQ(r[i].fate, verdict::accepted);
            EXPECT_EQ(r[i].message_id, std::to_string(i + 1));
        }
        EXPECT_EQ(v.house.taken.at(0).account_id, 7);
        EXPECT_EQ(v.house.taken.at(0).what.text, "hello");
    });
}

TEST(smpp, a_thousand_parts_over_several_binds_arrive_once_each) {
    world w;
    w.house.account.binds_max = 8;
    with_client(
        w, [](client_settings& s) { s.binds = 3; },
        [](world& v, client& c, client_keeper& k) -> task<> {
            (void)co_await until([&] { return v.server->count().binds == 3; });
            auto all = parts(1000);
            std::span<submission> rest(all);
            while (!rest.empty()) {
                rest = rest.subspan(c.offer(rest));
                co_await sleep_for(ms(1));
            }
            const bool done = co_await until([&] { return k.results.size() == 1000; });
            EXPECT_TRUE(done);
            std::set<std::string> keys, ids;
            for (const auto& r : k.results) {
                EXPECT_EQ(r.fate, verdict::accepted);
                keys.insert(r.key);
                ids.insert(r.message_id);
            }
            EXPECT_EQ(keys.size(), 1000U);
            EXPECT_EQ(ids.size(), 1000U);
            EXPECT_EQ(v.house.taken.size(), 1000U);
        });
}

TEST(smpp, refusals_are_told_apart) {
    world w;
    w.house.refuse = [](const submitted& s) -> std::uint32_t {
        if (s.what.text == "bad number") return status::invalid_destination;
        if (s.what.text == "not now") return status::system_error;
        return 0;
    };
    with_client(w, {}, [](world&, client& c, client_keeper&) -> task<> {
        std::vector<submission> three;
        three.push_back(part("a", "bad number"));
        three.push_back(part("b", "not now"));
        three.push_back(part("c", "fine"));
        auto r = co_await c.submit(std::move(three));
        EXPECT_EQ(r[0].fate, verdict::permanent);
        EXPECT_EQ(r[0].why, "ESME_RINVDSTADR");
        EXPECT_EQ(r[1].fate, verdict::temporary);
        EXPECT_EQ(r[2].fate, verdict::accepted);
    });
}

TEST(smpp, throttled_parts_are_sent_again_by_the_bind_and_none_is_lost) {
    world w;
    w.house.account.rate_per_s = 100;  // ours sends as fast as it can
    with_client(
        w, [](client_settings& s) { s.throttle_tries = 1000; },
        [](world& v, client& c, client_keeper&) -> task<> {
            auto r = co_await c.submit(parts(60));
            EXPECT_TRUE(
                std::ranges::all_of(r, [](const auto& x) { return x.fate == verdict::accepted; }));
            EXPECT_EQ(v.house.taken.size(), 60U);
            EXPECT_GT(c.count().throttled, 0U);
            EXPECT_EQ(v.house.slowed, v.server->count().throttled);
        });
}

TEST(smpp, a_bind_that_breaks_makes_open_parts_unknown_and_comes_back) {
    world w;
    w.house.wait = ms(30'000);
    with_client(w, {}, [](world& v, client& c, client_keeper& k) -> task<> {
        auto three = parts(3);
        EXPECT_EQ(c.offer(three), 3U);
        (void)co_await until([&] { return v.house.taken.size() == 3; });
        v.server.reset();  // every connection is cut
        const bool told = co_await until([&] { return k.results.size() == 3; });
        EXPECT_TRUE(told);
        for (const auto& r : k.results) EXPECT_EQ(r.fate, verdict::unknown);
        EXPECT_EQ(c.room(), 0U);
    });
}

TEST(smpp, the_client_comes_back_to_a_server_that_was_away) {
    world w;
    with_client(w, {}, [](world& v, client& c, client_keeper&) -> task<> {
        const auto port = v.server->port();
        v.server.reset();
        const bool down = co_await until([&] { return !c.up(); });
        EXPECT_TRUE(down);
        auto r = co_await c.submit(parts(1));
        EXPECT_EQ(r.at(0).fate, verdict::temporary);
        v.rules.port = port;
        v.server = std::make_unique<server>(v.io.get_executor(), v.rules, v.house);
        v.server->listen();
        v.tasks.spawn("server", v.server->run());
        const bool back = co_await until([&] { return c.up(); });
        EXPECT_TRUE(back);
        r = co_await c.submit(parts(1));
        EXPECT_EQ(r.at(0).fate, verdict::accepted);
    });
}

TEST(smpp, receipts_reach_the_house_and_only_then_the_centre_is_answered) {
    world w;
    with_client(w, {}, [](world& v, client&, client_keeper& k) -> task<> {
        message_body m;
        m.source = {1, 1, "919876543210"};
        m.destination = {5, 0, "ZENIX"};
        m.esm_class = esm::receipt;
        m.text = "id:1 sub:001 dlvrd:001 submit date:2611290203 done date:2611290204 stat:DELIVRD "
                 "err:000 text:";
        std::vector<message_body> three(3, m);
        const auto done = co_await v.server->deliver(7, std::move(three));
        EXPECT_THAT(done, ElementsAre(true, true, true));
        EXPECT_EQ(k.received.size(), 3U);
        EXPECT_LE(k.batches, 2);
        EXPECT_TRUE(k.received.at(0).receipt);
        EXPECT_EQ(k.received.at(0).receipt->state, text::message_state::delivered);
        k.fail = true;
        std::vector<message_body> one(1, m);
        const auto again = co_await v.server->deliver(7, std::move(one));
        EXPECT_THAT(again, ElementsAre(false));
    });
}

TEST(smpp, what_is_not_stored_is_refused_and_the_session_lives) {
    world w;
    w.house.fail = true;
    with_client(w, {}, [](world& v, client& c, client_keeper&) -> task<> {
        auto r = co_await c.submit(parts(2));
        EXPECT_EQ(r.at(0).fate, verdict::temporary);
        EXPECT_EQ(r.at(0).status, status::system_error);
        v.house.fail = false;
        r = co_await c.submit(parts(1));
        EXPECT_EQ(r.at(0).fate, verdict::accepted);
    });
}

TEST(smpp, a_query_tells_what_became_of_a_message) {
    world w;
    with_client(w, {}, [](world&, client& c, client_keeper&) -> task<> {
        auto found = co_await c.query("1", {});
        EXPECT_TRUE(found.ok());
        if (found.ok()) EXPECT_EQ(found.value().state, 2);
        auto none = co_await c.query("2", {});
        EXPECT_FALSE(none.ok());
        if (!none.ok()) EXPECT_EQ(none.error().code, "refused");
    });
}

TEST(smpp, separate_transmitter_and_receiver_work_together) {
    world w;
    with_client(
        w, [](client_settings& s) { s.separate = true; },
        [](world& v, client& c, client_keeper& k) -> task<> {
            (void)co_await until([&] { return v.server->count().binds == 2; });
            auto r = co_await c.submit(parts(1));
            EXPECT_EQ(r.at(0).fate, verdict::accepted);
            message_body m;
            m.text = "STOP";
            std::vector<message_body> one(1, m);
            const auto done = co_await v.server->deliver(7, std::move(one));
            EXPECT_THAT(done, ElementsAre(true));
            EXPECT_EQ(k.received.at(0).text, "STOP");
        });
}

TEST(smpp, the_status_page_sees_binds_and_masked_pdus) {
    world w;
    with_client(w, {}, [](world&, client& c, client_keeper&) -> task<> {
        (void)co_await c.submit(parts(1));
        EXPECT_EQ(c.status().at("state"), "up");
        EXPECT_EQ(c.status().at("binds").as_array().size(), 1U);
        const auto shown = json::serialize(c.last_pdus());
        EXPECT_THAT(shown, HasSubstr("submit_sm_resp"));
        EXPECT_THAT(shown, testing::Not(HasSubstr("hello")));
        EXPECT_THAT(shown, testing::Not(HasSubstr("919876543210")));
        EXPECT_THAT(shown, testing::Not(HasSubstr("secret")));
    });
}

TEST(smpp, a_wrong_password_a_thousand_times_asks_the_house_five_times) {
    world w;
    w.open();
    client_keeper keeper;
    auto s = settings_to(w.server->port());
    s.identity.password = "wrong";
    s.retry_refused = ms(1);
    s.retry_min = s.retry_max = ms(1);
    s.binds = 16;
    {
        client c(w.io.get_executor(), s, keeper);
        task_group tasks(w.io.get_executor());
        tasks.spawn("client", c.run());
        const auto body = [&]() -> task<> {
            const bool many =
                co_await until([&] { return w.server->count().refused >= 1000; }, ms(120'000));
            EXPECT_TRUE(many);
            EXPECT_FALSE(c.up());
            EXPECT_THAT(
                std::string(c.status().at("last_error").as_string()), HasSubstr("ESME_RINVPASWD"));
            co_await c.close(ms(500));
        };
        run_on(w.io, body(), std::chrono::seconds(150));
        tasks.cancel();
    }
    // Those that were under way together before the lock fell may have been asked too.
    // A slow machine outlives a lock of 30 s: then there is another.
    EXPECT_GE(w.house.locks, 1);
    EXPECT_LE(w.house.sign_ins, (5 + 16) * w.house.locks);
    // The house itself is well, and another client signs in.
    EXPECT_EQ(w.server->count().binds, 0U);
}

TEST(smpp, after_a_bad_password_the_client_waits_long) {
    world w;
    w.open();
    client_keeper keeper;
    auto s = settings_to(w.server->port());
    s.identity.password = "wrong";
    s.retry_refused = ms(300'000);
    {
        client c(w.io.get_executor(), s, keeper);
        task_group tasks(w.io.get_executor());
        tasks.spawn("client", c.run());
        const auto body = [&]() -> task<> {
            (void)co_await until([&] { return w.server->count().refused == 1; });
            co_await sleep_for(ms(200));  // far longer than retry_max
            EXPECT_EQ(w.house.sign_ins, 1);
            EXPECT_EQ(c.count().connects, 1U);
            co_await c.close(ms(500));
        };
        run_on(w.io, body(), std::chrono::seconds(30));
        tasks.cancel();
    }
}

TEST(smpp, closing_answers_for_everything_it_took) {
    world w;
    w.house.wait = ms(60'000);
    client_keeper keeper;
    w.open();
    {
        client c(w.io.get_executor(), settings_to(w.server->port()), keeper);
        task_group tasks(w.io.get_executor());
        tasks.spawn("client", c.run());
        const auto body = [&]() -> task<> {
            (void)co_await until([&] { return c.up(); });
            auto many = parts(30);  // three windows
            EXPECT_EQ(c.offer(many), 30U);
            (void)co_await until([&] { return w.house.taken.size() >= 10; });
            co_await c.close(ms(100));
        };
        run_on(w.io, body(), std::chrono::seconds(30));
        tasks.cancel();
    }
    std::size_t unknown = 0, temporary = 0;
    for (const auto& r : keeper.results) (r.fate == verdict::unknown ? unknown : temporary)++;
    EXPECT_EQ(unknown, 10U);    // written, not answered
    EXPECT_EQ(temporary, 20U);  // never written
}
