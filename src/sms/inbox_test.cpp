#include "sms/inbox.hpp"

#include "compliance/text_opt_out.hpp"
#include "sms/conversations.hpp"
#include "sms/world_for_tests.hpp"

#include <gtest/gtest.h>

namespace zenix::sms {
namespace {

using test::noon;

struct desk {
    explicit desk(pg::pool& pool) : db(pool), box(db, keywords, "IN") {}
    task<std::int64_t> borrower() {
        const auto made = co_await db.run(
            "insert into customers (name, name_key, language) values ('Asha', 'asha', 'hi') returning id");
        const auto id = made.front().integer("id");
        co_await db.run("insert into customer_phones (customer_id, e164, kind)"
                        " values ($1, '+919876543210', 'primary')",
            id);
        co_return id;
    }
    static inbound_text said(std::string from, std::string text) {
        inbound_text t;
        t.source = "account:1";
        t.from = std::move(from);
        t.text = std::move(text);
        t.at = noon;
        t.account_id = 1;
        t.route_name = "one";
        return t;
    }
    pg::pool& db;
    keyword_book keywords;
    inbox box;
};

TEST(inbox, matches_a_text_to_its_borrower_and_keeps_the_conversation) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        desk d(db);
        const auto id = co_await d.borrower();
        const auto first = co_await d.box.take(desk::said("919876543210", "I will pay"), noon);
        EXPECT_EQ(first.customer_id, id);
        co_await d.box.take(desk::said("+919876543210", "tomorrow"), noon);
        auto found = co_await find_conversation(db, "c" + std::to_string(id));
        EXPECT_TRUE(found.has_value());
        EXPECT_EQ(found->at("unread"), 2);
        EXPECT_EQ(found->at("last").at("message"), "tomorrow");
        EXPECT_EQ(found->at("customer").at("name"), "Asha");
        const bool read = co_await read_conversation(db, "c" + std::to_string(id));
        EXPECT_TRUE(read);
        found = co_await find_conversation(db, "c" + std::to_string(id));
        EXPECT_EQ(found->at("unread"), 0);
    });
}

TEST(inbox, joins_parts_in_any_order_and_hears_none_twice) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        desk d(db);
        auto t = desk::said("+919876543210", "world");
        t.reference = 7, t.total = 2, t.number = 2, t.peer_id = "b";
        const auto half = co_await d.box.take(t, noon);
        EXPECT_EQ(half.message_id, "");
        const auto twice = co_await d.box.take(t, noon);
        EXPECT_EQ(twice.message_id, "");
        t.text = "hello ", t.number = 1, t.peer_id = "a";
        const auto whole = co_await d.box.take(t, noon);
        EXPECT_NE(whole.message_id, "");
        const auto r = co_await db.run("select message from sms_logs");
        EXPECT_EQ(r.size(), 1u);
        EXPECT_EQ(r.front().text("message"), "hello world");
    });
}

TEST(inbox, heeds_stop_at_once_in_the_borrowers_language) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        desk d(db);
        co_await d.borrower();
        const auto stop = co_await d.box.take(desk::said("+919876543210", "बंद करो"), noon);
        EXPECT_TRUE(stop.opted_out);
        compliance::gate_service gate(db, {.clock = [] { return noon; }});
        compliance::question q;
        q.phone = "+919876543210";
        q.channel = compliance::channel::text;
        q.template_registered = true;
        auto a = co_await gate.ask(q);
        EXPECT_FALSE(a.verdict.allow);
        q.channel = compliance::channel::call;  // Calls are another list's matter.
        a = co_await gate.ask(q);
        EXPECT_TRUE(a.verdict.allow);
        co_await d.box.take(desk::said("+919876543210", "START"), noon);
        q.channel = compliance::channel::text;
        a = co_await gate.ask(q);
        EXPECT_TRUE(a.verdict.allow);
    });
}

TEST(inbox, keeps_strangers_apart_until_they_are_assigned) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        desk d(db);
        const auto id = co_await d.borrower();
        co_await d.box.take(desk::said("VM-HDFCBK", "Your OTP"), noon);
        co_await d.box.take(desk::said("+919811111111", "It is me, Asha"), noon);
        conversation_filter f;
        f.unknown = true;
        const auto page = co_await list_conversations(db, f);
        EXPECT_EQ(page.items.size(), 2u);
        conversation_change c;
        c.customer_id = id;
        const auto key = co_await change_conversation(db, "+919811111111", c);
        EXPECT_EQ(key, "c" + std::to_string(id));
        const auto left = co_await list_conversations(db, f);
        EXPECT_EQ(left.items.size(), 1u);
        EXPECT_EQ(left.items.front().at("phone_number"), "VM-HDFCBK");
    });
}

TEST(inbox, acts_by_the_first_keyword_rule_that_fits) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        desk d(db);
        co_await db.run("insert into message_templates (code, title, purpose, updated_by)"
                        " values ('balance', 'Balance', 'service', 'test')");
        co_await db.run("insert into keyword_rules (keyword, match, action, template_id, place)"
                        " select 'balance', 'contains', 'reply', id, 1 from message_templates");
        co_await d.keywords.load(db);
        const auto asked =
            co_await d.box.take(desk::said("+919876543210", "My BALANCE please?"), noon);
        EXPECT_TRUE(asked.reply_template.has_value());
        const auto other = co_await d.box.take(desk::said("+919876543210", "unbalanced"), noon);
        EXPECT_FALSE(other.reply_template.has_value());
        const auto hits = co_await db.run("select hits from keyword_rules");
        EXPECT_EQ(hits.front().integer("hits"), 1);
    });
}

TEST(inbox, bears_any_bytes) {
    pg::on_test_database([](pg::pool& db) -> task<> {
        desk d(db);
        auto t = desk::said(std::string("\xff\x00/..", 5), std::string("a\0b\xff\xfe", 5));
        const auto got = co_await d.box.take(t, noon);
        EXPECT_NE(got.message_id, "");
        const auto empty = co_await d.box.take(desk::said("", ""), noon);
        EXPECT_NE(empty.message_id, "");
        const auto long_one = co_await d.box.take(desk::said("+919876543210", std::string(50'000, 'x')), noon);
        EXPECT_NE(long_one.message_id, "");
    });
}

}  // namespace
}  // namespace zenix::sms
