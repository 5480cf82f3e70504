// Leads against a real database: taken once, given back, woken in time.
#include "dialer/campaigns/lead_work.hpp"

#include "dialer/campaigns/lead_list.hpp"
#include "dialer/campaigns/table.hpp"
#include "base/ids.hpp"
#include "pg/test_cluster.hpp"

#include <gtest/gtest.h>

namespace zenix::dialer {
namespace {

struct book {
    pg::pool& db;
    std::int64_t campaign_id = 0;

    task<void> open(std::vector<order_rule> order = {}) {
        campaign c;
        c.name = "Test";
        c.created_by = "admin";
        c.settings.order = std::move(order);
        campaign_id = co_await insert_campaign(db, c);
    }
    task<std::int64_t> lead(std::string phone, double order = 0) {
        const auto made = co_await db.run(
            "insert into campaign_leads (campaign_id, phone, order_1) values ($1, $2, $3) returning id", campaign_id, phone, order);
        co_return made.front().integer("id");
    }
    task<std::int64_t> hire(std::string name) {
        const auto made = co_await db.run("insert into users (username, display_name, role, password_hash)"
                                          " values ($1, $1, 'telecaller', '-') returning id", name);
        co_return made.front().integer("id");
    }
};

void in_book(std::function<task<void>(book&)> body) {
    pg::on_test_database([body = std::move(body)](pg::pool& db) -> task<void> {
        book b{db};
        co_await body(b);
    });
}

const next_step callable{"callable", "", std::nullopt};

TEST(lead_work, the_order_decides_and_nobody_is_taken_twice) {
    in_book([](book& b) -> task<void> {
        co_await b.open();
        const auto second = co_await b.lead("+919812300001", 2);
        const auto first = co_await b.lead("+919812300002", 1);
        const auto one = co_await take_next(b.db, b.campaign_id, new_uuid(), false);
        const auto two = co_await take_next(b.db, b.campaign_id, new_uuid(), false);
        const auto none = co_await take_next(b.db, b.campaign_id, new_uuid(), false);
        EXPECT_EQ(one->id, first);
        EXPECT_EQ(two->id, second);
        EXPECT_FALSE(none);
    });
}

TEST(lead_work, a_number_in_progress_in_another_campaign_is_passed_over) {
    in_book([](book& b) -> task<void> {
        co_await b.open();
        co_await b.lead("+919812300001");
        const auto taken = co_await take_next(b.db, b.campaign_id, new_uuid(), false);
        EXPECT_TRUE(taken);
        co_await b.open();
        co_await b.lead("+919812300001");
        const auto none = co_await take_next(b.db, b.campaign_id, new_uuid(), false);
        EXPECT_FALSE(none);
    });
}

TEST(lead_work, a_callback_that_is_due_goes_before_the_list_and_belongs_to_its_owner) {
    in_book([](book& b) -> task<void> {
        co_await b.open();
        const auto owner = co_await b.hire("priya");
        const auto mine = co_await b.lead("+919812300001", 9);
        const auto shared = co_await b.lead("+919812300002", 8);
        const auto plain = co_await b.lead("+919812300003", 1);
        const auto due = now() - ms(1000);
        for (const auto id : {mine, shared}) {
            const auto call = new_uuid();
            const auto taken = co_await take_this(b.db, b.campaign_id, id, call);
            EXPECT_TRUE(taken);
            attempt_end e{.outcome = "callback", .step = {"later", "callback", due}, .at = due, .callback = true};
            if (id == mine) e.owner_id = owner;
            const bool done = co_await finish_attempt(b.db, id, call, e);
            EXPECT_TRUE(done);
        }
        const auto woken = co_await wake_leads(b.db, b.campaign_id, now());
        EXPECT_EQ(woken, 2);
        const auto theirs = co_await take_owned(b.db, b.campaign_id, owner, new_uuid());
        EXPECT_EQ(theirs->id, mine);
        const auto first = co_await take_next(b.db, b.campaign_id, new_uuid(), false);
        EXPECT_EQ(first->id, shared);
        const auto next = co_await take_next(b.db, b.campaign_id, new_uuid(), false);
        EXPECT_EQ(next->id, plain);
    });
}

TEST(lead_work, a_callback_whose_owner_does_not_come_is_the_teams_after_half_an_hour) {
    in_book([](book& b) -> task<void> {
        co_await b.open();
        const auto owner = co_await b.hire("priya");
        const auto id = co_await b.lead("+919812300001");
        const auto due = now();
        co_await b.db.run("update campaign_leads set owner_id = $2, next_at = $3, rank = 0 where id = $1", id, owner, due);
        (void)co_await wake_leads(b.db, b.campaign_id, due + std::chrono::minutes(29));
        const auto early = co_await take_next(b.db, b.campaign_id, new_uuid(), false);
        EXPECT_FALSE(early);
        (void)co_await wake_leads(b.db, b.campaign_id, due + std::chrono::minutes(31));
        const auto late = co_await take_next(b.db, b.campaign_id, new_uuid(), false);
        EXPECT_TRUE(late);
    });
}

TEST(lead_work, what_came_of_an_attempt_is_written_once) {
    in_book([](book& b) -> task<void> {
        co_await b.open();
        const auto id = co_await b.lead("+919812300001");
        const auto call = new_uuid();
        (void)co_await take_next(b.db, b.campaign_id, call, false);
        const attempt_end e{.outcome = "busy", .step = {"later", "busy", now()}, .at = now()};
        const bool first = co_await finish_attempt(b.db, id, call, e);
        const bool again = co_await finish_attempt(b.db, id, call, e);
        EXPECT_TRUE(first);
        EXPECT_FALSE(again);
        const auto after = co_await get_lead(b.db, b.campaign_id, id);
        EXPECT_EQ(after.history.tries, 1);
        EXPECT_EQ(after.history.outcomes.at("busy"), 1);
        EXPECT_EQ(after.last_call_id, call);
    });
}

TEST(lead_work, a_guaranteed_number_is_not_taken_without_a_telecaller_held) {
    in_book([](book& b) -> task<void> {
        co_await b.open();
        const auto id = co_await b.lead("+919812300001");
        const auto call = new_uuid();
        (void)co_await take_next(b.db, b.campaign_id, call, false);
        attempt_end e{.outcome = "abandoned", .step = callable, .at = now()};
        e.guaranteed_until = now() + std::chrono::hours(72);
        (void)co_await finish_attempt(b.db, id, call, e);
        const auto without = co_await take_next(b.db, b.campaign_id, new_uuid(), false);
        EXPECT_FALSE(without);
        const auto held = co_await take_next(b.db, b.campaign_id, new_uuid(), true);
        EXPECT_TRUE(held);
    });
}

TEST(lead_work, a_lead_on_a_screen_is_on_no_other_and_goes_back_when_it_is_skipped) {
    in_book([](book& b) -> task<void> {
        co_await b.open();
        const auto id = co_await b.lead("+919812300001");
        const auto shown = co_await show_next(b.db, b.campaign_id, 1);
        EXPECT_EQ(shown->id, id);
        const auto other = co_await show_next(b.db, b.campaign_id, 2);
        EXPECT_FALSE(other);
        const bool stolen = co_await dial_shown(b.db, id, 2, new_uuid());
        EXPECT_FALSE(stolen);
        co_await put_back_shown(b.db, id, 1, callable);
        const auto again = co_await show_next(b.db, b.campaign_id, 2);
        EXPECT_EQ(again->id, id);
    });
}

TEST(lead_list, never_tried_stands_first_until_it_has_been_tried) {
    in_book([](book& b) -> task<void> {
        co_await b.open({{order_key::never_tried, true}});
        const auto c = co_await get_campaign(b.db, b.campaign_id);
        const auto tried = co_await b.lead("+919812300001");
        const auto fresh = co_await b.lead("+919812300002");
        co_await order_leads(b.db, c);
        const auto call = new_uuid();
        (void)co_await take_this(b.db, b.campaign_id, tried, call);
        (void)co_await finish_attempt(b.db, tried, call, {.outcome = "busy", .step = callable, .at = now(), .never_tried_slot = 1});
        const auto next = co_await take_next(b.db, b.campaign_id, new_uuid(), false);
        EXPECT_EQ(next->id, fresh);
    });
}

}  // namespace
}  // namespace zenix::dialer
