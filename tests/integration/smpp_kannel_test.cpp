// Kannel (bearerbox and smsbox) as a client of our SMPP server.
#include "net/client.hpp"
#include "net/server.hpp"
#include "tests/integration/smpp_world.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace zenix;
using namespace zenix::sms;
using namespace zenix::sms::smpp;
using namespace zenix::tests;
using testing::HasSubstr;

namespace {

struct ears {
    std::vector<std::map<std::string, std::string>> receipts, texts;
    net::router routes;
    std::unique_ptr<net::server> server;

    explicit ears(asio::io_context& io) {
        const auto hear = [](std::vector<std::map<std::string, std::string>>* to,
                              net::request* r) -> task<net::response> {
            to->push_back(r->query);
            co_return net::no_content();
        };
        routes.add("GET", "/dlr", access::everyone(),
            [this, hear](net::request& r) { return hear(&receipts, &r); });
        routes.add("GET", "/mo", access::everyone(),
            [this, hear](net::request& r) { return hear(&texts, &r); });
        net::server_options o;
        o.host = "127.0.0.1";
        o.port = 0;
        server = std::make_unique<net::server>(io.get_executor(), o, routes);
        server->listen();
    }
};

std::string configuration(std::uint16_t admin, std::uint16_t box, std::uint16_t send,
    std::uint16_t smpp, std::uint16_t ears) {
    return fmt::format(
        "group = core\nadmin-port = {}\nadmin-interface = 127.0.0.1\nadmin-password = x\n"
        "smsbox-port = {}\nsmsbox-interface = 127.0.0.1\nlog-level = 1\n\n"
        "group = smsc\nsmsc = smpp\nsmsc-id = zenix\nhost = 127.0.0.1\nport = {}\nsmsc-username = "
        "us\n"
        "smsc-password = secret\nsystem-type = \"\"\ntransceiver-mode = true\ninterface-version = "
        "34\n"
        "enquire-link-interval = 5\n\n"
        "group = smsbox\nbearerbox-host = 127.0.0.1\nsendsms-port = {}\nsendsms-interface = "
        "127.0.0.1\n"
        "log-level = 1\n\n"
        "group = sendsms-user\nusername = tester\npassword = foobar\nmax-messages = "
        "10\nconcatenation = true\n\n"
        "group = sms-service\nkeyword = default\nmax-messages = 0\n"
        "get-url = \"http://127.0.0.1:{}/mo?from=%p&text=%a\"\n",
        admin, box, smpp, send, ears);
}

task<int> send(std::uint16_t port, std::string more) {
    const auto r = co_await net::fetch("GET",
        fmt::format("http://127.0.0.1:{}/cgi-bin/"
                    "sendsms?username=tester&password=foobar&from=LENDER&to=919876543210{}",
            port, more),
        {}, {}, ms(10'000));
    co_return r.ok() ? r.value().status : 0;
}

}  // namespace

TEST(smpp_kannel, binds_sends_and_hears_receipts_and_replies) {
    strangers others;
    smpp::test::world w;
    w.house.account.reading = {};
    w.open();
    ears e(w.io);
    const auto admin = process::free_port(), box = process::free_port(),
               sendsms = process::free_port();
    const auto file = others.write(
        "kannel.conf", configuration(admin, box, sendsms, w.server->port(), e.server->port()));
    const auto body = [&]() -> task<> {
        others.start("bearerbox", {"/usr/sbin/bearerbox", "-v", "1", file});
        const bool bound =
            co_await smpp::test::until([&] { return w.server->count().binds == 1; }, ms(60'000));
        EXPECT_TRUE(bound) << others.said("bearerbox");
        others.start("smsbox", {"/usr/sbin/smsbox", "-v", "1", file});
        int status = 0;
        for (int i = 0; i < 100 && status != 202; ++i) {
            status =
                co_await send(sendsms, fmt::format("&text=Hello+%40+%7B5%7D&dlr-mask=31&dlr-url="
                                                   "http://127.0.0.1:{}/dlr?state=%25d%26id=%25F",
                                           e.server->port()));
            if (status != 202) co_await sleep_for(ms(200));
        }
        EXPECT_EQ(status, 202) << others.said("smsbox");
        const bool one = co_await smpp::test::until([&] { return w.house.taken.size() == 1; });
        EXPECT_TRUE(one) << others.said("bearerbox");
        if (!one) co_return;
        EXPECT_EQ(w.house.taken[0].what.text, "Hello @ {5}");
        EXPECT_EQ(w.house.taken[0].what.destination.digits, "919876543210");

        // Hindi as UCS-2, and a long text in parts with a header.
        status = co_await send(sendsms,
            "&coding=2&charset=UTF-8&text=%E0%A4%A8%E0%A4%AE%E0%A4%B8%E0%A5%8D%E0%A4%A4%E0%A5%87");
        EXPECT_EQ(status, 202);
        std::string longer(400, 'a');
        status = co_await send(sendsms, "&text=" + longer);
        EXPECT_EQ(status, 202);
        const bool all = co_await smpp::test::until([&] { return w.house.taken.size() == 5; });
        EXPECT_TRUE(all) << w.house.taken.size();
        if (!all) co_return;
        EXPECT_EQ(w.house.taken[1].what.text, "नमस्ते");
        std::string joined;
        for (std::size_t i = 2; i < 5; ++i) {
            EXPECT_TRUE(w.house.taken[i].what.part);
            if (w.house.taken[i].what.part) EXPECT_EQ(w.house.taken[i].what.part->number, i - 1);
            joined += w.house.taken[i].what.text;
        }
        EXPECT_EQ(joined, longer);

        // The receipt of the first, as our server writes it.
        text::receipt r;
        r.id = "1";
        r.state = text::message_state::delivered;
        r.submitted_at = r.done_at = zenix::now();
        message_body m;
        m.source = {1, 1, "919876543210"};
        m.destination = {5, 0, "LENDER"};
        m.esm_class = esm::receipt;
        m.text = text::write_receipt(r);
        m.tlvs.push_back({tag::receipted_message_id, std::string("1\0", 2)});
        put_number(m.tlvs, tag::message_state, 2, 1);
        std::vector<message_body> receipt(1, m);
        const auto heard = co_await w.server->deliver(7, std::move(receipt));
        EXPECT_THAT(heard, testing::ElementsAre(true));
        // A borrower answers.
        message_body reply;
        reply.source = {1, 1, "919876543210"};
        reply.destination = {5, 0, "LENDER"};
        reply.text = "STOP now";
        std::vector<message_body> replies(1, reply);
        const auto told = co_await w.server->deliver(7, std::move(replies));
        EXPECT_THAT(told, testing::ElementsAre(true));
        const auto delivered = [&] {
            for (const auto& q : e.receipts)
                if (q.contains("state") && q.at("state") == "1") return true;
            return false;
        };
        const bool both =
            co_await smpp::test::until([&] { return delivered() && !e.texts.empty(); });
        EXPECT_TRUE(both) << others.said("smsbox");
        if (!e.texts.empty()) EXPECT_EQ(e.texts[0]["text"], "STOP now");
        // enquire_link has gone both ways meanwhile, or the bind would be gone.
        EXPECT_EQ(w.server->count().binds, 1U);
        EXPECT_EQ(w.server->count().bad_pdus, 0U);
        co_await w.server->close(ms(2000));
        co_await e.server->stop(ms(500));
    };
    run_on(w.io, body(), std::chrono::seconds(180));
}
