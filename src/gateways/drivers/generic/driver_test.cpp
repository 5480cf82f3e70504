#include "base/loop_for_tests.hpp"
#include "gateways/drivers/generic/words.hpp"
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
    EXPECT_EQ(sent({.to = "+919812345678", .text = "a"}).substr(0, 6), "closed")
        << "a box's own error does not say whether the text left";
    EXPECT_EQ(run_on(loop_, box_->act(0, port_action::reset, 0)).error().code, "unsupported");
    EXPECT_EQ(run_on(loop_, box_->ussd(0, "*123#")).error().code, "unsupported");
    server_.reset();
    EXPECT_EQ(run_on(loop_, box_->read()).error().code, "refused");
    EXPECT_FALSE(run_on(loop_, box_->probe()).back().ok);
}

TEST_F(generic_driver, says_busy_where_the_box_will_take_it_later) {
    start(503, {{"error", "no SIM available"}});
    EXPECT_EQ(sent({.to = "+919812345678", .text = "a"}), "busy no SIM available");
}

TEST_F(generic_driver, asks_what_became_of_texts_by_the_boxes_own_id) {
    routes_.add("GET", "/api/sms/{id}", access::everyone(), [](net::request& r) -> task<net::response> {
        const auto id = r.params.at("id");
        if (id != "7") throw not_found("no such message");
        co_return net::reply(json::object{{"id", id}, {"status", "delivered"}, {"sim_slot", 1}});
    });
    start(200, {{"success", true}, {"id", 7}});
    const auto got = run_on(loop_, box_->text_reports({}, {{41, "7"}, {42, "8"}, {43, ""}}));
    ASSERT_TRUE(got.ok()) << got.error().detail;
    ASSERT_EQ(got.value().size(), 1U);
    EXPECT_EQ(got.value()[0].reference, 41);
    EXPECT_EQ(got.value()[0].stage, text_stage::delivered);
}

TEST(generic_words, tell_texts_that_came_from_reports) {
    const auto came = generic::read_told(R"({"from":"+919876543210","message":"I paid","sim_slot":2,"id":9})");
    ASSERT_TRUE(came.ok());
    const auto& text = std::get<text_came>(came.value());
    EXPECT_EQ(text.from + " " + text.text + " " + text.id, "+919876543210 I paid 9");
    EXPECT_EQ(text.port, 2);
    const auto told = generic::read_told(R"({"id":"9","status":"failed"})");
    ASSERT_TRUE(told.ok());
    EXPECT_EQ(std::get<text_report>(told.value()).stage, text_stage::failed);
    for (const auto* odd : {"", "[]", "{}", R"({"from":"+91987"})", R"({"message":"x"})", R"({"status":"sent"})"})
        EXPECT_EQ(generic::read_told(odd).error().code, "protocol") << odd;
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
