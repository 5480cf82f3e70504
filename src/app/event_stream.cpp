#include "app/event_stream.hpp"

#include <fmt/format.h>

#include <memory>
#include <set>

#include "base/problem.hpp"

namespace zenix::app {
namespace {

struct question {
    std::set<std::string> topics;
    std::optional<std::uint64_t> after;
};

/// Throws the problem that refuses the handshake: unknown topic, malformed or stale cursor.
question read_question(const net::request& r, const event_hub& hub) {
    r.only_query({"topics", "after"});
    question q;
    const auto list = r.maybe_query("topics").value_or("me");
    for (std::size_t from = 0; from <= list.size();) {
        const auto comma = std::min(list.find(',', from), list.size());
        if (comma > from) q.topics.insert(list.substr(from, comma - from));
        from = comma + 1;
    }
    if (q.topics.empty())
        throw invalid_field("topics", "Name at least one topic: me, calls, agents, routing, alerts, messages.");
    for (const auto& t : q.topics) (void)hub.snapshot_of(t, r.user());
    if (const auto after = r.maybe_query("after")) q.after = hub.parse_cursor(*after);
    return q;
}

task<void> check(const event_hub& hub, net::request& r) {
    (void)read_question(r, hub);
    co_return;
}

}  // namespace

task<void> event_streams::serve(net::request& r, std::shared_ptr<net::websocket> ws) {
    auto& hub = hub_;
    const auto q = read_question(r, hub);
    const auto who = r.user();
    const auto wanted = [topics = q.topics, who](const event_hub::event& e) {
        return topics.contains(e.topic) && e.concerns(who);
    };
    std::string missed;
    if (q.after)
        for (const auto& e : hub.after(*q.after))
            if (wanted(e)) missed.append(missed.empty() ? "" : ",").append(*e.text);
    json::object topics;
    for (const auto& t : q.topics) topics[t] = hub.snapshot_of(t, who);
    ws->send(fmt::format(R"({{"type":"snapshot","cursor":"{}","topics":{},"missed":[{}]}})", hub.cursor(),
                         json::serialize(topics), missed));
    const auto id = hub.subscribe([ws, wanted](const event_hub::event& e) {
        if (wanted(e)) ws->send(*e.text);  // Too slow: it closes itself, 1013.
    });
    const auto mine = open_.emplace(who.session, ws);
    // The client has nothing to say; reading notices its leaving.
    for (;;) {
        const auto said = co_await ws->read();
        if (!said) break;
    }
    hub.unsubscribe(id);
    open_.erase(mine);
}

event_streams::event_streams(net::router& routes, event_hub& hub) : hub_(hub) {
    routes.add_websocket(
        "/api/v1/events", access::any(), [this](net::request& r) { return check(hub_, r); },
        [this](net::request& r, std::shared_ptr<net::websocket> ws) {
            return serve(r, std::move(ws));
        });
}

void event_streams::session_ended(const std::string& session) {
    const auto [from, to] = open_.equal_range(session);
    for (auto it = from; it != to; ++it)
        if (const auto ws = it->second.lock()) ws->close(4001, "signed out");
}

}  // namespace zenix::app
