#include "audit/routes.hpp"

#include <charconv>

#include "audit/audit_log.hpp"
#include "base/problem.hpp"

namespace zenix::audit {
namespace {

/// A cursor is the id of the last entry of the page before.
std::optional<std::int64_t> read_cursor(const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    std::int64_t id = 0;
    const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), id);
    if (fault != std::errc{} || end != text->data() + text->size() || id <= 0) {
        throw bad_request("malformed_cursor", "The cursor is not one that this list gave. Start again without it.",
                          "cursor");
    }
    return id;
}

task<net::response> list_entries(pg::executor& db, net::request& r) {
    r.only_query({});
    const int limit = r.limit();
    const std::vector<entry> found = co_await list(db, read_cursor(r.maybe_query("cursor")), limit + 1);
    json::array items;
    std::optional<std::string> next;
    for (const entry& e : found) {
        if (items.size() == static_cast<std::size_t>(limit)) {
            next = std::to_string(items.back().at("id").as_int64());
            break;
        }
        items.push_back(json::object{{"id", e.id},
                                     {"at", to_rfc3339(e.at)},
                                     {"actor", e.actor},
                                     {"action", e.action},
                                     {"subject", e.subject},
                                     {"details", json::parse(e.details)},
                                     {"hash", e.hash}});
    }
    co_return net::reply_list(std::move(items), next);
}

}  // namespace

void add_routes(net::router& routes, pg::executor& db) {
    routes.add("GET", "/api/v1/audit", access::of({role::admin, role::auditor}),
               [&db](net::request& r) { return list_entries(db, r); });
}

}  // namespace zenix::audit
