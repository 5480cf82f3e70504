#include "sms/webhooks.hpp"

#include "gateways/key_for_tests.hpp"
#include "sms/world_for_tests.hpp"

#include <gtest/gtest.h>

namespace zenix::sms {
namespace {

TEST(message_webhooks, sign_the_body_with_its_time) {
    const auto t = parse_time("2026-11-29T00:00:00Z").value();
    const auto a = webhook_signature("secret", t, "{}");
    EXPECT_TRUE(a.starts_with("t=1795910400,v1="));
    EXPECT_EQ(a.size(), 16u + 64u);
    EXPECT_NE(a, webhook_signature("other", t, "{}"));
    EXPECT_NE(a, webhook_signature("secret", t, "{ }"));
    EXPECT_NE(a, webhook_signature("secret", t + std::chrono::seconds(1), "{}"));
}

TEST(message_webhooks, are_tried_for_a_day_and_then_given_up) {
    ms all{0};
    std::int64_t tries = 1;
    for (; const auto next = next_webhook_try(tries); ++tries) {
        EXPECT_GE(*next, std::chrono::seconds(5));
        all += *next;
    }
    EXPECT_GT(all, std::chrono::hours(20));
    EXPECT_LT(all, std::chrono::hours(30));
}

TEST(message_webhooks, are_written_in_the_transaction_that_changes_a_message) {
    test::in_world([](test::world& w) -> task<> {
        co_await w.db.run("insert into message_webhooks (url, events) values ('http://127.0.0.1:9/', '{status}')");
        const auto m = w.text();
        co_await w.box->store(m);
        w.run();
        const bool accepted = co_await w.becomes(m.id, "accepted");
        EXPECT_TRUE(accepted);
        const auto found = co_await w.db.run(
            "select string_agg(body ->> 'status', ' ' order by nr) as s from webhook_deliveries");
        EXPECT_EQ(found.front().text("s"), "queued submitted accepted");
        // A refused connection is tried again, later.
        const auto key = gateways::test::a_key();
        const auto tried = co_await deliver_due(w.db, key, now() + std::chrono::seconds(1));
        EXPECT_EQ(tried, 3u);
        const auto waits = co_await w.db.run(
            "select count(*) as n from webhook_deliveries where state = 'waiting' and tries = 1"
            " and next_try_at > now() and detail is not null");
        EXPECT_EQ(waits.front().integer("n"), 3);
    });
}

}  // namespace
}  // namespace zenix::sms
