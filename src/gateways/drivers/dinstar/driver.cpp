#include "gateways/drivers/dinstar/driver.hpp"

#include "base/task_group.hpp"
#include "gateways/drivers/dinstar/link.hpp"
#include "gateways/drivers/dinstar/provision.hpp"
#include "gateways/drivers/dinstar/texts.hpp"
#include "gateways/drivers/port_lock.hpp"
#include "gateways/drivers/read_json.hpp"
#include "gateways/drivers/ussd.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace zenix::gateways::drivers::dinstar {

namespace {

using steady = std::chrono::steady_clock;

constexpr ms ussd_patience{30'000};  // a network takes up to twenty seconds
constexpr ms ussd_look_first{250}, ussd_look_last{2000};
constexpr ms longest_call{2 * 3600'000};
constexpr int pages_max = 50;  // of the inbox, 8 kB each, in one go

struct command {
    const char* action;
    std::string param;
};

/// There is an action `imei` too. It is not here on purpose.
std::optional<command> command_of(port_action what, int slot) {
    switch (what) {
    // Firmware is known that wants some `param` with each action.
    case port_action::block: return command{"block", "1"};
    case port_action::unblock: return command{"unblock", "1"};
    case port_action::reset: return command{"reset", "1"};
    case port_action::power_off: return command{"power", "off"};
    case port_action::power_on: return command{"power", "on"};
    case port_action::select_slot:
        if (slot < 0 || slot > 3) return std::nullopt;
        return command{"slot", std::to_string(slot)};
    }
    return std::nullopt;
}

class driver final : public box {
  public:
    explicit driver(settings s)
        : settings_(std::move(s)), link_(settings_), blocked_(settings_.blocked) {}

    task<result<box_report>> read() override {
        std::vector<spelling> ways;
        for (const auto set : info_sets)
            ways.push_back({false, "/api/get_port_info", {{"info_type", std::string(set)}}, {}});
        auto got = co_await ask_any(link_, "info", std::move(ways));
        if (!got) co_return got.error();
        auto ports = dinstar::read_ports(got.value());
        if (!ports) co_return ports.error();
        link_.wonder(ports.value().unknown);
        box_report out;
        out.serial = link_.serial();
        out.clock_ahead = link_.clock.ahead();
        out.ports = std::move(ports.value().value);
        // The box does not tell what is blocked: what we did to it is all there is.
        for (auto& p : out.ports) p.blocked = blocked_.contains(p.port);
        co_return out;
    }

    task<result<void>> act(int port, port_action what, int slot) override {
        const auto command = command_of(what, slot);
        if (!command) co_return failure{"rejected", fmt::format("there is no slot {}", slot)};
        const auto hold = lock_.take(port);
        if (!hold) co_return hold.error();
        auto got = co_await link_.get(
            "/api/set_port_info", {{"port", std::to_string(port)}, {"action", command->action},
                                      {"param", command->param}});
        if (!got) co_return plain(got.error());
        if (what == port_action::block) blocked_.insert(port);
        if (what == port_action::unblock) blocked_.erase(port);
        co_return result<void>{};
    }

    task<result<ussd_reply>> ussd(int port, std::string code) override {
        if (code.empty() || code.size() > 60)
            co_return failure{"rejected", "a USSD code has 1 to 60 characters"};
        const auto hold = lock_.take(port);
        if (!hold) co_return hold.error();
        const auto until = steady::now() + ussd_patience;
        // Some firmware shows the last reply until the next one comes.
        auto before = co_await look(port);
        if (!before) co_return before.error();
        auto sent = co_await command_ussd(port, "send", code);
        if (!sent) co_return sent.error();
        auto old = before.value();
        // The first look is at once: a reply that is gone by now was cleared by our asking.
        for (ms wait{0}; steady::now() + wait < until;
            wait = std::clamp(2 * wait, ussd_look_first, ussd_look_last)) {
            const bool slept = co_await sleep_for(wait);
            if (!slept) co_return failure{"closed", "cancelled"};
            auto seen = co_await look(port);
            if (!seen) continue;  // one lost answer is no reason to give the dialogue up
            if (!seen.value().empty() && seen.value() != old)
                co_return ussd_reply{std::move(seen).value()};
            if (seen.value().empty()) old.clear();  // so whatever comes next is new
        }
        auto ended = co_await command_ussd(port, "cancel", {});
        if (!old.empty()) co_return ussd_reply{old, true};
        co_return failure{"timeout", "the network did not answer the code"};
    }

    task<result<std::vector<box_call>>> calls_since(sys_ms since) override {
        // The box filters by the begin of a call, in its own time; we want all that ended since.
        const auto ahead = link_.clock.ahead().value_or(ms(0));
        const json::object body{
            {"time_after", device_time(since - longest_call + ahead, settings_.zone)}};
        auto got = co_await link_.post("/api/get_cdr", json::serialize(body));
        if (!got) co_return plain(got.error());
        auto read = read_calls(member(got.value(), "cdr"), settings_.zone);
        link_.wonder(read.unknown);
        std::vector<box_call> out;
        for (auto& c : read.value) {
            const auto end_of = [](const box_call& of) {
                return of.answered_at.value_or(of.started_at) + std::chrono::seconds(of.duration_s);
            };
            link_.clock.ended(end_of(c), now());
            c.started_at -= ahead;
            if (c.answered_at) *c.answered_at -= ahead;
            if (end_of(c) >= since) out.push_back(std::move(c));
        }
        co_return out;
    }

    task<std::vector<finding>> probe() override {
        std::vector<finding> out;
        auto got = co_await read();
        if (!got) {
            describe_failure(got.error(), out);
            co_return out;
        }
        const auto& box = got.value();
        out.push_back({"address", true, "a web server answers", ""});
        out.push_back({"login", true, "user and password are right", ""});
        auto status = co_await link_.post("/api/get_status", R"(["performance"])");
        out.push_back({"firmware", true,
            fmt::format("serial {}; port information by set {}{}",
                box.serial.empty() ? "not told" : box.serial, link_.dialect["info"] + 1,
                status ? "" : ", without get_status"),
            ""});
        if (box.ports.empty()) {
            out.push_back({"ports", false, "the box names no port", "Is this the gateway itself?"});
            co_return out;
        }
        int registered = 0;
        for (const auto& p : box.ports) registered += p.state == port_state::registered ? 1 : 0;
        const auto seen = static_cast<int>(box.ports.size());
        const bool all = settings_.ports == 0 || settings_.ports == seen;
        out.push_back(
            {"ports", all, fmt::format("{} ports, {} of them registered", seen, registered),
                all ? "" : fmt::format("Enter {} ports", seen)});
        co_return out;
    }

    task<std::vector<finding>> provision(voice_plan plan) override {
        if (plan.ports == 0) plan.ports = settings_.ports;
        co_return co_await dinstar::provision(link_, plan);
    }

    task<result<text_taken>> send_text(text_order order) override {
        const auto at = now();
        const auto reference = order.reference;
        auto got = co_await link_.post("/api/send_sms", send_sms_body(order));
        if (!got) co_return plain(got.error());
        if (handed_over_.size() > 200) handed_over_.erase(handed_over_.begin());
        handed_over_[reference] = at;
        co_return text_taken{words(got.value(), "task_id")};
    }

    task<result<std::vector<text_report>>> text_reports(
        sys_ms since, std::vector<text_asked>) override {
        const auto ahead = link_.clock.ahead().value_or(ms(0));
        const auto body = json::serialize(
            json::object{{"time_after", device_time(since + ahead, settings_.zone)}});
        auto results = co_await link_.post("/api/query_sms_result", body);
        if (!results) co_return plain(results.error());
        auto receipts = co_await link_.post("/api/query_sms_deliver_status", body);
        if (!receipts) co_return plain(receipts.error());
        auto sent = read_results(member(results.value(), "result"), settings_.zone);
        auto came = read_receipts(member(receipts.value(), "result"), settings_.zone);
        link_.wonder(sent.unknown);
        link_.wonder(came.unknown);
        for (const auto& r : sent.value) {
            const auto handed = handed_over_.find(r.reference);
            if (handed == handed_over_.end() || !r.at) continue;
            link_.clock.text(*r.at, handed->second);
            handed_over_.erase(handed);
        }
        auto out = match_receipts(std::move(sent.value), came.value);
        for (auto& r : out)
            if (r.at) *r.at -= ahead;
        co_return out;
    }

    task<result<int>> texts_waiting() override {
        std::vector<spelling> ways;
        ways.push_back({false, "/api/query_sms_in_queue", {}, {}});
        ways.push_back({true, "/api/query_sms_queue", {}, "{}"});
        auto got = co_await ask_any(link_, "queue", std::move(ways));
        if (!got) co_return plain(got.error());
        const auto n = whole(got.value(), "in_queue");
        if (!n || *n < 0) co_return failure{"protocol", "the queue without its length"};
        co_return static_cast<int>(std::min<std::int64_t>(*n, 1'000'000));
    }

    task<result<inbox_page>> inbox(std::string after) override {
        inbox_page out;
        out.last = std::move(after);
        for (int page = 0; page < pages_max; ++page) {
            query q{{"flag", "all"}};
            json::object body{{"flag", "all"}};
            if (!out.last.empty()) {
                q.emplace_back("incoming_sms_id", out.last);
                std::int64_t id = 0;
                std::from_chars(out.last.data(), out.last.data() + out.last.size(), id);
                body["incoming_sms_id"] = id;
            }
            std::vector<spelling> ways;
            ways.push_back({false, "/api/query_incoming_sms", std::move(q), {}});
            ways.push_back({true, "/api/query_incoming_sms", {}, json::serialize(body)});
            auto got = co_await ask_any(link_, "inbox", std::move(ways));
            if (!got) {
                if (page == 0) co_return plain(got.error());
                out.more = true;  // what we have is good; the rest is for the next time
                co_return out;
            }
            auto read = read_incoming(member(got.value(), "sms"), settings_.zone);
            link_.wonder(read.unknown);
            const auto last = out.last;
            for (auto& t : read.value) {
                if (later(t.id, out.last)) out.last = t.id;
                if (later(t.id, last)) out.texts.push_back(std::move(t));
            }
            if (out.last == last)
                co_return out;  // nothing new: the end, or a box going in a circle
        }
        out.more = true;
        co_return out;
    }

    task<> close() override {
        link_.close();
        co_return;
    }

  private:
    static bool later(const std::string& a, const std::string& b) {
        return a.size() != b.size() ? a.size() > b.size() : a > b;
    }
    /// `method` is of no use to whoever asked us.
    static failure plain(failure why) {
        if (why.code == "method") why.code = "rejected";
        return why;
    }
    task<result<std::string>> look(int port) {
        auto got = co_await link_.get("/api/query_ussd_reply", {{"port", std::to_string(port)}});
        if (!got) co_return plain(got.error());
        co_return read_ussd_reply(got.value(), port);
    }
    task<result<void>> command_ussd(int port, const char* what, std::string code) {
        const json::object body{{"text", code}, {"port", json::array{port}}, {"command", what}};
        auto got = co_await link_.post("/api/send_ussd", json::serialize(body));
        if (!got) co_return plain(got.error());
        co_return read_ussd_sent(got.value(), port);
    }
    static void describe_failure(const failure& why, std::vector<finding>& out) {
        const auto fine = [&](const char* step, const char* seen) {
            out.push_back({step, true, seen, ""});
        };
        if (why.code == "login") {
            fine("address", "a web server answers");
            out.push_back({"login", false, why.detail, "Enter the user and password of the box"});
        } else if (why.code == "unsupported" || why.code == "protocol" || why.code == "method" ||
                   why.code == "rejected") {
            fine("address", "a web server answers");
            fine("login", "nothing was refused");
            out.push_back({"firmware", false, why.detail,
                "On the box, set Mobile Configuration > Basic Configuration > API to New Version; "
                "it needs firmware 1102 or later"});
        } else {
            out.push_back({"address", false, why.code + ": " + why.detail,
                "Check address, port and scheme, and that the box lets this server in"});
        }
    }

    settings settings_;
    link link_;
    port_lock lock_;
    std::set<int> blocked_;
    std::map<std::int64_t, sys_ms> handed_over_;  // texts whose time the box has not told yet
};

}  // namespace

std::unique_ptr<box> make(asio::any_io_executor, settings s, event_sink) {
    return std::make_unique<driver>(std::move(s));
}

}  // namespace zenix::gateways::drivers::dinstar
