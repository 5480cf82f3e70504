#include "base/problem.hpp"
#include "net/server_for_tests.hpp"
#include "pg/test_cluster.hpp"
#include "watch/smtp.hpp"
#include "watch/smtp_peer_for_tests.hpp"
#include "watch/watchman.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace zenix::watch {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

const auto noon = *parse_time("2026-11-22T12:00:00Z");

/// A master key that lasts one test.
struct key_file {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("zenix-watch-key-" + new_uuid());
    secret::master_key key = secret::master_key::load(path, true);
    ~key_file() { std::filesystem::remove(path); }
};

/// A watchman on simulated time, beaten by hand.
struct bench {
    pg::pool& db;
    const secret::master_key& key;
    sys_ms now = noon;
    event_hub hub{"epoch"};
    watchman keeper{db, hub, key,
        {.zone = "Asia/Kolkata", .page = "http://z/alerts", .clock = [this] { return now; }}};
    std::vector<std::string> shown;
    std::uint64_t listening = hub.subscribe([this](const event_hub::event& e) {
        shown.push_back(std::string(parse_json(*e.text).at("data").at("state").as_string()));
    });

    bench(pg::pool& d, const secret::master_key& k) : db(d), key(k) {}

    static condition disk(severity s = severity::warning) {
        return {.key = "disk_low:/",
            .kind = "disk_low",
            .severity = s,
            .subject = "/",
            .text = "5 % are free.",
            .measured = 5};
    }
    /// Long enough for every hold time.
    void see(std::vector<condition> c) {
        keeper.observe("disk", c);
        now += minutes(2);
        keeper.observe("disk", c);
    }
};

delivery_settings posting_to(const std::string& url, const secret::master_key& key) {
    json::object hook{
        {"enabled", true}, {"url", url}, {"secret", "s3cret"}, {"min_severity", "info"}};
    json::object mail{{"enabled", false}, {"security", "none"}, {"min_severity", "info"}};
    return read_settings(fields(json::object{{"escalate_after_min", 15}, {"remind_every_min", 0},
                             {"email", mail}, {"webhook", hook}}),
        {}, key);
}

TEST(watchman, shows_stores_and_resolves) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const key_file k;
        bench b{db, k.key};
        co_await b.keeper.load();
        b.see({bench::disk()});
        co_await b.keeper.pulse();
        EXPECT_THAT(b.shown, ElementsAre("open"));
        principal boss;
        boss.role = role::supervisor;
        EXPECT_EQ(b.hub.snapshot_of("alerts", boss).at("alerts").as_array().size(), 1U);
        boss.role = role::telecaller;
        EXPECT_THROW((void)b.hub.snapshot_of("alerts", boss), problem);
        b.see({});
        co_await b.keeper.pulse();
        EXPECT_THAT(b.shown, ElementsAre("open", "resolved"));
        const auto old =
            co_await list_resolved(db, {.kind = {}, .severity = {}, .q = "FREE", .before = {}});
        EXPECT_EQ(old.size(), 1U);
    });
}

TEST(watchman, a_new_life_knows_what_stood) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const key_file k;
        std::vector<alert> before;
        {
            bench b{db, k.key};
            co_await b.keeper.load();
            b.see({bench::disk()});
            co_await b.keeper.pulse();
            before = b.keeper.unresolved();
        }
        bench b{db, k.key};
        b.now += std::chrono::hours(1);
        co_await b.keeper.load();
        EXPECT_EQ(b.keeper.unresolved(), before);
        b.see({bench::disk()});
        EXPECT_TRUE(b.shown.empty()) << "it is no news";
    });
}

