#include "gateways/drivers/yeastar/driver.hpp"

#include "base/log.hpp"
#include "gateways/drivers/port_lock.hpp"
#include "gateways/drivers/yeastar/link.hpp"
#include "gateways/drivers/yeastar/words.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace zenix::gateways::drivers::yeastar {

namespace {

using steady = std::chrono::steady_clock;

constexpr int ussd_patience_s = 25;

class driver final : public box {
  public:
    driver(asio::any_io_executor ex, settings s, event_sink sink)
        : settings_(s), link_(std::move(ex), std::move(s), std::move(sink)) {}

    task<result<box_report>> read() override {
        auto answer = co_await link_.ask("gsm show spans", settings_.patience);
        if (!answer) co_return answer.error();
        auto spans = read_spans(answer.value());
        if (!spans) co_return spans.error();
        box_report out;
        for (const auto& s : spans.value()) {
            auto detail = co_await ask_detail(s.port + 1);
            std::optional<span_detail> told;
            if (detail)
                told = std::move(detail).value();
            else if (detail.error().code != "unsupported")
                co_return detail.error();
            auto port = read_port(s, told);
            wonder(port);
            out.ports.push_back(std::move(port.port));
        }
        co_return out;
    }
    task<result<void>> act(int, port_action, int) override {
        co_return failure{"unsupported", "a Yeastar box has no command for this"};
    }
    task<result<ussd_reply>> ussd(int port, std::string code) override {
        if (!is_ussd_code(code)) co_return failure{"rejected", "a USSD code is digits, *, # and +"};
        const auto hold = lock_.take(port);
        if (!hold) co_return hold.error();
        auto command = fmt::format("gsm send ussd {} \"{}\" {}", port + 1, code, ussd_patience_s);
        auto answer =
            co_await link_.ask(std::move(command), ms(1000 * ussd_patience_s) + settings_.patience);
        if (!answer) co_return answer.error();
        co_return read_ussd(answer.value());
    }
    task<result<std::vector<box_call>>> calls_since(sys_ms) override {
        co_return failure{"unsupported", "a Yeastar box tells nothing of its calls here"};
    }
    task<std::vector<finding>> probe() override;
    task<std::vector<finding>> provision(voice_plan plan) override {
        co_return std::vector<finding>{{"trunk", false, "a Yeastar box is not set up from here",
            fmt::format(
                "On the box, add a SIP peer trunk to {}:{} and, for each port, a route IP to "
                "mobile that takes its two digits (00 to {:02}), strips them and leaves by "
                "that port",
                plan.sip_host, plan.sip_port, std::max(0, plan.ports - 1))}};
    }
    task<result<text_taken>> send_text(text_order order) override {
        auto command = send_sms_command(order);
        if (!command) co_return command.error();
        const auto hold = lock_.take(order.port);
        if (!hold) co_return hold.error();
        const auto last = texts_.find(order.port);
        if (last != texts_.end() && steady::now() - last->second < between_texts)
            co_return failure{"busy", "this box sends one text in ten seconds by a port"};
        texts_[order.port] = steady::now();
        auto answer = co_await link_.ask(std::move(command).value(), settings_.patience);
        if (!answer) co_return answer.error();
        auto taken = read_taken(answer.value());
        if (!taken) co_return taken.error();
        co_return text_taken{std::to_string(order.reference)};
    }
    task<> close() override { co_await link_.close(); }

  private:
    /// Both spellings; the one that was understood is tried first from then on.
    task<result<span_detail>> ask_detail(int number) {
        result<span_detail> last = failure{"unsupported", ""};
        for (int turn = 0; turn < 2; ++turn) {
            const bool is_short = short_form_ != (turn == 1);
            auto command = fmt::format("gsm show {}{}", is_short ? "" : "span ", number);
            auto answer = co_await link_.ask(std::move(command), settings_.patience);
            const bool refused = !answer && answer.error().code == "rejected";
            if (!answer && !refused) co_return answer.error();
            last = refused ? result<span_detail>(failure{"unsupported", answer.error().detail})
                           : read_detail(answer.value());
            if (last) short_form_ = is_short;
            if (last || last.error().code != "unsupported") co_return last;
        }
        co_return last;
    }
    void wonder(const port_reading& of) {
        if (of.unknown.empty() || wondered_.size() >= 100) return;
        if (!wondered_.insert(of.unknown).second) return;
        log::warn("gateways", "a box says what we do not know",
            {{"box", settings_.box_id}, {"port", of.port.port}, {"said", of.unknown}});
    }

    settings settings_;
    link link_;
    port_lock lock_;
    bool short_form_ = false;
    std::map<int, steady::time_point> texts_;
    std::set<std::string> wondered_;
};

task<std::vector<finding>> driver::probe() {
    std::vector<finding> out;
    auto got = co_await read();
    const std::string why = got ? "" : got.error().code;
    if (!got && why != "login" && why != "unsupported" && why != "rejected") {
        out.push_back({"address", false, why + ": " + got.error().detail,
            "Check address and port, and under SMS > API Settings that the interface is on and "
            "lets "
            "this server in"});
        co_return out;
    }
    out.push_back({"address", true, "the box greets", ""});
    if (why == "login") {
        out.push_back(
            {"login", false, got.error().detail, "Enter the user and password of the API"});
        co_return out;
    }
    out.push_back({"login", true, "user and password are right", ""});
    if (!got) {
        out.push_back({"firmware", false, got.error().detail, "Is this a TG gateway?"});
        co_return out;
    }
    out.push_back({"firmware", true,
        short_form_ ? "it knows `gsm show N`" : "it knows `gsm show span N`", ""});
    int registered = 0;
    for (const auto& p : got.value().ports) registered += p.state == port_state::registered ? 1 : 0;
    const auto seen = static_cast<int>(got.value().ports.size());
    const bool all = settings_.ports == 0 || settings_.ports == seen;
    out.push_back({"ports", all, fmt::format("{} ports, {} of them registered", seen, registered),
        all ? "" : fmt::format("Enter {} ports", seen)});
    co_return out;
}

}  // namespace

std::unique_ptr<box> make(asio::any_io_executor ex, settings s, event_sink sink) {
    return std::make_unique<driver>(std::move(ex), std::move(s), std::move(sink));
}

}  // namespace zenix::gateways::drivers::yeastar
