// Every kind of alert: raised once by what it is about, and resolved when that is well again.
#include "watch/alarm_book.hpp"
#include "watch/certificates.hpp"
#include "watch/disk.hpp"
#include "watch/fleet_rules.hpp"
#include "watch/house.hpp"
#include "watch/kinds.hpp"
#include "watch/text_rules.hpp"
#include "watch/ups.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace zenix::watch {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using stands_fn = std::function<bool(const std::string&)>;
using look = std::function<std::vector<condition>(sys_ms, const stands_fn&)>;

constexpr sys_ms noon{ms(1'763'812'800'000)};

sim_reading sim(std::string iccid) {
    sim_reading s;
    s.iccid = std::move(iccid);
    s.where = "box port 1";
    s.operator_name = "Airtel";
    s.box_id = 7;
    s.state = sim_condition::registered;
    s.signal_csq = 20;
    s.currency = "INR";
    s.credit_minor = 20'000;
    s.credit_floor_minor = 5'000;
    s.attempts = 40;
    s.answered = 20;
    s.talk_s = 20 * 90;
    return s;
}

/// A fleet that is well, with what `spoil` does to it.
look fleet(std::function<void(fleet_readings&)> spoil) {
    return [spoil = std::move(spoil)](sys_ms at, const stands_fn& stands) {
        fleet_readings r;
        r.at = at;
        r.trunks = {{1, "sip", true, true}};
        box_reading b;
        b.id = 7;
        b.name = "dwg";
        b.answers = true;
        r.boxes.push_back(b);
        for (const auto* iccid : {"1", "2", "3", "4"}) r.sims.push_back(sim(iccid));
        spoil(r);
        return judge_fleet(r, {}, stands);
    };
}
look house(std::function<void(house_reading&)> spoil) {
    return [spoil = std::move(spoil)](sys_ms, const stands_fn&) {
        house_reading r;
        spoil(r);
        return judge_house(r);
    };
}
look texts(text_reading r) {
    return [r = std::move(r)](sys_ms, const stands_fn&) { return judge_texts(r); };
}
look power(const char* status, std::string why_not = {}) {
    return [status, why_not](sys_ms, const stands_fn&) {
        ups_reading u;
        u.address = "su@h:3493";
        EXPECT_TRUE(read_status(status, u));
        u.why_not = why_not;
        return judge_ups({u});
    };
}

struct pair {
    look bad, well;
};

