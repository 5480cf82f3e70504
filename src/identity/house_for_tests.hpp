#pragma once
#include <boost/asio/io_context.hpp>

#include "identity/routes.hpp"
#include "identity/service.hpp"
#include "pg/test_cluster.hpp"

namespace zenix::identity {

/// The room on a scratch database, with a clock of its own and cheap passwords, spoken to through
/// its routes as a browser would.
struct house {
    pg::test_database scratch;
    asio::io_context io;
    worker_pool workers{2};
    sys_ms now = parse_time("2026-11-22T09:00:00Z").value();
    pg::pool db{io.get_executor(), scratch.options()};
    service who{io.get_executor(), db, workers, options()};
    net::router routes;
    std::vector<std::string> started, ended;

    house() {
        pg::run(io, db.start());
        who.on_session_start([this](const principal& p) { started.push_back(p.name); });
        who.on_session_end([this](const principal& p) { ended.push_back(p.name); });
        pg::run(io, who.start());
        add_routes(routes, who);
        routes.set_authenticator([this](net::request& r) { return who.authenticate(r); });
        routes.set_exception_mapper(pg::problem_of);
        for (const auto& [name, as] : {std::pair{"boss", role::admin}, std::pair{"asha", role::telecaller}}) {
            pg::run(io, who.ensure_user(name, std::string("The ") + name, as, "long enough"));
        }
    }
    ~house() {
        pg::run(io, who.stop());
        pg::run(io, db.stop());
    }
    service_options options() {
        service_options o;
        o.csrf_key.fill(7);
        o.cost = {1, 8192};
        o.clock = [this] { return now; };
        return o;
    }

    struct browser {
        std::string cookie, csrf;
    };
    net::response send(std::string method, std::string path, json::value body = nullptr, const browser& from = {},
                       std::string token = {}) {
        net::request r;
        r.method = std::move(method);
        r.remote_ip = "10.0.0.9";
        const auto query = path.find('?');
        r.path = path.substr(0, query);
        if (query != std::string::npos) {
            const std::string rest = path.substr(query + 1);
            r.query[rest.substr(0, rest.find('='))] = rest.substr(rest.find('=') + 1);
        }
        if (!body.is_null()) {
            r.body = json::serialize(body);
            r.headers.emplace_back("content-type", "application/json");
        }
        if (!from.cookie.empty()) r.headers.emplace_back("cookie", "zenix_session=" + from.cookie);
        if (!from.csrf.empty()) r.headers.emplace_back("x-csrf-token", from.csrf);
        if (!token.empty()) r.headers.emplace_back("authorization", "Bearer " + token);
        return pg::run(io, routes.answer(r));
    }
    net::response try_sign_in(const std::string& name, const std::string& password) {
        return send("POST", "/api/v1/session", {{"username", name}, {"password", password}});
    }
    browser sign_in(const std::string& name, const std::string& password = "long enough") {
        const auto answer = try_sign_in(name, password);
        if (answer.status != 200) throw std::runtime_error(answer.body);
        const std::string set = header(answer, "Set-Cookie");
        const auto begin = set.find('=') + 1;
        return {set.substr(begin, set.find(';') - begin),
                std::string(json::parse(answer.body).at("csrf_token").as_string())};
    }
    static std::string header(const net::response& r, std::string_view name) {
        for (const auto& [n, v] : r.headers) {
            if (n == name) return v;
        }
        return {};
    }
    static std::string code(const net::response& r) {
        return std::string(json::parse(r.body).at("code").as_string());
    }
    std::vector<std::string> audited() {
        std::vector<std::string> out;
        for (const pg::row r :
             pg::run(io, db.run("select actor, action, subject, details from audit_log order by id"))) {
            out.push_back(r.text("actor") + " " + r.text("action") + " " + r.text("subject"));
        }
        return out;
    }
};

}  // namespace zenix::identity
