#pragma once
#include "base/loop_for_tests.hpp"
#include "base/task_group.hpp"
#include "gateways/drivers/make.hpp"
#include "lab/gateways/rack.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace zenix {

using namespace gateways::drivers;

/// Boxes of the lab in this process, a hundred times as fast as real ones, and our drivers for them.
class gateway_world : public testing::Test {
  protected:
    gateway_world() : rack_(loop_.get_executor()), tasks_(loop_.get_executor()) {
        tasks_.spawn("lab time", rack_.run());
    }
    ~gateway_world() override {
        for (const auto& b : boxes_) run_on(loop_, b->close());
        boxes_.clear();
        tasks_.cancel();
        while (!rack_.all().empty()) rack_.remove(rack_.all().front()->id());
        loop_.restart();
        loop_.run_for(ms(20));
    }
    lab::gateway& stand(const std::string& maker, const std::string& auth = "digest") {
        lab::box_settings s;
        s.id = fmt::format("{}{}", maker, rack_.all().size());
        s.maker = maker;
        s.auth = auth;
        s.shape.ports = 4;
        s.shape.slots = 2;
        s.shape.speed = 100;  // a registration of half a minute takes a third of a second
        auto& g = rack_.add(s);
        g.set_main({"127.0.0.1", 5999});
        return g;
    }
    box& drive(lab::gateway& g, const std::string& password = "admin", ms patience = ms(5000),
        event_sink sink = {}) {
        settings s;
        s.driver = g.settings().maker;
        s.url = g.url();
        s.username = "admin";
        s.password = password;
        s.zone = "Asia/Kolkata";
        s.patience = patience;
        s.ports = static_cast<int>(g.box().ports().size());
        boxes_.push_back(make_box(loop_.get_executor(), s, std::move(sink)));
        return *boxes_.back();
    }
    static void set(lab::gateway& g, const char* what) {
        fields in(parse_json(what));
        g.set_maker(in);
        in.done();
    }
    std::string read(box& b) {
        auto r = run_on(loop_, b.read());
        return r.ok() ? "ok" : r.error().code;
    }
    port_report port(box& b, std::size_t n) { return run_on(loop_, b.read()).value().ports.at(n); }
    template <class Done>
    void wait_until(Done done) {
        for (int i = 0; i < 400 && !done(); ++i) {
            loop_.restart();
            loop_.run_for(ms(50));
        }
        EXPECT_TRUE(done());
    }
    bool registered(box& b, std::size_t n) { return port(b, n).state == port_state::registered; }

    asio::io_context loop_;
    lab::rack rack_;
    task_group tasks_;
    std::vector<std::unique_ptr<box>> boxes_;
};

}  // namespace zenix
