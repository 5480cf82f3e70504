#include "calls/office_for_tests.hpp"

namespace zenix::calls {
namespace {

using namespace test;

/// A gateway with one SIM in port 0, and a caller who comes in on it as channel `in-1`.
struct caller {
    office& o;
    std::int64_t trunk = 0;

    task<void> open() {
        const auto made = co_await o.db.run(
            "with t as (insert into trunks (name, kind, host, channels_max, gateway_ports) "
            "values ('box', 'gsm', '192.0.2.20', 1, 1) returning id), "
            "s as (insert into sims (iccid, trunk_id, port, phone_number) "
            "select '8991450000', id, 0, '+918000000001' from t) select id from t");
        trunk = made.front().integer("id");
        co_await o.roads.load(o.db);
    }
    void comes_in() const {
        asterisk::stasis_start s;
        s.channel.id = "in-1";
        s.channel.name = "PJSIP/" + gateways::endpoint_name(trunk) + "-00000001";
        s.channel.caller.number = office::borrower_number;
        s.args = {"inbound", "918000000001"};
        o.calls.on_event({"StasisStart", o.now, s});
    }
    void hangs_up() const {
        asterisk::channel_destroyed d;
        d.channel.id = "in-1";
        d.cause = 16;
        o.calls.on_event({"ChannelDestroyed", o.now, d});
    }
    task<bool> sim_busy(bool wanted) const {
        for (int n = 0; n < 500 && o.roads.ways().sims.at(0).in_call != wanted; ++n)
            co_await sleep_for(ms(10));
        co_return o.roads.ways().sims.at(0).in_call;
    }
};

TEST(inbound, keeps_its_sim_until_it_is_over_and_counts_as_no_attempt) {
    in_office([](office& o) -> task<void> {
        caller c{o};
        co_await c.open();
        c.comes_in();
        const bool taken = co_await c.sim_busy(true);
        EXPECT_TRUE(taken);
        EXPECT_EQ(o.roads.ways().trunks.at(0).health.calls_now, 1);
        c.hangs_up();
        const bool still = co_await c.sim_busy(false);
        EXPECT_FALSE(still);
        EXPECT_EQ(o.roads.ways().sims.at(0).today.attempts, 0);
    });
}

TEST(inbound, holds_its_sim_again_after_a_restart) {
    in_office([](office& o) -> task<void> {
        caller c{o};
        co_await c.open();
        call left;
        left.id = new_uuid();
        left.direction = direction::inbound;
        left.phone_number = office::borrower_number;
        left.created_at = o.now;
        left.route = route_used{c.trunk, "box", "box", "8991450000", "inbound", 0, {}};
        leg l;
        l.id = "in-1";
        l.state = leg_state::ringing;
        l.started_at = o.now;
        left.legs.push_back(l);
        o.book.keep(left);
        o.calls.load();
        EXPECT_TRUE(o.roads.ways().sims.at(0).in_call);
        c.hangs_up();
        EXPECT_FALSE(o.roads.ways().sims.at(0).in_call);
    });
}

}  // namespace
}  // namespace zenix::calls
