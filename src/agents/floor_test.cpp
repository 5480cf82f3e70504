#include "agents/floor.hpp"
#include "base/ids.hpp"
#include "base/problem.hpp"
#include "pg/test_cluster.hpp"

#include <gtest/gtest.h>

namespace zenix::agents {
namespace {

/// A floor on a clock of its own, and what the hub heard of it: `topic name to state`.
struct place {
    sys_ms now{ms(1'700'000'000'000)};
    event_hub hub{"test"};
    std::vector<std::string> heard;
    agents::floor floor{hub, [this] { return now; }};

    place() {
        (void)hub.subscribe([this](const event_hub::event& e) {
            if (e.name == "notice") return;
            heard.push_back(e.topic + ' ' + e.name + ' ' + std::to_string(e.user_id) + ' ' +
                            std::string(json::parse(*e.text).at("data").at("state").as_string()));
        });
    }
    /// Somebody who can be offered a call.
    void arrive(std::int64_t user, const std::string& name) {
        floor.know(user, name);
        floor.phone(user, true);
        floor.ready(user);
    }
    agent_state shown(std::int64_t user) const { return floor.find(user)->shown; }
};

using heard = std::vector<std::string>;

TEST(floor, tells_the_agent_and_the_overseers_of_each_change_and_of_nothing_else) {
    place p;
    p.floor.know(7, "Priya");
    p.floor.phone(7, true);
    p.heard.clear();
    p.floor.ready(7);
    EXPECT_EQ(p.heard, (heard{"me agent_changed 7 ready", "agents agent_changed 0 ready"}));
    p.floor.ready(7);
    p.floor.phone(7, true);
    EXPECT_EQ(p.heard.size(), 2U);
}

TEST(floor, shows_everybody_to_overseers_only) {
    place p;
    p.arrive(7, "Priya");
    p.arrive(8, "Arun");
    principal who;
    who.role = role::supervisor;
    const auto seen = p.hub.snapshot_of("agents", who);
    EXPECT_EQ(seen.at("items").as_array().size(), 2U);
    who.role = role::telecaller;
    EXPECT_THROW((void)p.hub.snapshot_of("agents", who), problem);
}

TEST(floor, a_wish_that_does_not_fit_changes_nothing_and_is_not_told) {
    place p;
    p.arrive(7, "Priya");
    p.floor.follow(7, "c1", agent_state::talking);
    p.heard.clear();
    EXPECT_THROW(p.floor.go_offline(7), problem);
    EXPECT_EQ(p.shown(7), agent_state::talking);
    EXPECT_TRUE(p.heard.empty());
}

TEST(floor, somebody_it_never_heard_of_has_no_phone_to_be_rung) {
    place p;
    try {
        p.floor.require_free(99);
        ADD_FAILURE() << "let through";
    } catch (const problem& refused) {
        EXPECT_EQ(refused.status(), 409);
    }
    EXPECT_EQ(p.floor.find(99), nullptr);
}

TEST(floor, whoever_stays_without_a_phone_is_sent_offline_and_told) {
    place p;
    p.arrive(7, "Priya");
    p.floor.phone(7, false);
    p.floor.tick();
    EXPECT_EQ(p.shown(7), agent_state::reconnecting);
    p.now += phone_grace;
    p.floor.tick(false);
    EXPECT_EQ(p.shown(7), agent_state::reconnecting) << "nobody's phone is there just now";
    p.now += phone_grace;
    std::string told;
    (void)p.hub.subscribe([&](const event_hub::event& e) {
        if (e.name == "notice") told = *e.text;
    });
    p.floor.tick();
    EXPECT_EQ(p.shown(7), agent_state::offline);
    EXPECT_NE(told.find("Press Ready"), std::string::npos);
}

TEST(floor, offers_a_call_to_the_one_preferred_else_to_the_longest_ready) {
    place p;
    EXPECT_EQ(p.floor.choose(std::nullopt, {}), std::nullopt);
    p.arrive(7, "Priya");
    p.now += ms(1000);
    p.arrive(8, "Arun");
    p.now += ms(1000);
    p.arrive(9, "Meera");
    EXPECT_EQ(p.floor.choose(std::nullopt, {}), 7);
    EXPECT_EQ(p.floor.choose(9, {}), 9);
    EXPECT_EQ(p.floor.choose(9, {9}), 7);
    EXPECT_EQ(p.floor.choose(std::nullopt, {7}), 8);
    EXPECT_EQ(p.floor.choose(std::nullopt, {7, 8, 9}), std::nullopt);
    p.floor.pause(7, "lunch");
    p.floor.phone(8, false);
    EXPECT_EQ(p.floor.choose(8, {}), 9);
    p.floor.follow(9, "c1", agent_state::reserved);
    EXPECT_EQ(p.floor.choose(std::nullopt, {}), std::nullopt);
}

TEST(floor, whoever_returns_from_a_call_waits_behind_those_who_were_ready_meanwhile) {
    place p;
    p.arrive(7, "Priya");
    p.now += ms(1000);
    p.arrive(8, "Arun");
    p.floor.follow(7, "c1", agent_state::talking);
    p.now += ms(1000);
    p.floor.release(7, "c1", false);
    EXPECT_EQ(p.floor.choose(std::nullopt, {}), 8);
}

TEST(floor, a_wrap_up_that_lasts_too_long_turns_into_a_pause_and_is_told_once) {
    place p;
    p.arrive(7, "Priya");
    p.floor.follow(7, "c1", agent_state::talking);
    p.floor.release(7, "c1", true);
    p.heard.clear();
    p.now += wrap_up_limit - ms(1);
    p.floor.tick();
    EXPECT_TRUE(p.heard.empty());
    p.now += ms(1);
    p.floor.tick();
    p.floor.tick();
    EXPECT_EQ(p.heard, (heard{"me agent_changed 7 paused", "agents agent_changed 0 paused"}));
}

task<std::int64_t> add_user(pg::executor& db, std::string username, std::string name) {
    const auto made =
        co_await db.run("insert into users (username, display_name, role, password_hash) "
                        "values ($1, $2, 'telecaller', '-') returning id",
            username, name);
    co_return made.front().integer("id");
}

TEST(floor, intents_and_owed_outcomes_outlive_the_server_but_no_phone_does) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto priya = co_await add_user(db, "priya", "Priya");
        const auto arun = co_await add_user(db, "arun", "Arun");
        const auto call = new_uuid();
        place before;
        before.arrive(priya, "Priya");
        before.arrive(arun, "Arun");
        before.floor.pause(arun, "lunch");
        before.floor.follow(priya, call, agent_state::talking);
        before.floor.release(priya, call, true);
        co_await before.floor.flush(db);

