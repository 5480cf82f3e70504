#include "base/event_hub.hpp"
#include "base/problem.hpp"

#include <gtest/gtest.h>

namespace zenix {
namespace {

int status_of(const event_hub& hub, std::string_view cursor) {
    try {
        (void)hub.parse_cursor(cursor);
    } catch (const problem& p) {
        return p.status();
    }
    return 200;
}

principal someone(role r) {
    principal p;
    p.role = r;
    return p;
}

TEST(event_hub, a_client_that_comes_back_misses_nothing) {
    event_hub hub("e1", 100);
    hub.publish("calls", "began", 1);
    const std::string seen = hub.cursor();
    hub.publish("calls", "answered", 2);
    hub.publish("agents", "state", 3, 42);
    const auto missed = hub.after(hub.parse_cursor(seen));
    ASSERT_EQ(missed.size(), 2u);
    EXPECT_EQ(missed[0].name, "answered");
    EXPECT_EQ(missed[1].user_id, 42);
    EXPECT_TRUE(hub.after(hub.parse_cursor(hub.cursor())).empty());
}

TEST(event_hub, an_event_is_one_text_for_all_who_watch) {
    event_hub hub("e");
    std::vector<const std::string*> heard;
    for (int i = 0; i < 2; ++i)
        (void)hub.subscribe([&](const event_hub::event& e) { heard.push_back(e.text.get()); });
    hub.publish("calls", "began", {{"id", "a\"b"}});
    ASSERT_EQ(heard.size(), 2u);
    EXPECT_EQ(heard[0], heard[1]);
    EXPECT_EQ(*heard[0],
        R"({"type":"event","cursor":"e-1","topic":"calls","name":"began","data":{"id":"a\"b"}})");
}

TEST(event_hub, cursors_are_refused_by_what_is_wrong_with_them) {
    event_hub hub("0190-ab", 3);
    for (int i = 0; i < 10; ++i) hub.publish("t", "n", i);
    EXPECT_EQ(status_of(hub, "0190-ab-7"), 200);
    EXPECT_EQ(status_of(hub, "0190-ab-6"), 410);
    EXPECT_EQ(status_of(hub, "0190-aa-9"), 410);
    EXPECT_EQ(hub.after(hub.parse_cursor("0190-ab-7")).size(), 3u);
    for (const char* bad :
        {"", "7", "-7", "0190-ab-", "0190-ab-x", "0190-ab-11", "0190-ab-99999999999999999999"})
        EXPECT_EQ(status_of(hub, bad), 400) << bad;
}

TEST(event_hub, listeners_hear_in_order_and_may_leave_while_hearing) {
    event_hub hub("e");
    std::vector<std::string> heard;
    std::uint64_t second = 0;
    const auto first = hub.subscribe([&](const event_hub::event& e) {
        heard.push_back("1" + e.name);
        hub.unsubscribe(second);
    });
    second = hub.subscribe([&](const event_hub::event& e) { heard.push_back("2" + e.name); });
    hub.publish("t", "a", nullptr);
    hub.unsubscribe(first);
    hub.publish("t", "b", nullptr);
    EXPECT_EQ(heard, (std::vector<std::string>{"1a"}));
}

TEST(event_hub, a_topic_is_shown_to_whom_it_is_offered) {
    event_hub hub("e");
    hub.offer("routing", access::of({role::supervisor}),
        [](const principal& p) { return boost::json::value(std::string(to_string(p.role))); });
    EXPECT_EQ(hub.snapshot_of("routing", someone(role::supervisor)).as_string(), "supervisor");
    const auto refused = [&](const std::string& topic) {
        try {
            (void)hub.snapshot_of(topic, someone(role::telecaller));
        } catch (const problem& p) {
            return p.status();
        }
        return 200;
    };
    EXPECT_EQ(refused("routing"), 403);
    EXPECT_EQ(refused("nothing"), 422);
}

}  // namespace
}  // namespace zenix
