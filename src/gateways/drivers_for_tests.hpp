#pragma once
#include "base/task_group.hpp"
#include "gateways/drivers/box.hpp"
#include "gateways/drivers/settings.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

/// A box that does what its script says, for the tests of what stands above drivers.
namespace zenix::gateways::test {

struct script {
    drivers::box_report report;
    std::optional<failure> fails;  ///< every read fails so
    bool stalls = false;           ///< reads never end
    drivers::settings opened_with;
    int reads = 0, open_sessions = 0, at_once = 0, most_at_once = 0;
    std::vector<std::string> asked;  ///< `act 3 block`, `ussd 3 *123#`
    std::map<std::string, std::string> ussd_answers;
    std::optional<failure> act_fails;
};

inline drivers::port_report port_with(int port, std::string iccid,
    drivers::port_state state = drivers::port_state::registered, int csq = 20) {
    drivers::port_report p;
    p.port = port;
    p.iccid = std::move(iccid);
    p.state = state;
    p.signal_csq = csq;
    p.network = "Airtel";
    p.said = state == drivers::port_state::registered ? "REGISTER_OK" : "SOMETHING";
    return p;
}

class scripted_box : public drivers::box {
  public:
    explicit scripted_box(std::shared_ptr<script> s) : s_(std::move(s)) { ++s_->open_sessions; }
    ~scripted_box() override { --s_->open_sessions; }

    task<result<drivers::box_report>> read() override {
        const auto s = s_;
        ++s->reads;
        s->most_at_once = std::max(s->most_at_once, ++s->at_once);
        (void)co_await sleep_for(s->stalls ? ms(3'600'000) : ms(1));
        --s->at_once;
        if (s->fails) co_return *s->fails;
        co_return s->report;
    }
    task<result<void>> act(int port, drivers::port_action what, int slot) override {
        const auto s = s_;
        s->asked.push_back(fmt::format("act {} {} {}", port, static_cast<int>(what), slot));
        if (s->act_fails) co_return *s->act_fails;
        co_return result<void>{};
    }
    task<result<drivers::ussd_reply>> ussd(int port, std::string code) override {
        const auto s = s_;
        s->asked.push_back(fmt::format("ussd {} {}", port, code));
        const auto at = s->ussd_answers.find(code);
        if (at == s->ussd_answers.end()) co_return failure{"timeout", "no answer to " + code};
        co_return drivers::ussd_reply{at->second};
    }
    task<result<std::vector<drivers::box_call>>> calls_since(sys_ms) override {
        co_return failure{"unsupported", "no record of calls"};
    }
    task<std::vector<drivers::finding>> probe() override {
        co_return std::vector<drivers::finding>{
            {"address", true, "answers", ""}, {"login", true, "accepted", ""}};
    }
    task<std::vector<drivers::finding>> provision(drivers::voice_plan plan) override {
        co_return std::vector<drivers::finding>{{"trunk", true, plan.sip_host, ""}};
    }
    task<> close() override { co_return; }

  private:
    std::shared_ptr<script> s_;
};

}  // namespace zenix::gateways::test
