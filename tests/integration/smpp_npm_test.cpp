// Our SMPP client against a server made of the npm package `smpp`.
#include "sms/smpp/outgoing.hpp"
#include "tests/integration/smpp_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

using namespace zenix;
using namespace zenix::sms;
using namespace zenix::sms::smpp;
using namespace zenix::tests;

namespace {

std::vector<submission> text_of(const std::string& words, std::uint16_t reference) {
    outgoing_text t;
    t.from = "ZENIX";
    t.to = "+919876543210";
    t.text = words;
    std::vector<submission> out;
    for (auto& body : write_text(t, {}, reference, zenix::now()))
        out.push_back({"k", std::move(body)});
    return out;
}

}  // namespace

TEST(smpp_npm, texts_receipts_and_replies_pass_both_ways) {
    strangers others;
    const auto script = repository() / "tests/lib/smpp-centre.mjs";
    ASSERT_TRUE(std::filesystem::exists(repository() / "tests/node_modules/smpp"))
        << "npm ci has not run in tests/. Remedy: ./test --integration does it";
    others.start("npm", {"node", script.string()});
    asio::io_context io;
    smpp::test::client_keeper house;
    const auto body = [&]() -> task<> {
        (void)co_await smpp::test::until(
            [&] { return others.said("npm").find('\n') != std::string::npos; }, ms(60'000));
        const auto port = std::atoi(others.said("npm").c_str());
        EXPECT_GT(port, 0) << others.said("npm");
        auto s = smpp::test::settings_to(static_cast<std::uint16_t>(port));
        client c(io.get_executor(), s, house);
        task_group tasks(io.get_executor());
        tasks.spawn("client", c.run());
        const bool up = co_await smpp::test::until([&] { return c.up(); });
        EXPECT_TRUE(up);
        const std::string plain = "Dear Asha, your EMI of {5000} is due @ noon. [€]";
        const std::string hindi = "आपकी किस्त देय है 🙏";
        std::string longer;
        for (int i = 0; i < 40; ++i) longer += "part of a long text " + std::to_string(i) + "; ";
        std::size_t sent = 0;
        for (const auto& words : {plain, hindi, longer}) {
            auto parts = text_of(words, static_cast<std::uint16_t>(sent + 1));
            sent += parts.size();
            auto results = co_await c.submit(std::move(parts));
            for (const auto& r : results) EXPECT_EQ(r.fate, verdict::accepted) << r.why;
            EXPECT_EQ(text::response_key(results.at(0).message_id,
                          {text::id_base::hexadecimal, text::id_base::decimal})
                          .size(),
                3U);
        }
        EXPECT_GT(sent, 6U);
        const bool all =
            co_await smpp::test::until([&] { return house.received.size() == 2 * sent; });
        EXPECT_TRUE(all) << house.received.size();
        std::map<int, std::string> by_part;
        std::vector<std::string> singles;
        std::size_t receipts = 0;
        for (const auto& in : house.received) {
            if (in.receipt) {
                ++receipts;
                EXPECT_EQ(in.receipt->state, text::message_state::delivered);
                // Hexadecimal in the answer, decimal with zeros in the receipt.
                const text::id_rule rule{text::id_base::hexadecimal, text::id_base::decimal};
                EXPECT_GE(std::stoi(text::receipt_key(in.receipt->id, rule)), 256);
            } else if (in.part) {
                by_part[in.part->number] = in.text;
            } else {
                singles.push_back(in.text);
            }
        }
        EXPECT_EQ(receipts, sent);
        EXPECT_THAT(singles, testing::ElementsAre(plain, hindi));
        std::string joined;
        for (const auto& [number, words] : by_part) joined += words;
        EXPECT_EQ(joined, longer);
        const auto state = co_await c.query("100", {1, 1, "91"});
        EXPECT_TRUE(state.ok());
        if (state.ok()) EXPECT_EQ(state.value().state, 2);
        co_await c.close(ms(3000));
        tasks.cancel();
    };
    run_on(io, body(), std::chrono::seconds(120));
    io.restart();
    io.run_for(std::chrono::milliseconds(50));
}
