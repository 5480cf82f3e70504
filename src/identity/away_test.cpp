// What stands while PostgreSQL is away.
#include <gtest/gtest.h>
#include <signal.h>

#include "identity/house_for_tests.hpp"

namespace zenix::identity {
namespace {

/// The scratch database refuses everybody until it is let back.
struct outage {
    house& h;
    pg::pool admin;
    explicit outage(house& of) : h(of), admin(of.io.get_executor(), {.url = elsewhere(of)}) {
        pg::run(h.io, admin.start());
        set("false");
        pg::run(h.io, admin.run("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name()));
        while (h.db.connected()) h.io.run_one();
    }
    ~outage() { pg::run(h.io, admin.stop()); }
    void over() {
        set("true");
        while (!h.db.connected()) h.io.run_one();
    }
    [[nodiscard]] std::string name() const {
        const std::string& url = h.scratch.url();
        const auto begin = url.rfind('/', url.find('?')) + 1;
        return url.substr(begin, url.find('?') - begin);
    }
    void set(const char* allow) {
        const auto tx = pg::run(h.io, admin.begin());
        pg::run(h.io, tx->script("alter database " + name() + " allow_connections " + allow));
        pg::run(h.io, tx->commit());
    }
    static std::string elsewhere(const house& of) {
        std::string url = of.scratch.url();
        const auto begin = url.rfind('/', url.find('?')) + 1;
        return url.replace(begin, url.find('?') - begin, "postgres");
    }
};

TEST(away, the_signed_in_go_on_others_are_told_to_wait_and_a_sign_out_holds) {
    house h;
    const auto asha = h.sign_in("asha"), boss = h.sign_in("boss");
    outage o(h);
    EXPECT_EQ(h.send("GET", "/api/v1/session", nullptr, asha).status, 200);
    EXPECT_EQ(h.send("GET", "/api/v1/users", nullptr, boss).status, 200);
    pg::run(h.io, h.who.sweep());

    for (int n = 0; n < 30; ++n) {
        const auto refused = h.try_sign_in("asha", "long enough");
        EXPECT_EQ(refused.status, 503) << "and never counted as a guess";
        EXPECT_EQ(house::code(refused), "database_away");
    }
    const auto change = h.send("PATCH", "/api/v1/users/1", {{"display_name", "New"}}, boss);
    EXPECT_EQ(change.status, 503);

    EXPECT_EQ(h.send("DELETE", "/api/v1/session", nullptr, asha).status, 204);
    EXPECT_EQ(h.send("GET", "/api/v1/session", nullptr, asha).status, 401);
    EXPECT_EQ(h.ended, std::vector<std::string>{"asha"});

    o.over();
    EXPECT_EQ(h.try_sign_in("asha", "long enough").status, 200);
    pg::run(h.io, h.who.sweep());
    const auto left =
        pg::run(h.io, h.db.run("select username from sessions s join users u on u.id = user_id order by 1"));
    EXPECT_EQ(left.size(), 2u) << "the one signed out meanwhile is gone from the database too";
    EXPECT_EQ(h.send("GET", "/api/v1/session", nullptr, boss).status, 200);
}

}  // namespace
}  // namespace zenix::identity
