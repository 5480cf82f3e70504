#pragma once
#include "net/http.hpp"
#include "sms/office.hpp"

namespace zenix::sms {

/// Everything under `/api/v1/` that speaks of text messages. `o` must outlive the router.
void add_routes(net::router& routes, office& o);

// By subject; add_routes() calls them.
void add_message_routes(net::router& routes, office& o);
void add_writing_routes(net::router& routes, office& o);  ///< templates, rules, batches
void add_road_routes(net::router& routes, office& o);     ///< accounts, routes, clients
void add_list_routes(net::router& routes, office& o);     ///< webhooks, opt-outs, keywords

constexpr access readers_all =
    access::of({role::telecaller, role::supervisor, role::admin, role::auditor});
constexpr access talkers_all = access::of({role::telecaller, role::supervisor, role::admin});
constexpr access overseers_all = access::of({role::supervisor, role::admin, role::auditor});
constexpr access keepers_all = access::of({role::supervisor, role::admin});
constexpr access admins_all = access::of({role::admin});
constexpr access lookers_all = access::of({role::admin, role::auditor});

/// An id of a page's end, as these lists give it. Throws problem 400.
[[nodiscard]] std::optional<std::string> uuid_cursor(const net::request& r);
[[nodiscard]] std::optional<std::int64_t> number_cursor(const net::request& r);

}  // namespace zenix::sms
