// The driver against a web server that speaks as such a box does, with its firmware's quirks.
#include "base/loop_for_tests.hpp"
#include "gateways/drivers/make.hpp"
#include "gateways/drivers/read_json.hpp"
#include "net/server_for_tests.hpp"

#include <boost/json/serialize.hpp>

namespace zenix::gateways::drivers {
namespace {

class dinstar_driver : public net::server_fixture {
  protected:
    void SetUp() override {
        on("GET", "get_port_info", [this](net::request& r) {
            if (r.query["info_type"].find(refused_info_) != std::string::npos) return code(400);
            auto out = code(200);
            out["info"] =
                json::array{json::object{{"port", 0}, {"reg", "REGISTER_OK"}, {"signal", 20}},
                    json::object{{"port", 1}, {"reg", "NO_SIM"}}};
            return out;
        });
        on("GET", "set_port_info", [this](net::request& r) {
            acts_.push_back(r.query["port"] + " " + r.query["action"] + " " + r.query["param"]);
            return code(r.query["port"] == "9" ? 400 : 200);
        });
        on("POST", "send_ussd", [this](net::request& r) {
            const auto v = *read_json(r.body);
            ussd_.push_back(words(v, "command"));
            if (ussd_.back() == "send") {
                if (clears_ussd_) reply_.clear();
                looks_ = 0;
            }
            auto out = code(202);
            out["result"] = json::array{json::object{{"port", 0}, {"status", ussd_status_}}};
            return out;
        });
        on("GET", "query_ussd_reply", [this](net::request&) {
            if (ussd_.size() == 1 && ++looks_ == 2) reply_ = "0042 61l";
            auto out = code(200);
            out["reply"] = json::array{json::object{{"port", 0}, {"text", reply_}}};
            return out;
        });
        on("POST", "get_status",
            [](net::request&) { return json::object{{"performance", nullptr}}; });
        on("POST", "get_cdr", [this](net::request& r) {
            cdr_asked_ = r.body;
            auto out = code(200);
            out["cdr"] = cdr_;
            return out;
        });
        on("POST", "send_sms", [this](net::request&) {
            auto out = code(sms_code_);
            out["task_id"] = 12;
            return out;
        });
        for (const auto* method : {"GET", "POST"})
            on(method, "query_incoming_sms", [this](net::request& r) { return page(r); });
        for (const auto* method : {"get_config", "set_config"})
            on("POST", method, [this, method](net::request& r) { return configure(method, r); });
        routes_.add("GET", "/stall", access::everyone(), [](net::request& r) { return stall(r); });
    }
    using answerer = std::function<json::object(net::request&)>;
    void on(const char* method, std::string name, answerer a) {
        const auto kept = std::make_shared<answerer>(std::move(a));
        routes_.add(method, "/api/" + name, access::everyone(),
            [this, kept](net::request& r) { return reply(kept, r); });
    }
    task<net::response> reply(std::shared_ptr<answerer> a, net::request& r) {
        ++asked_;
        if (!raw_.empty()) co_return net::reply_text(raw_, "application/json", status_);
        auto body = (*a)(r);
        body["sn"] = "dbd0-0000-0000-0001";
        auto out = net::reply_text(json::serialize(body), "application/json", status_);
        if (!date_.empty()) out.with("Date", date_);
        if (body.contains("http")) out.status = static_cast<int>(*whole(body, "http"));
        co_return out;
    }
    static task<net::response> stall(net::request&) {
        co_await sleep_for(ms(60'000));
        co_return net::no_content();
    }
    static json::object code(int c) { return {{"error_code", c}}; }

    /// Three texts, one a page; by POST only when `inbox_by_post_`.
    json::object page(net::request& r) {
        inbox_asked_.push_back(r.method);
        if ((r.method == "POST") != inbox_by_post_) return {{"http", 403}};
        const auto body = read_json(r.body).value_or(json::value());
        const auto after = r.method == "POST" ? whole(body, "incoming_sms_id").value_or(0)
                                              : std::atoi(r.query["incoming_sms_id"].c_str());
        auto out = code(200);
        json::array rows;
        if (after < 3)
            rows.push_back(json::object{{"incoming_sms_id", after + 1}, {"port", 0},
                {"number", "+91"}, {"timestamp", "2026-11-22 18:30:00"}, {"text", "hi"}});
        out["sms"] = rows;
        return out;
    }
    json::object configure(const std::string& what, net::request& r) {
        const auto v = *read_json(r.body);
        if (what == "get_config") {
            if (!v.is_object()) return code(400);
            auto out = config_;
            out["error_code"] = 200;
            return out;
        }
        ++writes_;
        for (const auto& section : v.get_object())
            for (const auto& row : section.value().get_array()) {
                auto kept = row.get_object();
                if (loses_groups_ && section.key() == "port_group") kept.erase("port");
                if (!config_.contains(section.key())) config_[section.key()] = json::array{};
                auto& table = config_[section.key()].get_array();
                bool found = false;
                for (auto& there : table) {
                    if (whole(there, "index") != whole(row, "index")) continue;
                    for (const auto& m : kept) there.get_object()[m.key()] = m.value();
                    found = true;
                }
                if (!found) table.push_back(kept);
            }
        return code(200);
    }

    void start() {
        serve();
        settings s;
        s.driver = "dinstar";
        s.url = url("");
        s.zone = "Asia/Kolkata";
        s.patience = ms(3000);
        box_ = make_box(loop_.get_executor(), s);
    }
    void TearDown() override {
        if (box_) run_on(loop_, box_->close());
        box_.reset();
        server_fixture::TearDown();
    }
    template <class T>
    static std::string code_of(const result<T>& r) {
        return r.ok() ? "ok" : r.error().code;
    }

    std::unique_ptr<box> box_;
    std::string refused_info_ = "nothing", reply_, date_, raw_, cdr_asked_;
    std::vector<std::string> acts_, ussd_, inbox_asked_;
    json::array cdr_;
    json::object config_;
    int ussd_status_ = 200, sms_code_ = 202, status_ = 200, looks_ = 0, asked_ = 0, writes_ = 0;
    bool inbox_by_post_ = false, clears_ussd_ = true, loses_groups_ = false;
};

TEST_F(dinstar_driver, reads_its_ports) {
    start();
    auto r = run_on(loop_, box_->read());
    ASSERT_TRUE(r.ok()) << r.error().detail;
    EXPECT_EQ(r.value().serial, "dbd0-0000-0000-0001");
    ASSERT_EQ(r.value().ports.size(), 2U);
    EXPECT_EQ(r.value().ports[0].signal_csq, 20);
    EXPECT_FALSE(r.value().clock_ahead);
    date_ = "Sun, 22 Nov 2026 18:00:00 GMT";
    const auto before = now();
    r = run_on(loop_, box_->read());
    ASSERT_TRUE(r.value().clock_ahead);
    const auto its = *parse_time("2026-11-22T18:00:00Z");
    EXPECT_LE(*r.value().clock_ahead, its - before);
    EXPECT_GE(*r.value().clock_ahead, its - now());
}

TEST_F(dinstar_driver, firmware_that_knows_fewer_names_is_asked_for_fewer_and_only_once) {
    refused_info_ = "slot";
    start();
    ASSERT_TRUE(run_on(loop_, box_->read()).ok());
    EXPECT_EQ(asked_, 2);
    ASSERT_TRUE(run_on(loop_, box_->read()).ok());
    EXPECT_EQ(asked_, 3);
}

TEST_F(dinstar_driver, every_action_has_its_word_and_its_param) {
    start();
    using a = port_action;
    for (const auto& [what, slot] : {std::pair(a::block, 0), {a::reset, 0}, {a::power_off, 0},
             {a::power_on, 0}, {a::select_slot, 2}})
        EXPECT_EQ(code_of(run_on(loop_, box_->act(1, what, slot))), "ok");
    EXPECT_EQ(acts_, (std::vector<std::string>{
                         "1 block 1", "1 reset 1", "1 power off", "1 power on", "1 slot 2"}));
    EXPECT_TRUE(run_on(loop_, box_->read()).value().ports[1].blocked);
    EXPECT_EQ(code_of(run_on(loop_, box_->act(1, a::unblock, 0))), "ok");
    EXPECT_FALSE(run_on(loop_, box_->read()).value().ports[1].blocked);
    EXPECT_EQ(code_of(run_on(loop_, box_->act(9, a::reset, 0))), "rejected");
    EXPECT_EQ(code_of(run_on(loop_, box_->act(1, a::select_slot, 4))), "rejected");
}

TEST_F(dinstar_driver, ussd_waits_for_the_network) {
    start();
    reply_ = "an old one";
    auto r = run_on(loop_, box_->ussd(0, "*123#"));
    ASSERT_TRUE(r.ok()) << r.error().detail;
    EXPECT_EQ(r.value().text, "0042 61l");
    EXPECT_FALSE(r.value().maybe_old);
}

TEST_F(dinstar_driver, ussd_on_a_port_that_cannot_is_told) {
    start();
    ussd_status_ = 486;
    EXPECT_EQ(code_of(run_on(loop_, box_->ussd(0, "*123#"))), "busy");
    ussd_status_ = 503;
    EXPECT_EQ(code_of(run_on(loop_, box_->ussd(0, "*123#"))), "rejected");
    EXPECT_EQ(code_of(run_on(loop_, box_->ussd(0, ""))), "rejected");
    EXPECT_EQ(code_of(run_on(loop_, box_->ussd(0, std::string(61, '1')))), "rejected");
}

task<std::string> two_at_once(box& b) {
    const auto ex = co_await asio::this_coro::executor;
    task_group g(ex);
    const auto first = [](box& of) -> task<> { (void)co_await of.ussd(0, "*1#"); };
    g.spawn("first", first(b));
    co_await sleep_for(ms(100));
    auto same = co_await b.ussd(0, "*2#");
    auto other = co_await b.act(1, port_action::reset, 0);
    co_await g.join(ms(10'000));
    co_return (same.ok() ? "ok " : same.error().code + " ") +
        (other.ok() ? "ok" : other.error().code);
}

TEST_F(dinstar_driver, one_command_at_a_time_on_a_port) {
    start();
    EXPECT_EQ(run_on(loop_, two_at_once(*box_)), "busy ok");
    EXPECT_EQ(code_of(run_on(loop_, box_->act(0, port_action::reset, 0))), "ok") << "free again";
}

TEST_F(dinstar_driver, calls_are_asked_for_in_the_boxs_own_time) {
    const auto at = [](const char* start, int seconds) {
        return json::object{{"port", 0}, {"start_date", start}, {"duration", seconds},
            {"direction", "ip->gsm"}, {"gsm_code", 34}};
    };
    cdr_ = {at("2026-11-22 17:00:00", 10), at("2026-11-22 17:59:00", 120),
        at("2026-11-22 18:10:00", 0)};
    start();
    auto r = run_on(loop_, box_->calls_since(*parse_time("2026-11-22T12:30:00Z")));
    ASSERT_TRUE(r.ok());
    ASSERT_EQ(r.value().size(), 2U) << "one of them began before and ended after";
    EXPECT_EQ(r.value()[1].cause_q850, 34);
    EXPECT_NE(cdr_asked_.find("2026-11-22 16:00:0"), std::string::npos) << cdr_asked_;
}

TEST_F(dinstar_driver, texts_go_out_and_the_inbox_is_read_to_its_end) {
    start();
    EXPECT_EQ(
        run_on(loop_, box_->send_text({.to = "+91", .text = "a", .reference = 1})).value().task,
        "12");
    sms_code_ = 550;
    EXPECT_EQ(code_of(run_on(loop_, box_->send_text({.to = "+91", .text = "a"}))), "rejected");
    auto r = run_on(loop_, box_->inbox(""));
    ASSERT_TRUE(r.ok());
    EXPECT_EQ(r.value().texts.size(), 3U);
    EXPECT_EQ(r.value().last, "3");
    EXPECT_FALSE(r.value().more);
    EXPECT_EQ(run_on(loop_, box_->inbox("2")).value().texts.size(), 1U);
}

TEST_F(dinstar_driver, an_inbox_that_wants_post_is_asked_by_post) {
    inbox_by_post_ = true;
    start();
    EXPECT_EQ(run_on(loop_, box_->inbox("")).value().texts.size(), 3U);
    EXPECT_EQ(std::ranges::count(inbox_asked_, "GET"), 1) << "tried once, then remembered";
}

TEST_F(dinstar_driver, provisioning_writes_once_and_never_again) {
    config_ = *read_json(
        R"({"tel_to_ip_routing":[{"index":63,"enable":"on","dst_mode":"sip_trunk","dst_id":0}]})")
                   ->if_object();
    start();
    for (const int first : {true, false}) {
        writes_ = 0;
        const auto found = run_on(loop_, box_->provision({"192.0.2.1", 5060, 12}));
        for (const auto& f : found) EXPECT_TRUE(f.ok) << f.step << ": " << f.detail;
        EXPECT_EQ(found.back().step, "check");
        EXPECT_EQ(writes_ > 0, first);
    }
    EXPECT_EQ(words(config_["ip_to_tel_routing"].get_array()[3], "dst_mode"), "port_group");
}

TEST_F(dinstar_driver, a_box_that_does_not_keep_groups_gets_rules_by_port) {
    loses_groups_ = true;
    config_ = *read_json(R"({"tel_to_ip_routing":[{"index":63,"enable":"on"}]})")->if_object();
    start();
    EXPECT_TRUE(run_on(loop_, box_->provision({"192.0.2.1", 5060, 2})).back().ok);
    EXPECT_EQ(words(config_["ip_to_tel_routing"].get_array()[1], "dst_mode"), "port");
    EXPECT_EQ(whole(config_["ip_to_tel_routing"].get_array()[1], "dst_id"), 1);
}

TEST_F(dinstar_driver, a_probe_names_what_is_wrong_first) {
    start();
    auto found = run_on(loop_, box_->probe());
    ASSERT_EQ(found.size(), 4U);
    for (const auto& f : found) EXPECT_TRUE(f.ok) << f.step;
    raw_ = "<html>";
    found = run_on(loop_, box_->probe());
    EXPECT_EQ(found.back().step, "firmware");
    EXPECT_FALSE(found.back().ok);
    server_.reset();
    found = run_on(loop_, box_->probe());
    EXPECT_EQ(found.back().step, "address");
    EXPECT_FALSE(found.back().remedy.empty());
}

TEST_F(dinstar_driver, rubbish_is_a_failure_of_the_peer) {
    start();
    for (const auto* rubbish : {"[]", "\xff\xfe", "{\"info\":3}", "null"}) {
        raw_ = rubbish;
        EXPECT_EQ(code_of(run_on(loop_, box_->read())), "protocol") << rubbish;
    }
    raw_ = std::string(2 << 20, ' ');
    EXPECT_EQ(code_of(run_on(loop_, box_->read())), "too_large");
    raw_.clear();
    status_ = 500;
    EXPECT_EQ(code_of(run_on(loop_, box_->read())), "rejected");
}

}  // namespace
}  // namespace zenix::gateways::drivers
