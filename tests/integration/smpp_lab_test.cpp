// Our SMPP client against the lab's SMS centre and its faults: two readings of the same standard.
#include "lab/smsc/centre.hpp"
#include "sms/smpp/outgoing.hpp"
#include "tests/integration/smpp_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

using namespace zenix;
using namespace zenix::sms;
using namespace zenix::sms::smpp;
using zenix::lab::smsc::centre;
using zenix::sms::smpp::test::until;

namespace {

std::vector<submission> text_of(const std::string& words, const std::string& to = "+919876543210",
    text::joining join = text::joining::udh8) {
    outgoing_text t;
    t.from = "ZENIX";
    t.to = to;
    t.text = words;
    writing_rules rules;
    rules.split.join = join;
    std::vector<submission> out;
    for (auto& body : write_text(t, rules, 7, zenix::now())) out.push_back({"k", std::move(body)});
    return out;
}

/// Our client, bound to a centre with faults, for the time of a test.
struct road {
    asio::io_context io;
    std::unique_ptr<centre> smsc = std::make_unique<centre>(io.get_executor());
    test::client_keeper house;
    std::unique_ptr<client> us;
    task_group tasks{io.get_executor()};
    client_settings settings;

    void run(std::function<task<>()> body, std::function<void(client_settings&)> change = {}) {
        smsc->open({});
        settings = test::settings_to(smsc->address().port);
        settings.identity.system_id = smsc->address().system_id;
        settings.identity.password = smsc->address().password;
        if (change) change(settings);
        us = std::make_unique<client>(io.get_executor(), settings, house);
        tasks.spawn("client", us->run());
        const auto all = [&]() -> task<> {
            co_await body();
            co_await us->close(ms(2000));
        };
        run_on(io, all(), std::chrono::seconds(120));
    }
    task<bool> up() {
        return until([this] { return us->up(); });
    }
    ~road() {
        tasks.cancel();
        us.reset();
        smsc.reset();
        io.restart();
        io.run_for(std::chrono::milliseconds(50));
    }
};

std::size_t receipts_in(const test::client_keeper& k) {
    return static_cast<std::size_t>(
        std::ranges::count_if(k.received, [](const auto& in) { return in.receipt.has_value(); }));
}

}  // namespace

TEST(smpp_lab, every_way_of_joining_arrives_and_is_receipted) {
    road r;
    r.smsc->faults.receipt_after_ms = 10;
    r.smsc->faults.receipt_spread_ms = 0;
    r.run([&]() -> task<> {
        const bool up = co_await r.up();
        EXPECT_TRUE(up);
        std::string longer;
        for (int i = 0; i < 60; ++i) longer += "किस्त " + std::to_string(i) + " ";
        std::size_t sent = 0;
        for (const auto join : {text::joining::udh8, text::joining::udh16, text::joining::sar,
                 text::joining::payload}) {
            r.smsc->forget_texts();
            r.house.received.clear();
            auto parts = text_of(longer, "+919876543210", join);
            sent = parts.size();
            auto results = co_await r.us->submit(std::move(parts));
            for (const auto& one : results) EXPECT_EQ(one.fate, verdict::accepted);
            std::string joined;
            for (const auto& t : r.smsc->texts()) joined += t.read.text;
            EXPECT_EQ(joined, longer);
            EXPECT_EQ(r.smsc->texts().back().read.parts,
                join == text::joining::payload ? 1 : static_cast<int>(sent));
            const bool all = co_await until([&] { return receipts_in(r.house) == sent; });
            EXPECT_TRUE(all);
        }
    });
}