TEST(watchman, an_acknowledgement_is_kept_with_its_line_in_the_audit_log) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const key_file k;
        bench b{db, k.key};
        co_await b.keeper.load();
        b.see({bench::disk()});
        co_await b.keeper.pulse();
        const auto id = b.keeper.unresolved().at(0).id;
        const auto after = co_await b.keeper.acknowledge(id, "asha", "on it");
        EXPECT_EQ(after.state, alert_state::acknowledged);
        const auto log = co_await db.run(
            "select actor, subject from audit_log where action = 'alert.acknowledged'");
        EXPECT_EQ(log.size(), 1U);
        EXPECT_EQ(log.front().text("subject"), "alert:" + id);
        std::string code;
        try {
            (void)co_await b.keeper.acknowledge(id, "ravi", {});
        } catch (const problem& p) {
            code = p.code();
        }
        EXPECT_EQ(code, "acknowledged");
        co_await b.keeper.pulse();
        const auto stored = co_await find_alert(db, id);
        EXPECT_EQ(stored->note, "on it");
    });
}

/// An address that takes posts and says what it is told to.
class webhook_peer : public net::server_fixture {
  protected:
    struct post {
        std::string body, event, signature;
    };
    std::vector<post> posts_;
    int status_ = 200;
    key_file key_;
    pg::test_database database_;
    std::unique_ptr<pg::pool> db_;

    void SetUp() override {
        routes_.add(
            "POST", "/hook", access::everyone(), [this](net::request& r) { return take(r); });
        serve();
        db_ = std::make_unique<pg::pool>(loop_.get_executor(), database_.options());
        run_on(loop_, db_->start());
        run_on(loop_, store_settings(*db_, posting_to(url("/hook"), key_.key)));
    }
    void TearDown() override {
        run_on(loop_, db_->stop());
        server_fixture::TearDown();
    }
    task<net::response> take(net::request& r) {
        posts_.push_back({r.body, std::string(r.header("x-zenix-event")),
            std::string(r.header("x-zenix-signature"))});
        co_return net::reply(json::object{}, status_);
    }
    std::unique_ptr<bench> life() {
        auto b = std::make_unique<bench>(*db_, key_.key);
        run_on(loop_, b->keeper.load());
        return b;
    }
    void beat(bench& b) {
        run_on(loop_, b.keeper.pulse());
        run_on(loop_, b.keeper.carry_due(channel::webhook));
    }
    std::string event(std::size_t i) {
        return std::string(parse_json(posts_.at(i).body).at("event").as_string());
    }
};

TEST_F(webhook_peer, hears_each_step_once_signed) {
    const auto b = life();
    b->see({bench::disk()});
    for (int n = 0; n < 5; ++n) beat(*b);
    b->see({});
    for (int n = 0; n < 5; ++n) beat(*b);
    ASSERT_EQ(posts_.size(), 2U);
    EXPECT_EQ(event(0), "raised");
    EXPECT_EQ(event(1), "resolved");
    const auto& s = posts_[0].signature;
    const auto t = s.substr(2, s.find(',') - 2);
    EXPECT_EQ(s, "t=" + t + ",v1=" + hmac_sha256_hex("s3cret", t + "." + posts_[0].body));
}

TEST_F(webhook_peer, hears_what_a_killed_server_had_not_told_and_nothing_twice) {
    {
        // Killed after the step was written and before it was told.
        const auto b = life();
        b->see({bench::disk()});
        run_on(loop_, b->keeper.pulse());
    }
    ASSERT_TRUE(posts_.empty());
    {
        const auto b = life();
        b->now += minutes(3);
        b->see({bench::disk()});
        beat(*b);
        ASSERT_EQ(posts_.size(), 1U);
    }
    const auto b = life();
    b->now += minutes(6);
    b->see({bench::disk()});
    beat(*b);
    EXPECT_EQ(posts_.size(), 1U);
    const auto rows = run_on(loop_, db_->run("select state, attempts from alert_notices"));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows.front().text("state"), "sent");
}

