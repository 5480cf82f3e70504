#include "base/loop_for_tests.hpp"
#include "gateways/drivers/make.hpp"
#include "net/server_for_tests.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways::drivers {
namespace {

class generic_driver : public net::server_fixture {
  protected:
    void start(int status, json::value answer) {
        routes_.add("POST", "/api/sms", access::everyone(),
            [this, status, answer](net::request& r) { return take(r, status, answer); });
        serve();
        settings s;
        s.driver = "generic";
        s.url = url("");
        s.ports = 2;
        box_ = make_box(loop_.get_executor(), s);
    }
    task<net::response> take(net::request& r, int status, json::value answer) {
        asked_ = r.body;
        co_return net::reply(std::move(answer), status);
    }
    void TearDown() override {
        if (box_) run_on(loop_, box_->close());
        box_.reset();
        server_fixture::TearDown();
    }
    std::string sent(text_order order) {
        auto r = run_on(loop_, box_->send_text(std::move(order)));
        return r.ok() ? "taken " + r.value().task : r.error().code + " " + r.error().detail;
    }
    std::unique_ptr<box> box_;
    std::string asked_;
};

TEST_F(generic_driver, sends_a_text_as_the_plan_has_it) {
    start(200, {{"success", true}, {"id", 7}});
    EXPECT_EQ(sent({.port = -1, .to = "+919812345678", .text = "नमस्ते"}), "taken 7");
    EXPECT_EQ(asked_, R"({"to":"+919812345678","message":"नमस्ते","sim_slot":"auto"})");
    EXPECT_EQ(sent({.port = 1, .to = "+919812345678", .text = "a"}), "taken 7");
    EXPECT_EQ(asked_, R"({"to":"+919812345678","message":"a","sim_slot":1})");
}

TEST_F(generic_driver, what_the_box_refuses_is_told_in_its_words) {
    start(200, {{"success", false}, {"message", "no credit"}});
    EXPECT_EQ(sent({.to = "+919812345678", .text = "a"}), "rejected no credit");
}

TEST_F(generic_driver, reads_no_more_than_that_it_is_there) {
    start(500, nullptr);
    auto r = run_on(loop_, box_->read());
    ASSERT_TRUE(r.ok()) << r.error().detail;
    ASSERT_EQ(r.value().ports.size(), 2U);
    EXPECT_EQ(r.value().ports[1].state, port_state::unknown);
    EXPECT_EQ(sent({.to = "+919812345678", .text = "a"}).substr(0, 8), "rejected");
    EXPECT_EQ(run_on(loop_, box_->act(0, port_action::reset, 0)).error().code, "unsupported");
    EXPECT_EQ(run_on(loop_, box_->ussd(0, "*123#")).error().code, "unsupported");
    server_.reset();
    EXPECT_EQ(run_on(loop_, box_->read()).error().code, "refused");
    EXPECT_FALSE(run_on(loop_, box_->probe()).back().ok);
}

TEST(make_box, knows_its_drivers_and_no_other) {
    asio::io_context loop;
    EXPECT_FALSE(names().empty());
    for (const auto& name : names()) {
        settings s;
        s.driver = name;
        EXPECT_TRUE(make_box(loop.get_executor(), s)) << name;
    }
    settings s;
    s.driver = "nobody";
    EXPECT_FALSE(make_box(loop.get_executor(), s));
}

}  // namespace
}  // namespace zenix::gateways::drivers