TEST(smpp_lab, receipts_are_read_in_every_dialect) {
    road r;
    r.run([&]() -> task<> {
        (void)co_await r.up();
        const auto one =
            [&](std::function<void(lab::smsc::faults&)> change) -> task<std::vector<incoming>> {
            r.smsc->faults = {};
            r.smsc->faults.receipt_after_ms = 10;
            r.smsc->faults.receipt_spread_ms = 0;
            change(r.smsc->faults);
            r.house.received.clear();
            auto results = co_await r.us->submit(text_of("hello"));
            EXPECT_EQ(results.at(0).fate, verdict::accepted);
            (void)co_await until([&] { return !r.house.received.empty(); });
            co_return r.house.received;
        };
        const std::vector<std::function<void(lab::smsc::faults&)>> dialects{
            [](auto& f) { f.receipts = "text"; }, [](auto& f) { f.receipts = "tlv"; },
            [](auto& f) { f.receipt_in_data_sm = true; },
            [](auto& f) {
                f.receipt_as_ucs2 = true;
                f.receipts = "text";
            },
            [](auto& f) { f.receipt_before_response = true; },
            [](auto& f) { f.unknown_tlvs = true; }, [](auto& f) { f.ids = "uuid"; },
            [](auto& f) { f.ids = "long"; }};
        for (std::size_t i = 0; i < dialects.size(); ++i) {
            const auto got = co_await one(dialects[i]);
            EXPECT_FALSE(got.empty()) << i;
            if (got.empty()) continue;
            EXPECT_TRUE(got[0].receipt) << i;
            if (got[0].receipt)
                EXPECT_EQ(got[0].receipt->state, text::message_state::delivered) << i;
        }
        const auto other_base = co_await one([](auto& f) {
            f.ids = "hex";
            f.receipt_ids = "decimal";
        });
        const text::id_rule rule{text::id_base::hexadecimal, text::id_base::decimal};
        EXPECT_EQ(text::receipt_key(other_base.at(0).receipt->id, rule),
            text::response_key(r.smsc->texts().back().id, rule));
    });
}

