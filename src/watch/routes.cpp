#include "watch/routes.hpp"

#include "audit/audit_log.hpp"
#include "base/problem.hpp"
#include "watch/kinds.hpp"

#include <algorithm>
#include <cctype>

namespace zenix::watch {
namespace {

constexpr access lookers = access::of({role::supervisor, role::admin, role::auditor});
constexpr access actors = access::of({role::supervisor, role::admin});
constexpr access admins = access::of({role::admin});

struct parts {
    watchman& keeper;
    pg::pool& db;
};

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

struct wish {
    std::string state = "active";
    resolved_filter filter;
};

wish read_wish(net::request& r) {
    r.only_query({"state", "kind", "severity", "q"});
    wish w;
    w.state = r.maybe_query("state").value_or("active");
    if (w.state != "active" && !parse_alert_state(w.state))
        throw invalid_field("state", "state must be one of: active, open, acknowledged, resolved.");
    w.filter.kind = r.maybe_query("kind");
    w.filter.severity = r.maybe_query("severity");
    if (w.filter.severity && !parse_severity(*w.filter.severity))
        throw invalid_field("severity", "severity must be one of: info, warning, critical.");
    w.filter.q = r.maybe_query("q");
    if (w.filter.q && w.filter.q->size() > 100) throw invalid_field("q", "At most 100 characters.");
    w.filter.before = r.maybe_query("cursor");
    if (w.filter.before && !is_uuid(*w.filter.before))
        throw bad_request("malformed_cursor",
            "The cursor is not one that this list gave. Start again without it.", "cursor");
    w.filter.limit = r.limit() + 1;
    return w;
}

bool fits(const alert& a, const wish& w) {
    const auto& f = w.filter;
    return (w.state == "active" || to_string(a.state) == w.state) &&
           (!f.kind || a.kind == *f.kind) &&
           (!f.severity || to_string(a.severity) == *f.severity) &&
           (!f.q || lower(a.subject + " " + a.text).find(lower(*f.q)) != std::string::npos);
}

/// What stands comes from memory, so that it is seen while the database is away; worst first, all
/// on one page. What is over comes from the database, newest first.
task<net::response> list_alerts(parts p, net::request& r) {
    const auto w = read_wish(r);
    json::array items;
    std::optional<std::string> next;
    if (w.state != "resolved") {
        for (const auto& a : p.keeper.unresolved())
            if (fits(a, w)) items.push_back(to_json(a));
        co_return net::reply_list(std::move(items), next);
    }
    const auto found = co_await list_resolved(p.db, w.filter);
    for (const auto& a : found) {
        if (items.size() + 1 == static_cast<std::size_t>(w.filter.limit)) {
            next = found[items.size() - 1].id;
            break;
        }
        items.push_back(to_json(a));
    }
    co_return net::reply_list(std::move(items), next);
}

task<net::response> get_alert(parts p, net::request& r) {
    r.only_query({});
    const auto id = r.uuid_param("id");
    const auto notices = co_await notices_of(p.db, id);
    std::optional<alert> found;
    if (const auto* standing = p.keeper.find(id)) found = *standing;
    if (!found) found = co_await find_alert(p.db, id);
    if (!found) throw not_found("There is no alert with this id.");
    auto body = to_json(*found);
    json::array list;
    for (const auto& n : notices) list.push_back(to_json(n));
    body["notices"] = std::move(list);
    co_return net::reply(std::move(body));
}

task<net::response> acknowledge(parts p, net::request& r) {
    const auto id = r.uuid_param("id");
    fields in = r.json_body();
    auto note = in.maybe_text("note", {1, 500});
    in.done();
    const auto after = co_await p.keeper.acknowledge(id, r.user().name, std::move(note));
    co_return net::reply(to_json(after));
}

task<net::response> list_kinds(net::request& r) {
    r.only_query({});
    json::array items;
    for (const auto& k : all_kinds()) items.push_back(to_json(k));
    co_return net::reply_list(std::move(items), std::nullopt);
}

task<net::response> get_settings(parts p, net::request& r) {
    r.only_query({});
    co_return net::reply(to_json(p.keeper.settings()));
}

task<net::response> put_settings(parts p, net::request& r) {
    auto wanted = read_settings(r.json_body(), p.keeper.settings(), p.keeper.key());
    co_await p.keeper.change_settings(std::move(wanted), r.user().name);
    co_return net::reply(to_json(p.keeper.settings()));
}

task<net::response> test_delivery(parts p, net::request& r) {
    fields in = r.json_body();
    const auto over = in.choice("channel", {"email", "webhook"});
    in.done();
    const auto sent =
        co_await p.keeper.send_test(over == "email" ? channel::email : channel::webhook);
    json::object details{{"channel", over}, {"ok", sent.ok()}};
    co_await audit::append(
        p.db, r.user().name, "alert_settings.tested", "alert-settings", std::move(details));
    const auto detail = sent ? std::string("It was taken.") : sent.error().detail;
    co_return net::reply(json::object{{"ok", sent.ok()}, {"detail", detail}});
}

}  // namespace

void add_routes(net::router& routes, watchman& keeper, pg::pool& db) {
    const parts p{keeper, db};
    routes.add(
        "GET", "/api/v1/alerts", lookers, [p](net::request& r) { return list_alerts(p, r); });
    routes.add(
        "GET", "/api/v1/alerts/{id}", lookers, [p](net::request& r) { return get_alert(p, r); });
    routes.add("POST", "/api/v1/alerts/{id}/acknowledge", actors,
        [p](net::request& r) { return acknowledge(p, r); });
    routes.add(
        "GET", "/api/v1/alert-kinds", lookers, [](net::request& r) { return list_kinds(r); });
    routes.add("GET", "/api/v1/alert-settings", admins,
        [p](net::request& r) { return get_settings(p, r); });
    routes.add("PUT", "/api/v1/alert-settings", admins,
        [p](net::request& r) { return put_settings(p, r); });
    routes.add("POST", "/api/v1/alert-settings/test", admins,
        [p](net::request& r) { return test_delivery(p, r); });
}

}  // namespace zenix::watch
