#include "lab/gateways/generic/gateway.hpp"

#include "asterisk/json_read.hpp"
#include "base/problem.hpp"
#include "net/client.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace zenix::lab {
namespace {

box_reply says(int status, const json::object& body) {
    box_reply r;
    r.status = status;
    r.body = json::serialize(body);
    return r;
}

box_reply refused(int status, std::string_view why) {
    return says(status, {{"success", false}, {"error", why}});
}

std::string_view word_of(const outgoing_text& t) {
    static constexpr std::array words{"queued", "sending", "sent", "failed", "delivered"};
    return words.at(static_cast<std::size_t>(t.state));
}

login::scheme scheme_of(const std::string& name) {
    if (name == "basic") return login::scheme::basic;
    return name == "none" ? login::scheme::none : login::scheme::digest;
}

}  // namespace

generic_gateway::generic_gateway(asio::any_io_executor ex, box_settings s)
    : gateway(ex, std::move(s)), pusher_(ex),
      http_(ex, [this](const box_request& r) { return answer(r, now()); }, settings_.port) {
    login_.user = settings_.username;
    login_.password = settings_.password;
    login_.kind = login::scheme::none;  // the plan's box asks nobody
    auto how = pusher_.manner();
    how.tries = 5;
    pusher_.set_manner(how);
}

std::string generic_gateway::url() const { return fmt::format("http://127.0.0.1:{}", port()); }

void generic_gateway::step(sys_ms at) {
    box_.step(at);
    for (const auto& e : box_.take_events()) {
        if (e.what == box_event::kind::text_came) {
            const auto* t = box_.inbox.find(e.id);
            if (t == nullptr) continue;
            pusher_.push(json::serialize(json::object{{"id", std::to_string(t->id)}, {"from", t->number},
                {"message", t->text}, {"sim_slot", t->port}, {"received_at", to_rfc3339(t->came)}}));
        } else if (push_reports_ && (e.what == box_event::kind::text_sent ||
                                        e.what == box_event::kind::text_receipt)) {
            const auto* t = box_.outbox.find(e.id);
            if (t != nullptr)
                pusher_.push(json::serialize(
                    json::object{{"id", std::to_string(t->id)}, {"status", word_of(*t)}}));
        }
    }
}

box_reply generic_gateway::answer(const box_request& r, sys_ms at) {
    if (auto no = login_.check(r)) return *no;
    box_.step(at);
    constexpr std::string_view texts = "/api/sms";
    if (r.path == texts)
        return r.method == "POST" ? send(r, at) : refused(405, "method not allowed");
    if (!r.path.starts_with("/api/sms/") || r.method != "GET") return refused(404, "not found");
    std::int64_t id = 0;
    const auto name = std::string_view(r.path).substr(texts.size() + 1);
    std::from_chars(name.data(), name.data() + name.size(), id);
    const auto* t = box_.outbox.find(id);
    if (t == nullptr) return refused(404, "no such message");
    return says(200, {{"id", std::to_string(id)}, {"to", t->number}, {"status", word_of(*t)},
                         {"sim_slot", t->port}});
}

box_reply generic_gateway::send(const box_request& r, sys_ms at) {
    constexpr std::size_t number_max = 24, text_max = 1500;
    boost::system::error_code bad;
    const auto v = json::parse(r.body, bad);
    if (bad || !v.is_object()) return refused(400, "body is not a JSON object");
    outgoing_text t;
    t.number = asterisk::text_at(v, "to");
    t.text = asterisk::text_at(v, "message");
    if (t.number.empty() || t.number.size() > number_max) return refused(400, "to is missing");
    if (t.text.empty() || t.text.size() > text_max) return refused(400, "message is missing");
    const auto& slot = asterisk::at(v, "sim_slot");
    if (slot.is_int64()) {
        t.allowed = {static_cast<int>(slot.get_int64())};
    } else if (!slot.is_null() && slot != json::value("auto")) {
        return refused(400, "sim_slot is auto or a number");
    }
    const bool road = std::any_of(box_.ports().begin(), box_.ports().end(), [&](const auto& p) {
        return p.usable(at) && (t.allowed.empty() || t.allowed.front() == p.index());
    });
    if (!road) return refused(503, "no SIM available");
    const auto id = box_.outbox.add(std::move(t), at);
    box_.step(at);
    if (manner_ == "bare") return says(200, {{"success", true}});
    if (manner_ == "empty") {
        box_reply none;
        none.status = 204;
        return none;
    }
    return says(200, {{"success", true}, {"id", std::to_string(id)}, {"status", "queued"}});
}

void generic_gateway::set_maker(fields& in) {
    if (const auto m = in.maybe_choice("manner", {"json", "bare", "empty"})) manner_ = *m;
    if (const auto a = in.maybe_choice("auth", {"none", "basic", "digest"}))
        login_.kind = scheme_of(*a);
    if (const auto u = in.maybe_text("push_url", {0, 2000})) {
        if (!u->empty() && !net::parse_url(*u))
            throw invalid_field(in.path("push_url"), "An http address, or nothing");
        pusher_.set_url(*u);
    }
    if (const auto p = in.maybe_flag("push_reports")) push_reports_ = *p;
    if (const auto refuse = in.maybe_flag("refuse_login")) login_.refuse_all = *refuse;
}

json::object generic_gateway::maker_json() const {
    static constexpr std::array words{"none", "basic", "digest", "both"};
    return {{"manner", manner_}, {"auth", words.at(static_cast<std::size_t>(login_.kind))},
        {"refuse_login", login_.refuse_all}, {"push_url", pusher_.url()},
        {"push_reports", push_reports_}, {"pushes_delivered", pusher_.delivered()},
        {"pushes_lost", pusher_.lost()}, {"requests", http_.requests()}};
}

}  // namespace zenix::lab
