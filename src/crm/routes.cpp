#include "crm/routes.hpp"

#include "audit/audit_log.hpp"
#include "base/problem.hpp"
#include "base/utf8.hpp"
#include "crm/callbacks.hpp"
#include "crm/calling_code.hpp"
#include "crm/customers.hpp"
#include "crm/dispositions.hpp"
#include "crm/fold.hpp"
#include "crm/history.hpp"
#include "crm/importer.hpp"

namespace zenix::crm {
namespace {

constexpr access everybody =
    access::of({role::telecaller, role::supervisor, role::admin, role::auditor});
constexpr access talkers = access::of({role::telecaller, role::supervisor, role::admin});
constexpr access keepers = access::of({role::supervisor, role::admin});

struct parts {
    pg::pool& db;
    worker_pool& workers;
    std::string home_country, home_code;
};

std::string subject(std::int64_t id) { return "customer:" + std::to_string(id); }

/// The parts that changed, for the audit log; never what they say.
json::array names_of(const customer_change& c) {
    json::array out;
    if (c.name) out.emplace_back("name");
    if (c.email) out.emplace_back("email");
    if (c.language) out.emplace_back("language");
    if (c.time_zone) out.emplace_back("time_zone");
    if (c.phones) out.emplace_back("phones");
    return out;
}

task<net::response> list(const parts& p, net::request& r) {
    r.only_query({"q"});
    const auto typed = r.maybe_query("q").value_or("");
    if (!is_utf8(typed)) throw bad_request("invalid_text", "The text is not UTF-8.", "q");
    if (characters(typed) > 100) throw invalid_field("q", "Must have at most 100 characters.");
    const auto after = r.maybe_query("cursor");
    const int limit = r.limit();
    found_page page;
    if (trim(typed).empty()) {
        page = co_await most_overdue(p.db, after, limit);
    } else {
        page = co_await search(p.db, plan_search(typed, p.home_code), after, limit);
    }
    auto items = co_await summaries(p.db, std::move(page.items));
    co_return net::reply_list(std::move(items), page.next);
}

task<net::response> create(const parts& p, net::request& r) {
    r.only_query({});
    auto wish = read_customer(r.json_body(), p.home_country);
    const auto tx = co_await p.db.begin();
    const auto id = co_await create_customer(*tx, std::move(wish));
    auto made = co_await customer_json(*tx, id, now());
    co_await audit::append(*tx, r.user().name, "customer.created", subject(id));
    co_await tx->commit();
    co_return net::reply(std::move(made), 201);
}

task<net::response> get(const parts& p, net::request& r) {
    r.only_query({});
    auto found = co_await customer_json(p.db, r.int_param("id"), now());
    co_return net::reply(std::move(found));
}

task<net::response> change(const parts& p, net::request& r) {
    r.only_query({});
    const auto id = r.int_param("id");
    auto wish = read_customer_change(r.json_body(), p.home_country);
    json::object details{{"changed", names_of(wish)}};
    const auto tx = co_await p.db.begin();
    co_await change_customer(*tx, id, std::move(wish));
    auto changed = co_await customer_json(*tx, id, now());
    co_await audit::append(*tx, r.user().name, "customer.changed", subject(id), std::move(details));
    co_await tx->commit();
    co_return net::reply(std::move(changed));
}

task<net::response> get_history(const parts& p, net::request& r) {
    r.only_query({});
    auto page = co_await history(p.db, r.int_param("id"), r.maybe_query("cursor"), r.limit());
    co_return net::reply_list(std::move(page.items), page.next);
}

task<net::response> note(const parts& p, net::request& r) {
    r.only_query({});
    const auto id = r.int_param("id");
    auto in = r.json_body();
    auto text = std::string(trim(in.text("text", {1, 16000})));
    in.done();
    if (text.empty() || characters(text) > 4000)
        throw invalid_field("text", "Must have 1 to 4000 characters.");
    auto made = co_await add_note(p.db, id, r.user(), std::move(text));
    co_return net::reply(std::move(made), 201);
}

task<net::response> list_codes(const parts& p, net::request& r) {
    r.only_query({});
    const auto all = co_await list_dispositions(p.db);
    json::array items;
    for (const auto& d : all) items.push_back(to_json(d));
    co_return net::reply_list(std::move(items), std::nullopt);
}

task<net::response> due_callbacks(const parts& p, net::request& r) {
    r.only_query({"scope"});
    const auto scope = r.maybe_query("scope").value_or("mine");
    if (scope != "mine" && scope != "team")
        throw invalid_field("scope", "Must be one of: mine, team.");
    std::optional<std::int64_t> owner;
    if (scope == "mine") owner = r.user().user_id;
    auto page = co_await list_callbacks(p.db, owner, r.maybe_query("cursor"), r.limit());
    co_return net::reply_list(std::move(page.items), page.next);
}

task<net::response> import_file(const parts& p, net::request& r) {
    r.only_query({"dry_run", "skip_bad_rows", "amounts"});
    const auto type = trim(r.header("content-type").substr(0, r.header("content-type").find(';')));
    if (type != "text/csv")
        throw problem(415, "unsupported_media_type",
            "Send the file itself as the body, with content-type text/csv.");
    import_options options;
    options.dry_run = r.flag_query("dry_run", true);
    options.skip_bad_rows = r.flag_query("skip_bad_rows", false);
    const auto unit = r.maybe_query("amounts").value_or("minor");
    if (unit != "minor" && unit != "major")
        throw invalid_field(
            "amounts", "amounts must be minor (paise) or major (rupees, as 1234.50).");
    options.unit = unit == "major" ? amounts::major : amounts::minor;
    options.home_country = p.home_country;
    options.actor = r.user().name;
    const auto report =
        co_await import_customers(p.db, p.workers, std::move(r.body), std::move(options));
    co_return net::reply(to_json(report));
}

}  // namespace

void add_routes(net::router& routes, pg::pool& db, worker_pool& workers, std::string home_country) {
    auto code = calling_code(home_country);
    const auto p =
        std::make_shared<const parts>(parts{db, workers, std::move(home_country), std::move(code)});
    const auto add = [&](const char* method, const char* pattern, access who, auto handle,
                         net::route_options o = {}) {
        routes.add(method, pattern, who, [p, handle](net::request& r) { return handle(*p, r); }, o);
    };
    add("GET", "/api/v1/customers", everybody, list);
    add("POST", "/api/v1/customers", keepers, create);
    add("GET", "/api/v1/customers/{id}", everybody, get);
    add("PATCH", "/api/v1/customers/{id}", keepers, change);
    add("GET", "/api/v1/customers/{id}/history", everybody, get_history);
    add("POST", "/api/v1/customers/{id}/notes", talkers, note);
    add("GET", "/api/v1/dispositions", access::any(), list_codes);
    add("GET", "/api/v1/callbacks", talkers, due_callbacks);
    net::route_options upload;
    upload.body_limit = 64 * 1024 * 1024;
    upload.deadline_s = 300;
    add("POST", "/api/v1/imports", keepers, import_file, upload);
}

}  // namespace zenix::crm
