// The state machine held against a model of the world: whatever comes in whatever order, what is shown is true.
#include "agents/agent.hpp"
#include "base/problem.hpp"

#include <gtest/gtest.h>

#include <random>

namespace zenix::agents {
namespace {

/// What a telecaller, their phone and Asterisk do, and what is known of it outside of the agent.
struct world {
    std::mt19937 dice;
    sys_ms now{ms(1'700'000'000'000)};
    agent a;
    std::string call, owed;  ///< by Asterisk, and by the calls that ended
    bool phone = false;
    int calls = 0;

    explicit world(unsigned seed) : dice(seed) { a.wrap_limit = ms(30'000); }
    int pick(int of) { return static_cast<int>(dice() % static_cast<unsigned>(of)); }

    void step() {
        now += ms(pick(20'000));
        try {
            switch (pick(9)) {
            case 0: want_ready(a, now); break;
            case 1: want_paused(a, "lunch", now); break;
            case 2: want_offline(a, now); break;
            case 3: phone_changed(a, phone = pick(4) != 0, now); break;
            case 4:
                if (call.empty()) {
                    require_free(a);
                    call = "c" + std::to_string(++calls);
                    follow_call(a, call, agent_state::reserved, now);
                }
                break;
            case 5:
                if (!call.empty()) follow_call(a, call, pick(2) != 0 ? agent_state::talking : agent_state::hold, now);
                break;
            case 6:
                if (!call.empty()) {
                    const bool owes = pick(2) != 0;
                    if (owes) owed = call;
                    release_from_call(a, call, owes, now);
                    if (pick(3) == 0) release_from_call(a, call, owes, now);  // Said twice.
                    call.clear();
                }
                break;
            case 7:
                outcome_written(a, pick(4) == 0 ? "another" : owed, pick(2) != 0, now, pick(2) != 0);
                break;
            default:
                tick(a, now);
                watch_phone(a, pick(5) != 0, now);
            }
        } catch (const problem&) {
            // Refused; then nothing has changed, which the checks see.
        }
        if (a.owes_outcome.empty()) owed.clear();
        tick(a, now);
    }

    void check() {
        const auto s = state_of(a);
        EXPECT_EQ(a.shown, s) << "what is shown is what is";
        EXPECT_EQ(a.call_id, call) << "in the call Asterisk has, and in no other";
        EXPECT_EQ(a.owes_outcome, owed) << "an outcome is owed until it is written";
        if (!call.empty()) {
            EXPECT_FALSE(available(a)) << "nobody is offered two calls";
            EXPECT_NE(s, agent_state::paused) << "a pause waits for the end of the call";
        }
        if (available(a)) {
            EXPECT_TRUE(phone) << "who is offered a call can be rung";
            EXPECT_TRUE(owed.empty()) << "who is offered a call has written the last one up";
            EXPECT_EQ(a.intent, intent::ready) << "only who asked for it is offered a call";
        }
        if (s == agent_state::wrap_up) {
            EXPECT_FALSE(owed.empty());
            EXPECT_LE(*a.wrap_up_until - now, a.wrap_limit) << "wrap-up ends";
        }
        if (s == agent_state::talking || s == agent_state::hold) EXPECT_FALSE(call.empty()) << "nobody talks without a call";
        EXPECT_LE(a.since, now);
    }
};

TEST(agent_model, no_order_of_events_makes_a_telecaller_lie) {
    for (unsigned seed = 1; seed <= 300 && !testing::Test::HasFailure(); ++seed) {
        world w(seed);
        for (int i = 0; i < 400 && !testing::Test::HasFailure(); ++i) {
            w.step();
            w.check();
            if (testing::Test::HasFailure()) ADD_FAILURE() << "seed " << seed << ", step " << i;
        }
    }
}

}  // namespace
}  // namespace zenix::agents
