#include "gateways/drivers/generic/driver.hpp"

#include "gateways/drivers/generic/words.hpp"
#include "gateways/drivers/web_session.hpp"

#include <algorithm>

namespace zenix::gateways::drivers::generic {

namespace {

constexpr const char* one_thing = "a generic box does nothing but send texts";

class driver final : public box {
  public:
    explicit driver(settings s) : settings_(std::move(s)), web_(settings_) {}

    task<result<box_report>> read() override {
        auto there = co_await web_.ask("GET", "/");
        if (!there) co_return there.error();
        box_report out;
        out.ports.resize(static_cast<std::size_t>(std::max(0, settings_.ports)));
        for (std::size_t i = 0; i < out.ports.size(); ++i) out.ports[i].port = static_cast<int>(i);
        co_return out;
    }
    task<result<void>> act(int, port_action, int) override {
        co_return failure{"unsupported", one_thing};
    }
    task<result<ussd_reply>> ussd(int, std::string) override {
        co_return failure{"unsupported", one_thing};
    }
    task<result<std::vector<box_call>>> calls_since(sys_ms) override {
        co_return failure{"unsupported", one_thing};
    }
    task<std::vector<finding>> probe() override {
        auto there = co_await web_.ask("GET", "/");
        if (there)
            co_return std::vector<finding>{{"address", true, "something answers by HTTP", ""},
                {"login", true, "nothing was refused", ""}};
        const auto& why = there.error();
        if (why.code != "login")
            co_return std::vector<finding>{{"address", false, why.detail,
                "Check the address, and that the box listens to this server"}};
        co_return std::vector<finding>{{"address", true, "something answers by HTTP", ""},
            {"login", false, why.detail, "Enter the user and password of the box"}};
    }
    task<std::vector<finding>> provision(voice_plan) override {
        co_return std::vector<finding>{{"trunk", false, "this box is not set up from here",
            "Point the box's SIP trunk at this server on the box itself"}};
    }
    task<result<text_taken>> send_text(text_order order) override {
        auto got = co_await web_.ask("POST", "/api/sms", sms_body(order));
        if (!got) co_return got.error();
        co_return read_sms_answer(got.value().status, got.value().body);
    }
    task<> close() override {
        web_.close();
        co_return;
    }

  private:
    settings settings_;
    web_session web_;
};

}  // namespace

std::unique_ptr<box> make(asio::any_io_executor, settings s, event_sink) {
    return std::make_unique<driver>(std::move(s));
}

}  // namespace zenix::gateways::drivers::generic
