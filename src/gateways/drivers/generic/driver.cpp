#include "gateways/drivers/generic/driver.hpp"

#include "gateways/drivers/generic/words.hpp"
#include "gateways/drivers/web_session.hpp"
#include "net/encoding.hpp"

#include <algorithm>

namespace zenix::gateways::drivers::generic {

namespace {

constexpr const char* one_thing = "a generic box does nothing but texts";
constexpr std::size_t asked_at_once = 20;

class driver final : public box {
  public:
    driver(settings s, event_sink sink)
        : settings_(std::move(s)), web_(settings_), sink_(std::move(sink)) {}

    task<result<box_report>> read() override {
        auto there = co_await web_.ask("GET", "/");
        if (!there) co_return there.error();
        box_report out;
        out.ports.resize(static_cast<std::size_t>(std::max(0, settings_.ports)));
        for (std::size_t i = 0; i < out.ports.size(); ++i) {
            out.ports[i].port = static_cast<int>(i);
            out.ports[i].told = false;
        }
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
    task<result<std::vector<text_report>>> text_reports(
        sys_ms, std::vector<text_asked> open) override {
        std::vector<text_report> out;
        if (mute_) co_return failure{"unsupported", "this box does not tell what became of texts"};
        // A few at a time: each is a request of its own.
        for (std::size_t i = 0; i < std::min(open.size(), asked_at_once); ++i) {
            if (open[i].task.empty()) continue;
            auto got = co_await web_.ask("GET", "/api/sms/" + net::percent_encode(open[i].task));
            if (!got) co_return got.error();
            const int status = got.value().status;
            // 404 may mean this text alone; a box that knows no such question says 405 or 501.
            mute_ = status == 405 || status == 501;
            if (mute_) co_return failure{"unsupported", "this box does not tell what became of texts"};
            if (status != 200) continue;
            auto read = read_sms_status(got.value().body);
            if (!read) continue;
            read.value().reference = open[i].reference;
            out.push_back(std::move(read).value());
        }
        co_return out;
    }
    task<result<void>> told(std::string body) override {
        auto read = read_told(body);
        if (!read) co_return read.error();
        if (!sink_) co_return failure{"closed", "nobody listens yet"};
        if (auto* came = std::get_if<text_came>(&read.value()))
            co_await sink_(box_event(std::move(*came)));
        else
            co_await sink_(box_event(std::move(std::get<text_report>(read.value()))));
        co_return result<void>{};
    }
    task<> close() override {
        web_.close();
        co_return;
    }

  private:
    settings settings_;
    web_session web_;
    event_sink sink_;
    bool mute_ = false;  ///< it knows no question about texts
};

}  // namespace

std::unique_ptr<box> make(asio::any_io_executor, settings s, event_sink sink) {
    return std::make_unique<driver>(std::move(s), std::move(sink));
}

}  // namespace zenix::gateways::drivers::generic