TEST_F(webhook_peer, that_fails_is_tried_again_under_the_same_id_then_given_up_visibly) {
    status_ = 503;
    const auto b = life();
    b->see({bench::disk()});
    for (int n = 0; n < 12; ++n) {
        beat(*b);
        b->now +=
            minutes(14);  // Below the escalation's reach at first; then it is one more notice.
    }
    std::map<std::string, int> tries;
    for (const auto& p : posts_) ++tries[p.event];
    EXPECT_EQ(tries.at(posts_[0].event), most_attempts);
    beat(*b);
    EXPECT_TRUE(b->keeper.stands("delivery_failed:webhook"));
    const auto given_up = run_on(
        loop_, db_->run("select last_error from alert_notices where state = 'given_up' limit 1"));
    EXPECT_THAT(given_up.front().text("last_error"), HasSubstr("503"));

    // A test that gets through puts it right.
    status_ = 200;
    const auto sent = run_on(loop_, b->keeper.send_test(channel::webhook));
    EXPECT_TRUE(sent.ok());
    beat(*b);
    EXPECT_FALSE(b->keeper.stands("delivery_failed:webhook"));
}

TEST_F(webhook_peer, that_refuses_is_not_asked_again_and_a_new_life_remembers) {
    status_ = 404;
    {
        const auto b = life();
        b->see({bench::disk()});
        for (int n = 0; n < 3; ++n) {
            beat(*b);
            b->now += minutes(5);
        }
        EXPECT_EQ(posts_.size(), 1U);
    }
    const auto b = life();
    beat(*b);
    EXPECT_TRUE(b->keeper.stands("delivery_failed:webhook"));
}

TEST_F(webhook_peer, is_told_while_the_database_is_away_and_the_rows_follow) {
    const auto b = life();
    run_on(loop_, db_->stop());
    b->see({bench::disk(severity::critical)});
    beat(*b);
    EXPECT_EQ(posts_.size(), 1U);
    db_ = std::make_unique<pg::pool>(loop_.get_executor(), database_.options());
    run_on(loop_, db_->start());
    // The keeper still holds the stopped pool; a bench on the new one shows that nothing was stored.
    const auto rows = run_on(loop_, db_->run("select 1 from alerts"));
    EXPECT_TRUE(rows.empty());
}

TEST_F(webhook_peer, switched_off_is_told_nothing_more) {
    const auto b = life();
    b->see({bench::disk()});
    auto off = b->keeper.settings();
    off.webhook.enabled = false;
    run_on(loop_, b->keeper.change_settings(off, "asha"));
    beat(*b);
    EXPECT_TRUE(posts_.empty());
    const auto rows = run_on(loop_, db_->run("select state from alert_notices"));
    EXPECT_EQ(rows.front().text("state"), "skipped");
}

TEST(watchman, sends_e_mail_in_one_message_for_a_burst) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        const key_file k;
        const test::smtp_peer peer({});
        json::object mail{{"enabled", true}, {"host", "127.0.0.1"}, {"port", peer.port()},
            {"security", "none"}, {"from", "zenix@example.org"},
            {"to", json::array{"ops@example.org"}}, {"min_severity", "warning"}};
        json::object hook{{"enabled", false}, {"min_severity", "info"}};
        co_await store_settings(
            db, read_settings(fields(json::object{{"escalate_after_min", 15},
                                  {"remind_every_min", 0}, {"email", mail}, {"webhook", hook}}),
                    {}, k.key));
        bench b{db, k.key};
        co_await b.keeper.load();
        auto other = bench::disk();
        other.key = "disk_low:/home";
        other.subject = "/home";
        b.see({bench::disk(), other});
        co_await b.keeper.carry_due(channel::email);
        co_await b.keeper.carry_due(channel::email);
        EXPECT_EQ(peer.messages().size(), 1U);
        if (!peer.messages().empty())
            EXPECT_THAT(peer.messages()[0], HasSubstr("Subject: [ZENIX] 2 alerts"));
        const auto rows = co_await db.run("select 1 from alert_notices where state = 'sent'");
        EXPECT_EQ(rows.size(), 2U);
    });
}

}  // namespace
}  // namespace zenix::watch
