// What must hold whatever happens: no cap is passed, turns are fair, the same state chooses the same.
#include "gateways/book_ledger.hpp"
#include "gateways/fleet_for_tests.hpp"
#include "gateways/route_choice.hpp"
#include "gateways/sim_fitness.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace zenix::gateways {
namespace {

using namespace test;
using namespace std::chrono;

constexpr std::array strategies{strategy::least_used, strategy::round_robin, strategy::most_left,
    strategy::cheapest, strategy::sticky};

/// Days of calls and texts by chance; the caps are small, so that they are met.
class random_days {
  public:
    random_days(unsigned seed, strategy s) : dice_(seed) {
        std::vector<sim> sims;
        for (int port = 0; port < 12; ++port) {
            auto one = sim_in(1, port);
            auto& l = one.own_limits;
            l.calls_per_day = 5 + port;
            l.calls_per_window = 4;
            l.window_hours = 3;
            l.minutes_per_day = 20;
            l.minutes_per_month = 45;
            l.texts_per_day = 6;
            l.texts_per_month = 9;
            l.recipients_per_day = 6;
            l.recipients_per_month = 9;
            l.billing_day = 15;
            l.bundle_minutes = 10 * port;
            sims.push_back(std::move(one));
        }
        at_ = noon_of(2026y / November / 12);
        ledger.roll(at_);
        auto t = gsm_trunk(1, "gsm-a", 12);
        t.tariff = rate_card{.usual = {"INR", 0, 50, 60, 60}};
        ledger.replace({t}, std::move(sims), authorised(), {});
        ledger.set_health(1, trunk_state::reachable, std::nullopt);
        ledger.set_boxes({box_of(1)});
        fleet_rules rules;
        rules.groups = {group_of(1, "all", s)};
        ledger.set_rules(std::move(rules));
    }
    /// One thing happens.
    void step() {
        switch (dice_() % 6) {
        case 0: pass(minutes(dice_() % 50)); break;
        case 1:
        case 2:
        case 3: begin(); break;
        default: end(); break;
        }
    }
    std::vector<std::string> chosen;
    book_ledger ledger;

  private:
    void pass(minutes m) {
        const auto now = at_.now + m;
        at_ = noon_of(year_month_day(floor<days>(now)));
        at_.now = now;
        at_.minute = static_cast<int>(floor<minutes>(now - floor<days>(now)).count());
        ledger.roll(at_);
    }
    void begin() {
        auto w = wish(route_class::gsm);
        w.e164 = "+9198000000" + std::to_string(10 + dice_() % 40);
        const bool text = dice_() % 4 == 0;
        if (text) {
            w.channel = compliance::channel::text;
            w.parts = 1 + static_cast<std::int64_t>(dice_() % 3);
        }
        const auto found = choose(w, ledger.ways());
        const auto again = choose(w, ledger.ways());
        const auto* c = std::get_if<route_choice>(&found);
        ASSERT_EQ(c != nullptr, std::holds_alternative<route_choice>(again));
        if (c == nullptr) return;
        ASSERT_EQ(c->sim, std::get<route_choice>(again).sim);
        chosen.push_back(std::to_string(*c->sim));
        const auto key = std::to_string(++keys_);
        if (text) {
            ledger.take_text(key, *c->sim, w.parts, w.e164);
            if (dice_() % 5 == 0)
                ledger.give_back(key);
            else
                ledger.text_taken(key, ms(0));
        } else {
            ASSERT_FALSE(ledger.ways().sims[*c->sim].in_call);
            ledger.take(key, c->trunk, c->sim, true, w.e164);
            under_way_.push_back(key);
        }
    }
    void end() {
        if (under_way_.empty()) return;
        const auto which = under_way_.begin() + static_cast<std::ptrdiff_t>(dice_() % under_way_.size());
        // As long as was set aside for it, or shorter.
        const auto talked = static_cast<std::int64_t>(dice_() % (talk_reserve_s + 1));
        if (dice_() % 6 == 0)
            ledger.give_back(*which);
        else
            ledger.settle(*which, {.answered = talked > 0,
                                      .seconds = talked,
                                      .billed_s = (talked + 59) / 60 * 60,
                                      .outcome = way_outcome::worked});
        under_way_.erase(which);
    }
    std::mt19937 dice_;
    moment at_;
    std::vector<std::string> under_way_;
    int keys_ = 0;
};

TEST(route_properties, no_cap_is_ever_passed) {
    for (unsigned seed = 1; seed <= 8; ++seed)
        for (const auto s : strategies) {
            random_days days(seed, s);
            for (int i = 0; i < 1500; ++i) {
                days.step();
                for (const auto& line : days.ledger.ways().sims) {
                    const sim_use* used[]{&line.today, &line.month, &line.window};
                    for (std::size_t p = 0; p < periods; ++p) {
                        ASSERT_LE(used[p]->attempts, line.caps.calls.at(p)) << to_string(s);
                        ASSERT_LE(used[p]->billed_s, line.caps.billed_s.at(p)) << to_string(s);
                        ASSERT_LE(used[p]->texts, line.caps.texts.at(p)) << to_string(s);
                        ASSERT_LE(used[p]->recipients, line.caps.recipients.at(p)) << to_string(s);
                        ASSERT_GE(used[p]->attempts, 0);
                        ASSERT_GE(used[p]->texts, 0);
                    }
                }
            }
        }
}

TEST(route_properties, the_same_history_makes_the_same_choices) {
    for (const auto s : strategies) {
        random_days a(7, s), b(7, s);
        for (int i = 0; i < 800; ++i) {
            a.step();
            b.step();
        }
        EXPECT_EQ(a.chosen, b.chosen) << to_string(s);
        EXPECT_GT(a.chosen.size(), 100U);
    }
}

TEST(route_properties, turns_are_fair_within_five_percent) {
    for (const auto s : {strategy::least_used, strategy::round_robin}) {
        constexpr int ports = 32, rounds = 200;
        std::vector<sim> sims;
        for (int port = 0; port < ports; ++port) sims.push_back(sim_in(1, port));
        book_ledger l;
        l.roll(noon_of(2026y / November / 12));
        l.replace({gsm_trunk(1, "gsm-a", ports)}, std::move(sims), authorised(), {});
        l.set_health(1, trunk_state::reachable, std::nullopt);
        fleet_rules rules;
        rules.groups = {group_of(1, "all", s)};
        l.set_rules(std::move(rules));
        std::mt19937 dice(3);
        std::vector<std::string> live;
        std::map<std::size_t, int> times;
        for (int made = 0; made < ports * rounds;) {
            // Half of the SIMs are in a call, and which ends next is chance.
            if (live.size() > ports / 2) {
                std::swap(live[dice() % live.size()], live.back());
                l.settle(live.back(), {.answered = true, .seconds = 30, .billed_s = 60});
                live.pop_back();
            }
            const auto found = choose(wish(route_class::gsm), l.ways());
            const auto& c = std::get<route_choice>(found);
            ++times[*c.sim];
            live.push_back(std::to_string(made++));
            l.take(live.back(), c.trunk, c.sim, true);
        }
        for (const auto& [sim, n] : times)
            EXPECT_NEAR(n, rounds, rounds * 0.05) << to_string(s) << " " << sim;
    }
}

}  // namespace
}  // namespace zenix::gateways