std::map<std::string_view, pair> cases() {
    const auto well = fleet([](auto&) {});
    const auto of_fleet = [&](std::function<void(fleet_readings&)> spoil) {
        return pair{fleet(std::move(spoil)), well};
    };
    const auto of_sim = [&](std::function<void(sim_reading&)> spoil) {
        return of_fleet([spoil = std::move(spoil)](fleet_readings& r) { spoil(r.sims[0]); });
    };
    const auto of_box = [&](std::function<void(box_reading&, sys_ms)> spoil) {
        return of_fleet([spoil = std::move(spoil)](fleet_readings& r) { spoil(r.boxes[0], r.at); });
    };
    const auto fine = [](house_reading&) {};
    std::map<std::string_view, pair> all;
    all["trunk_unreachable"] = of_fleet([](auto& r) { r.trunks[0].reachable = false; });
    all["gateway_lost"] = of_box([](auto& b, sys_ms) { b.answers = false; });
    all["box_login"] = of_box([](auto& b, sys_ms) { b.login_refused = true; });
    all["push_silent"] = of_box([](auto& b, sys_ms at) { b.push_due_by = at - seconds(1); });
    all["clock_skew"] = of_box([](auto& b, sys_ms) { b.clock_ahead = minutes(10); });
    all["sim_lost"] = of_sim([](auto& s) { s.state = sim_condition::unregistered; });
    all["sim_locked"] = of_sim([](auto& s) { s.state = sim_condition::puk; });
    all["signal_weak"] = of_sim([](auto& s) { s.signal_csq = 3; });
    all["credit_low"] = of_sim([](auto& s) { s.credit_minor = 4'000; });
    all["credit_falling"] = of_sim([](auto& s) {
        s.credit_hour_ago_minor = 90'000;
        s.explained_minor = 100;
    });
    all["sim_cap"] = of_sim([](auto& s) { s.caps = {{"minutes today", 80, 100}}; });
    all["asr_low"] = of_sim([](auto& s) { s.answered = 2; });
    all["acd_low"] = of_sim([](auto& s) { s.talk_s = 20 * 4; });
    all["database_away"] = {house([](auto& r) { r.database = false; }), house(fine)};
    all["telephony_away"] = {house([](auto& r) { r.telephony = false; }), house(fine)};
    all["asterisk_restarted"] = {house([](auto& r) { r.asterisk_restarted = true; }), house(fine)};
    all["recording_off"] = {
        house([](auto& r) { r.no_recording_because = "no space"; }), house(fine)};
    const auto disk = [](std::uint64_t free) -> look {
        return [free](sys_ms, const stands_fn& stands) {
            return judge_disks({{"/data", 100, free}}, stands);
        };
    };
    all["disk_low"] = {disk(5), disk(60)};
    const auto certificate = [](ms left) -> look {
        return [left](sys_ms at, const stands_fn&) {
            return judge_certificates({{"/tls.pem", at + left, {}}}, at);
        };
    };
    all["certificate_expiring"] = {
        certificate(std::chrono::hours(24)), certificate(std::chrono::hours(24 * 90))};
    all["texts_waiting"] = {
        texts({.waiting = 3, .oldest_s = texts_wait_s + 1, .down = {}}), texts({})};
    all["sms_account_down"] = {
        texts({.waiting = 0, .oldest_s = 0, .down = {{7, "operator-a", "wrong password"}}}),
        texts({})};
    all["ups_on_battery"] = {power("OB DISCHRG"), power("OL")};
    all["ups_lost"] = {power("OL", "upsd does not answer"), power("OL")};
    all["ups_battery"] = {power("OL RB"), power("OL")};
    // The watchman names this one itself: `watchman_test` has it given up and delivered again.
    const auto mute = [](bool broken) -> look {
        return [broken](sys_ms, const stands_fn&) {
            std::vector<condition> out;
            if (broken)
                out.push_back({.key = "delivery_failed:email",
                    .kind = "delivery_failed",
                    .subject = "e-mail",
                    .text = "refused"});
            return out;
        };
    };
    all["delivery_failed"] = {mute(true), mute(false)};
    return all;
}

/// The steps of one kind while `at` moves on by seconds and the source looks at each.
std::vector<step> watched(
    alarm_book& book, const kind& k, const look& looks, sys_ms& at, ms how_long) {
    std::vector<step> out;
    const stands_fn stands = [&book](const std::string& key) { return book.stands(key); };
    for (const auto end = at + how_long; at <= end; at += seconds(1)) {
        for (auto& s : book.observe(std::string(k.source), looks(at, stands), at))
            if (s.now.kind == k.name) out.push_back(std::move(s));
        for (auto& s : book.tick(at))
            if (s.now.kind == k.name) out.push_back(std::move(s));
    }
    return out;
}

TEST(every_kind, is_raised_once_and_resolves_by_itself) {
    const auto all = cases();
    for (const auto& k : all_kinds()) {
        const auto found = all.find(k.name);
        ASSERT_NE(found, all.end()) << k.name << " has no case here";
        int n = 0;
        alarm_book book([&n] { return "id-" + std::to_string(++n); });
        book.set_patience({ms(0), ms(0)});
        auto at = noon;
        const auto margin = seconds(5);
        const auto raised = watched(book, k, found->second.bad, at, k.raise_after + margin);
        ASSERT_EQ(raised.size(), 1U) << k.name;
        EXPECT_EQ(raised[0].what, step_kind::raised) << k.name;
        EXPECT_FALSE(raised[0].now.text.empty() || raised[0].now.subject.empty()) << k.name;
        EXPECT_TRUE(watched(book, k, found->second.bad, at, seconds(30)).empty())
            << k.name << " is told once";
        auto over = watched(book, k, found->second.well, at, k.clear_after + margin);
        if (k.latched) {
            EXPECT_TRUE(over.empty()) << k.name << " happened: it waits for somebody";
            over = book.acknowledge(raised[0].now.id, "ops", std::nullopt, at);
        }
        ASSERT_FALSE(over.empty()) << k.name;
        EXPECT_EQ(over.back().what, step_kind::resolved) << k.name;
        EXPECT_TRUE(book.unresolved().empty()) << k.name;
    }
    EXPECT_EQ(all.size(), all_kinds().size()) << "a case for a kind that is gone";
}

}  // namespace
}  // namespace zenix::watch
