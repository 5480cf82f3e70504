// Texts over SIMs: what the SMS room stands on.
#include "compliance/gate_service.hpp"
#include "gateways/fleet_for_tests.hpp"
#include "gateways/route_book.hpp"
#include "gateways/seed.hpp"
#include "pg/test_cluster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zenix::gateways {
namespace {

using testing::HasSubstr;

const auto noon = *parse_time("2026-11-23T06:30:00Z");

struct bench {
    pg::pool& db;
    compliance::gate_service gate;
    route_book book;

    explicit bench(pg::pool& pool)
        : db(pool), gate(pool, {.home_country = "IN", .demo = false, .clock = [] { return noon; }}),
          book("Asia/Kolkata", [] { return noon; }) {}
    task<> open() {
        co_await db.run("update gate_installation set demo = true, demo_since = now()");
        co_await seed_demo(db, "127.0.0.1", 15160);
        co_await db.run("update sims set limits = '{\"texts_per_day\": 3}'");
        co_await book.load(db);
        book.set_boxes({test::box_of(book.ways().trunks.front().trunk.id)});
    }
    task<std::int64_t> people() {
        const auto found = co_await db.run("select count(*) as n from sim_contacts");
        co_return found.front().integer("n");
    }
    task<compliance::permit> permit(std::string number,
        compliance::channel channel = compliance::channel::text) {
        compliance::question q;
        q.phone = std::move(number);
        q.channel = channel;
        q.counts_as_attempt = true;
        q.template_registered = true;
        auto a = co_await gate.ask(std::move(q));
        co_return std::move(a.pass.value());
    }
    task<std::int64_t> counted() {
        const auto found = co_await db.run("select coalesce(sum(texts), 0) as n from sim_usage");
        co_return found.front().integer("n");
    }
};

TEST(text_ways, hold_a_sim_and_count_before_the_text_is_sent) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        auto pass = co_await b.permit("+919876500001");
        const auto got = co_await b.book.reserve_text(db, std::move(pass), 2);
        EXPECT_TRUE(got.ok());
        EXPECT_EQ(got.value().iccid, demo_iccid(0));
        EXPECT_EQ(got.value().port, 0);
        EXPECT_EQ(b.book.ways().sims[0].today.texts, 2);
        EXPECT_EQ(b.book.ways().sims[0].today.attempts, 0) << "a text is no call";
        auto counted = co_await b.counted();
        EXPECT_EQ(counted, 2) << "a killed server has counted it";
        b.book.text_sent(got.value());
        co_await b.book.flush(db);
        counted = co_await b.counted();
        EXPECT_EQ(counted, 2) << "once";
        route_book reborn("Asia/Kolkata", [] { return noon; });
        co_await reborn.load(db);
        EXPECT_EQ(reborn.ways().sims[0].today.texts, 2);
        EXPECT_EQ(reborn.ways().sims[0].today.recipients, 1);
    });
}

TEST(text_ways, take_back_what_the_box_has_certainly_not_taken) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        auto pass = co_await b.permit("+919876500001");
        const auto got = co_await b.book.reserve_text(db, std::move(pass), 3);
        co_await b.book.text_refused(db, got.value());
        co_await b.book.text_refused(db, got.value());
        EXPECT_EQ(b.book.ways().sims[0].today.texts, 0);
        const auto counted = co_await b.counted();
        EXPECT_EQ(counted, 0);
        const auto people = co_await b.people();
        EXPECT_EQ(people, 0) << "nobody was reached";
    });
}

TEST(text_ways, keep_whom_another_text_of_the_day_has_reached) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        auto pass = co_await b.permit("+919876500001");
        const auto first = co_await b.book.reserve_text(db, std::move(pass), 1, {.only_port = 2});
        b.book.text_sent(first.value());
        b.book.text_left(first.value().trunk_id, 2);
        pass = co_await b.permit("+919876500001");
        const auto second = co_await b.book.reserve_text(db, std::move(pass), 1);
        EXPECT_EQ(second.value().port, 2) << "the SIM that this number knows";
        EXPECT_THAT(second.value().explanation, HasSubstr("the one this number knows"));
        co_await b.book.text_refused(db, second.value());
        const auto people = co_await b.people();
        EXPECT_EQ(people, 1);
    });
}

TEST(text_ways, give_a_port_one_job_at_a_time) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        const auto call = [&] {
            return b.book.obstacle("+919876500002", compliance::purpose::recovery,
                {.wanted = route_class::gsm, .only_port = 2});
        };
        EXPECT_EQ(call(), "");
        auto pass = co_await b.permit("+919876500001");
        const auto text = co_await b.book.reserve_text(db, std::move(pass), 1, {.only_port = 2});
        EXPECT_THAT(call(), HasSubstr("1 sending a text"));
        EXPECT_THAT(b.book.text_obstacle("+919876500002", compliance::purpose::recovery, 1, {.only_port = 2}),
            HasSubstr("1 sending a text"));
        b.book.text_sent(text.value());
        EXPECT_THAT(call(), HasSubstr("1 sending a text")) << "the network takes some seconds for it";
        b.book.text_left(text.value().trunk_id, 2);
        EXPECT_EQ(call(), "");
    });
}

TEST(text_ways, lead_round_gateways_that_are_full_and_to_the_one_that_is_asked_for) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        const auto id = b.book.ways().trunks.front().trunk.id;
        EXPECT_THAT(b.book.text_obstacle(
                        "+919876500001", compliance::purpose::recovery, 1, {.without_trunks = {id}}),
            HasSubstr("lab-gsm"));
        EXPECT_NE(b.book.text_obstacle("+919876500001", compliance::purpose::recovery, 1,
                      {.only_trunk = id + 1}),
            "");
        EXPECT_EQ(
            b.book.text_obstacle("+919876500001", compliance::purpose::recovery, 1, {.only_trunk = id}), "");
        b.book.set_boxes({});
        EXPECT_THAT(b.book.text_obstacle("+919876500001", compliance::purpose::recovery, 1),
            HasSubstr("without a box"));
    });
}

TEST(text_ways, keep_to_caps_and_permits) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        bench b(db);
        co_await b.open();
        EXPECT_EQ(b.book.text_obstacle("+919876500001", compliance::purpose::recovery, 3), "");
        EXPECT_THAT(b.book.text_obstacle("+919876500001", compliance::purpose::recovery, 4),
            HasSubstr("8 at its cap of texts"));
        EXPECT_THAT(b.book.text_obstacle("+919876500001", compliance::purpose::promotion, 1),
            HasSubstr("not authorised for promotion"));
        auto call = co_await b.permit("+919876500002", compliance::channel::call);
        const auto got = co_await b.book.reserve_text(db, std::move(call), 1);
        EXPECT_EQ(got.error().code, "permit");
    });
}

}  // namespace
}  // namespace zenix::gateways
