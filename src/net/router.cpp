#include "base/log.hpp"
#include "net/encoding.hpp"
#include "net/http.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <set>
#include <stdexcept>

namespace zenix::net {

namespace {

bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::vector<std::string> segments_of(std::string_view path) {
    std::vector<std::string> out;
    split(path.substr(1), '/', [&](std::string_view s) { out.emplace_back(s); });
    return out;
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
    if (pattern.size() != path.size()) return false;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const bool same = is_parameter(pattern[i]) ? !path[i].empty() : pattern[i] == path[i];
        if (!same) return false;
    }
    return true;
}

/// Of two patterns that fit the same path: the one that is literal where they first differ in kind.
bool closer(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        if (is_parameter(a[i]) != is_parameter(b[i])) return is_parameter(b[i]);
    return false;
}

bool method_fits(const std::string& route, const std::string& asked) {
    return route == asked || (route == "GET" && asked == "HEAD");
}

bool has_credentials(const request& r) {
    return !r.header("cookie").empty() || !r.header("authorization").empty();
}

}  // namespace

void router::insert(route r) {
    if (r.pattern.empty() || r.pattern.front() != '/')
        throw std::logic_error("route pattern must begin with a slash: " + r.pattern);
    for (const route& other : routes_)
        if (other.method == r.method && other.pattern == r.pattern)
            throw std::logic_error(fmt::format("route {} {} is there twice", r.method, r.pattern));
    r.segments = segments_of(r.pattern);
    routes_.push_back(std::move(r));
}

void router::add(std::string method, std::string pattern, access who, handler h, route_options o) {
    insert({std::move(method), std::move(pattern), who, o, std::move(h), {}, {}, {}, {}});
}

void router::add_websocket(std::string pattern, access who, ws_check check, ws_handler h,
    std::string subprotocol, route_options o) {
    insert({"GET", std::move(pattern), who, o, {}, std::move(check), std::move(h),
        std::move(subprotocol), {}});
}

const router::route* router::match(request& r) const {
    const std::vector<std::string> path =
        r.path.empty() || r.path.front() != '/' ? std::vector<std::string>{} : segments_of(r.path);
    const route* best = nullptr;
    std::set<std::string> allowed;
    for (const route& candidate : routes_) {
        if (!fits(candidate.segments, path)) continue;
        allowed.insert(candidate.method);
        if (!method_fits(candidate.method, r.method)) continue;
        if (best == nullptr || closer(candidate.segments, best->segments)) best = &candidate;
    }
    if (best != nullptr) {
        r.params.clear();
        for (std::size_t i = 0; i < path.size(); ++i) {
            const std::string& s = best->segments[i];
            if (is_parameter(s)) r.params[s.substr(1, s.size() - 2)] = path[i];
        }
        return best;
    }
    if (!allowed.empty()) {
        if (allowed.contains("GET")) allowed.insert("HEAD");
        std::string names;
        for (const std::string& m : allowed) names += (names.empty() ? "" : ", ") + m;
        throw problem(405, "method_not_allowed",
            fmt::format("{} does not go here. Allowed: {}.", r.path, names))
            .with("allow", json::value(names));
    }
    const bool page = fallback_ && method_fits("GET", r.method) && !r.path.starts_with("/api/");
    if (!page) throw not_found(fmt::format("There is nothing at {}.", r.path));
    return nullptr;
}

task<void> router::admit(const route& found, request& r) const {
    const bool open = found.who.open();
    std::exception_ptr refused;
    if (authenticate_ && (!open || has_credentials(r))) {
        try {
            co_await authenticate_(r);
        } catch (...) {
            refused = std::current_exception();
        }
    }
    if (open) {
        if (refused) r.who.reset();
        co_return;
    }
    if (refused) std::rethrow_exception(refused);
    if (!r.who) throw problem(401, "not_signed_in", "Sign in first (POST /api/v1/session).");
    if (!found.who.allows(r.who->role))
        throw forbidden(fmt::format("The role {} may not do this.", to_string(r.who->role)));
}

task<response> router::run(request& r) const {
    const route* found = match(r);
    if (found == nullptr) {
        response page = co_await fallback_(r);
        co_return page;
    }
    co_await admit(*found, r);
    if (!found->run)
        throw problem(
            426, "upgrade_required", "This is a WebSocket: connect with wss:// or ws://.");
    response out = co_await found->run(r);
    co_return out;
}

task<response> router::answer(request& r) const {
    response out;
    std::exception_ptr fault;
    try {
        out = co_await run(r);
    } catch (...) {
        fault = std::current_exception();
    }
    if (fault) out = answer_to(fault, r);
    co_return out;
}

response router::answer_to(std::exception_ptr fault, const request& r) const {
    std::string what = "unknown exception";
    try {
        std::rethrow_exception(fault);
    } catch (const problem& p) {
        return reply_problem(p, r.id);
    } catch (const boost::system::system_error& e) {
        // Given up by its deadline or by a server that stops: no bug, and hardly anybody listens.
        if (e.code() == asio::error::operation_aborted) {
            log::info("net", "request given up", {{"request_id", r.id}, {"path", r.path}});
            return reply_problem(unavailable("cancelled", "This was given up. Try again."), r.id);
        }
        what = e.what();
    } catch (const std::exception& e) {
        what = e.what();
    } catch (...) {
    }
    if (map_exception_) {
        if (const auto mapped = map_exception_(fault)) return reply_problem(*mapped, r.id);
    }
    log::error("net", "request failed by exception",
        {{"request_id", r.id}, {"method", r.method}, {"path", r.path}, {"error", what}});
    return reply_problem(
        problem(500, "internal", "Something broke here. Tell the administrator the request_id."),
        r.id);
}

}  // namespace zenix::net