TEST(smpp_lab, a_centre_that_throttles_gets_every_part_once) {
    road r;
    r.smsc->faults.window = 3;
    r.smsc->faults.rate_per_s = 200;
    r.smsc->faults.response_min_ms = 1;
    r.smsc->faults.response_max_ms = 20;  // out of order
    r.run(
        [&]() -> task<> {
            (void)co_await r.up();
            std::vector<submission> all;
            for (int i = 0; i < 100; ++i)
                all.push_back(std::move(text_of("n" + std::to_string(i)).front()));
            auto results = co_await r.us->submit(std::move(all));
            for (const auto& one : results)
                EXPECT_EQ(one.fate, verdict::accepted) << one.status << ' ' << one.why;
            std::set<std::string> texts;
            for (const auto& t : r.smsc->texts()) texts.insert(t.read.text);
            EXPECT_EQ(texts.size(), 100U);
            EXPECT_EQ(r.smsc->texts().size(), 100U);
        },
        [](client_settings& s) { s.throttle_tries = 10'000; });
}

TEST(smpp_lab, answers_that_never_come_are_unknown_and_sent_once) {
    road r;
    r.smsc->faults.lose_response_percent = 100;
    r.run(
        [&]() -> task<> {
            (void)co_await r.up();
            auto results = co_await r.us->submit(text_of("once"));
            EXPECT_EQ(results.at(0).fate, verdict::unknown);
            EXPECT_EQ(r.smsc->count().submits, 1);
            // The receipt tells the truth later.
            const bool told = co_await until([&] { return receipts_in(r.house) == 1; });
            EXPECT_TRUE(told);
        },
        [](client_settings& s) { s.response_timeout = ms(500); });
}

TEST(smpp_lab, broken_sessions_lose_nothing_silently) {
    for (const auto* how : {"reset", "unbind", "clean", "length", "mid", "open"}) {
        road r;
        const std::string word = how;
        r.run([&]() -> task<> {
            (void)co_await r.up();
            r.smsc->faults.response_min_ms = r.smsc->faults.response_max_ms =
                word == "length" || word == "mid" ? 0 : 30;
            if (word == "length") r.smsc->faults.bad_length = 100'000'000;
            if (word == "mid") r.smsc->faults.reset_mid_pdu = true;
            if (word == "open") r.smsc->faults.unbind_with_open = true;
            std::vector<submission> all;
            for (int i = 0; i < 10; ++i)
                all.push_back(std::move(text_of("n" + std::to_string(i)).front()));
            EXPECT_EQ(r.us->offer(all), 10U);
            (void)co_await until([&] { return r.smsc->count().submits > 0; });
            if (word == "reset" || word == "unbind" || word == "clean") r.smsc->drop(word);
            r.smsc->faults = {};
            const bool told = co_await until([&] { return r.house.results.size() == 10; });
            EXPECT_TRUE(told) << word << ' ' << r.house.results.size();
            for (const auto& one : r.house.results)
                EXPECT_NE(one.fate, verdict::permanent) << word << ' ' << one.why;
            const bool back = co_await r.up();
            EXPECT_TRUE(back) << word;
        });
    }
}

TEST(smpp_lab, octets_one_at_a_time_and_enquire_before_the_bind_do_no_harm) {
    road r;
    r.smsc->faults.split_bytes = 1;
    r.smsc->faults.enquire_before_bind = true;
    r.smsc->faults.bind_delay_ms = 50;
    r.smsc->faults.congestion = 90;
    r.run([&]() -> task<> {
        const bool up = co_await r.up();
        EXPECT_TRUE(up);
        auto results = co_await r.us->submit(text_of("slowly"));
        EXPECT_EQ(results.at(0).fate, verdict::accepted);
        EXPECT_LT(r.us->status().at("binds").at(0).at("window").to_number<int>(), 10);
    });
}

TEST(smpp_lab, india_refuses_what_lacks_its_ids_and_takes_what_has_them) {
    road r;
    r.smsc->faults.dlt_check = true;
    r.smsc->faults.dlt_hash = "c0c951afca257c5b87c3da535c09112080483f35b7e6faf35e2428b3b526b694";
    r.run([&]() -> task<> {
        (void)co_await r.up();
        auto results = co_await r.us->submit(text_of("no ids"));
        EXPECT_EQ(results.at(0).fate, verdict::permanent);
        EXPECT_EQ(results.at(0).why, "0x0401");
        outgoing_text t;
        t.from = "ZENIX";
        t.to = "+919876543210";
        t.text = "with ids";
        t.dlt_entity_id = "1101172974420810001";
        t.dlt_template_id = "1107161234567890123";
        writing_rules rules;
        rules.dlt_entity_tag = 0x1400;
        rules.dlt_template_tag = 0x1401;
        rules.dlt_hash_tag = 0x1402;
        rules.telemarketers = {"1101172974420830004"};
        std::vector<submission> one;
        one.push_back({"k", write_text(t, rules, 1, zenix::now()).front()});
        results = co_await r.us->submit(std::move(one));
        EXPECT_EQ(results.at(0).fate, verdict::accepted);
    });
}

TEST(smpp_lab, borrowers_write_back_and_what_the_house_cannot_store_comes_again) {
    road r;
    r.smsc->faults.receipts = "none";
    r.run([&]() -> task<> {
        (void)co_await r.up();
        r.house.fail = true;
        std::string longer;
        for (int i = 0; i < 50; ++i) longer += "long reply ";
        r.smsc->text_in("+919876543213", "ZENIX", "STOP");
        r.smsc->text_in("+919876543213", "ZENIX", longer, "sar");
        (void)co_await until([&] { return r.us->count().put_off >= 5; });
        r.house.fail = false;
        const bool all = co_await until([&] { return r.house.received.size() == 5; });
        EXPECT_TRUE(all) << r.house.received.size();
        std::map<int, std::string> parts;
        for (const auto& in : r.house.received)
            if (in.part)
                parts[in.part->number] = in.text;
            else
                EXPECT_EQ(in.text, "STOP");
        std::string joined;
        for (const auto& [n, words] : parts) joined += words;
        EXPECT_EQ(joined, longer);
        EXPECT_EQ(r.smsc->count().inbound_acked, 5);
    });
}