        place after;
        co_await after.floor.load(db);
        EXPECT_EQ(after.floor.all().size(), 2U);
        EXPECT_EQ(after.floor.find(priya)->display_name, "Priya");
        EXPECT_EQ(after.floor.find(priya)->owes_outcome, call);
        EXPECT_EQ(after.shown(priya), agent_state::wrap_up);
        EXPECT_EQ(after.shown(arun), agent_state::paused);
        EXPECT_EQ(after.floor.find(arun)->reason, "lunch");
        after.floor.outcome_written(priya, call, false);
        EXPECT_EQ(after.shown(priya), agent_state::reconnecting);
    });
}

TEST(floor, writes_only_what_changed_and_only_once) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto priya = co_await add_user(db, "priya", "Priya");
        place p;
        p.arrive(priya, "Priya");
        co_await p.floor.flush(db);
        co_await db.run("delete from agent_intents");
        p.floor.phone(priya, false);
        co_await p.floor.flush(db);
        auto kept = co_await db.run("select count(*) as n from agent_intents");
        EXPECT_EQ(kept.front().integer("n"), 0);
        p.floor.pause(priya, "lunch");
        co_await p.floor.flush(db);
        kept = co_await db.run("select count(*) as n from agent_intents");
        EXPECT_EQ(kept.front().integer("n"), 1);
    });
}

TEST(floor, a_user_who_is_gone_does_not_hold_up_the_intents_of_the_others) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto priya = co_await add_user(db, "priya", "Priya");
        place p;
        p.arrive(-1, "Nobody");
        p.arrive(priya, "Priya");
        co_await p.floor.flush(db);
        const auto kept = co_await db.run("select user_id from agent_intents");
        EXPECT_EQ(kept.size(), 1U);
        EXPECT_EQ(kept.front().integer("user_id"), priya);
    });
}

/// A database that comes and goes.
class fickle final : public pg::executor {
  public:
    explicit fickle(pg::executor& behind) : behind_(behind) {}
    task<pg::rows> execute(std::string sql, std::vector<pg::param> params) override {
        if (away) throw pg::unavailable("away");
        co_return co_await behind_.execute(std::move(sql), std::move(params));
    }
    bool away = true;

  private:
    pg::executor& behind_;
};

TEST(floor, keeps_what_the_database_did_not_take_for_the_next_time) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const auto priya = co_await add_user(db, "priya", "Priya");
        fickle away(db);
        place p;
        p.arrive(priya, "Priya");
        co_await p.floor.flush(away);
        p.floor.pause(priya, "lunch");
        co_await p.floor.flush(away);
        away.away = false;
        co_await p.floor.flush(away);
        const auto kept = co_await db.run("select intent::text, reason from agent_intents");
        EXPECT_EQ(kept.size(), 1U);
        EXPECT_EQ(kept.front().text("intent"), "paused");
        EXPECT_EQ(kept.front().text("reason"), "lunch");
    });
}

}  // namespace
}  // namespace zenix::agents
