#include "base/problem.hpp"
#include "calls/call_filter.hpp"

#include <gtest/gtest.h>

namespace zenix::calls {
namespace {

call_filter filter(std::map<std::string, std::string> query) {
    net::request r;
    r.query = std::move(query);
    return read_filter(r);
}

std::string refused(std::map<std::string, std::string> query) {
    try {
        (void)filter(std::move(query));
        return "";
    } catch (const problem& p) {
        return p.field();
    }
}

call some_call() {
    call c;
    c.customer_id = 7;
    c.telecaller_id = 3;
    c.phone_number = "+919812345678";
    c.created_at = *parse_time("2026-11-22T10:00:00Z");
    return c;
}

TEST(call_filter, without_a_word_every_call_fits) {
    EXPECT_TRUE(fits(filter({}), some_call()));
    EXPECT_TRUE(fits(filter({}), call{}));
}

TEST(call_filter, each_part_keeps_out_what_does_not_fit) {
    const auto c = some_call();
    const std::pair<std::map<std::string, std::string>, bool> cases[] = {
        {{{"customer_id", "7"}}, true},
        {{{"customer_id", "8"}}, false},
        {{{"telecaller_id", "4"}}, false},
        {{{"status", "in_progress"}}, true},
        {{{"status", "busy"}}, false},
        {{{"direction", "outbound"}}, true},
        {{{"direction", "inbound"}}, false},
        {{{"from", "2026-11-22T10:00:00Z"}}, true},
        {{{"from", "2026-11-22T15:30:01+05:30"}}, false},
        {{{"to", "2026-11-22T10:00:00Z"}}, false},
        {{{"to", "2026-11-22T10:00:01Z"}}, true},
        {{{"phone_number", "098123 45678"}}, true},
        {{{"phone_number", "+919812345679"}}, false},
        {{{"disposition", "callback"}}, false},
        {{{"direction", "outbound"}, {"status", "busy"}}, false},
    };
    for (const auto& [query, wanted] : cases)
        EXPECT_EQ(fits(filter(query), c), wanted) << query.begin()->first << query.begin()->second;
}

TEST(call_filter, what_cannot_be_is_named) {
    EXPECT_EQ(refused({{"status", "maybe"}}), "status");
    EXPECT_EQ(refused({{"status", ""}}), "status");
    EXPECT_EQ(refused({{"direction", "up"}}), "direction");
    EXPECT_EQ(refused({{"from", "yesterday"}}), "from");
    EXPECT_EQ(refused({{"to", "2026-11-31T00:00:00Z"}}), "to");
    EXPECT_EQ(refused({{"from", "2026-11-22T10:00:00Z"}, {"to", "2026-11-22T09:00:00Z"}}), "to");
    EXPECT_EQ(refused({{"phone_number", std::string(300, '9')}}), "phone_number");
    EXPECT_EQ(refused({{"disposition", std::string(65, 'x')}}), "disposition");
    EXPECT_EQ(refused({{"customer_id", std::string(300, '9')}}), "customer_id");
}

}  // namespace
}  // namespace zenix::calls
