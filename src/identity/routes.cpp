#include "identity/routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <regex>

#include "base/problem.hpp"

namespace zenix::identity {
namespace {

using person = directory::person;
constexpr auto administrators = access::of({role::admin});
constexpr auto overseers = access::of({role::supervisor, role::admin, role::auditor});

json::object user_json(const person& p) {
    return {{"id", p.id},
            {"username", p.username},
            {"display_name", p.display_name},
            {"role", to_string(p.role)},
            {"active", p.active},
            {"created_at", to_rfc3339(p.created_at)},
            {"last_sign_in_at", opt(p.last_sign_in_at)}};
}

json::object token_json(const api_token& t) {
    return {{"id", t.id},
            {"name", t.name},
            {"role", to_string(t.role)},
            {"created_at", to_rfc3339(t.created_at)},
            {"expires_at", opt(t.expires_at)},
            {"last_used_at", opt(t.last_used_at)}};
}

/// At most `max` characters, not bytes: names may be in any script.
std::string checked(std::string text, std::string_view name, std::size_t max) {
    const auto characters =
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
    if (static_cast<std::size_t>(characters) > max) {
        throw invalid_field(std::string(name), fmt::format("{} must have at most {} characters.", name, max));
    }
    return text;
}

role read_role(const std::string& text) { return parse_role(text).value(); }

problem malformed_cursor() {
    return bad_request("malformed_cursor", "The cursor is not one that this list gave. Start again without it.",
                       "cursor");
}

/// `token` empty takes the cookie away.
std::string cookie(const std::string& token, std::int64_t max_age_s) {
    return fmt::format("zenix_session={}; Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Strict", token, max_age_s);
}

json::object session_json(service& s, const principal& who, sys_ms expires_at) {
    const auto me = s.people().find(who.user_id);
    return {{"user", user_json(me.value_or(person{}))},
            {"csrf_token", s.csrf_token(who.session)},
            {"expires_at", to_rfc3339(expires_at)}};
}

task<net::response> sign_in(service& s, net::request& r) {
    fields in = r.json_body();
    std::string username = checked(in.text("username", {1, 256}), "username", 64);
    std::string password = checked(in.text("password", {1, 1024}), "password", 256);
    in.done();
    service::credentials given(std::move(username), std::move(password), r.remote_ip,
                               std::string(r.header("user-agent")));
    const auto done = co_await s.sign_in(std::move(given));
    if (const auto old = r.cookie("zenix_session")) co_await s.drop_cookie(*old);
    net::response out = net::reply(session_json(s, done.who, done.expires_at));
    out.with("Set-Cookie", cookie(done.token, done.lives.count() / 1000));
    out.with("Cache-Control", "no-store");
    co_return out;
}

task<net::response> get_session(service& s, net::request& r) {
    r.only_query({});
    const principal& who = r.user();
    if (who.via_token) {
        throw conflict("no_session",
                       "An API token has no session. It is sent with each request and needs nothing else.");
    }
    const auto expires = s.session_expires(who.session);
    net::response out = net::reply(session_json(s, who, expires.value_or(now())));
    out.with("Cache-Control", "no-store");
    co_return out;
}

task<net::response> sign_out(service& s, net::request& r) {
    if (r.user().via_token) {
        throw conflict("no_session", "An API token has no session. An administrator can revoke it.");
    }
    co_await s.sign_out(r.user());
    net::response out = net::no_content();
    out.with("Set-Cookie", cookie({}, 0));
    co_return out;
}

task<net::response> list_users(service& s, net::request& r) {
    r.only_query({});
    const auto limit = static_cast<std::size_t>(r.limit());
    const std::string after = r.maybe_query("cursor").value_or("");
    std::vector<person> people;
    for (const auto& [id, p] : s.people().all()) {
        if (p.username > after) people.push_back(p);
    }
    std::ranges::sort(people, {}, &person::username);
    std::optional<std::string> next;
    if (people.size() > limit) {
        people.resize(limit);
        next = people.back().username;
    }
    json::array items;
    for (const person& p : people) items.push_back(user_json(p));
    co_return net::reply_list(std::move(items), next);
}

person known_user(service& s, std::int64_t id) {
    const auto found = s.people().find(id);
    if (!found) throw not_found(fmt::format("There is no user {}.", id));
    return *found;
}

task<net::response> get_user(service& s, net::request& r) {
    r.only_query({});
    co_return net::reply(user_json(known_user(s, r.int_param("id"))));
}

task<net::response> create_user(service& s, net::request& r) {
    fields in = r.json_body();
    service::new_user fresh;
    fresh.username = in.text("username", {2, 64});
    fresh.display_name = checked(in.text("display_name", {1, 400}), "display_name", 100);
    fresh.role = read_role(in.choice("role", {"telecaller", "supervisor", "admin", "auditor"}));
    fresh.password = checked(in.text("password", {10, 1024}), "password", 256);
    in.done();
    static const std::regex form("[a-z0-9][a-z0-9._-]{1,63}");
    if (!std::regex_match(fresh.username, form)) {
        throw invalid_field("username",
                            "username must be 2 to 64 of a-z, 0-9, dot, dash and underscore, and begin with a letter "
                            "or digit.");
    }
    const person made = co_await s.create_user(r.user(), std::move(fresh));
    co_return net::reply(user_json(made), 201);
}

task<net::response> update_user(service& s, net::request& r) {
    const std::int64_t id = r.int_param("id");
    fields in = r.json_body();
    service::user_change change;
    if (auto text = in.maybe_text("display_name", {1, 400})) change.display_name = checked(*text, "display_name", 100);
    if (const auto text = in.maybe_choice("role", {"telecaller", "supervisor", "admin", "auditor"})) {
        change.role = read_role(*text);
    }
    change.active = in.maybe_flag("active");
    if (auto text = in.maybe_text("password", {10, 1024})) change.password = checked(*text, "password", 256);
    in.done();
    if (!change.display_name && !change.role && !change.active && !change.password) {
        throw problem(422, "nothing_to_change", "Name at least one of display_name, role, active, password.");
    }
    const person is = co_await s.update_user(r.user(), id, std::move(change));
    co_return net::reply(user_json(is));
}

task<net::response> list_tokens(service& s, net::request& r) {
    r.only_query({});
    const auto limit = static_cast<std::size_t>(r.limit());
    std::int64_t after = 0;
    if (const auto text = r.maybe_query("cursor")) {
        const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), after);
        if (fault != std::errc{} || end != text->data() + text->size()) throw malformed_cursor();
    }
    json::array items;
    std::optional<std::string> next;
    for (auto it = s.tokens().upper_bound(after); it != s.tokens().end(); ++it) {
        if (items.size() == limit) {
            next = std::to_string(items.back().at("id").as_int64());
            break;
        }
        items.push_back(token_json(it->second));
    }
    co_return net::reply_list(std::move(items), next);
}

task<net::response> create_token(service& s, net::request& r) {
    fields in = r.json_body();
    std::string name = checked(in.text("name", {1, 256}), "name", 64);
    const role as = read_role(in.choice("role", {"telecaller", "supervisor", "admin", "auditor"}));
    const auto expires_at = in.maybe_time("expires_at");
    in.done();
    const auto made = co_await s.create_token(r.user(), std::move(name), as, expires_at);
    json::object body = token_json(made.about);
    body["token"] = made.token;
    net::response out = net::reply(std::move(body), 201);
    out.with("Cache-Control", "no-store");
    co_return out;
}

task<net::response> revoke_token(service& s, net::request& r) {
    co_await s.revoke_token(r.user(), r.int_param("id"));
    co_return net::no_content();
}

}  // namespace

void add_routes(net::router& routes, service& s) {
    using request = net::request;
    routes.add("POST", "/api/v1/session", access::everyone(), [&s](request& r) { return sign_in(s, r); });
    routes.add("GET", "/api/v1/session", access::any(), [&s](request& r) { return get_session(s, r); });
    routes.add("DELETE", "/api/v1/session", access::any(), [&s](request& r) { return sign_out(s, r); });
    routes.add("GET", "/api/v1/users", overseers, [&s](request& r) { return list_users(s, r); });
    routes.add("POST", "/api/v1/users", administrators, [&s](request& r) { return create_user(s, r); });
    routes.add("GET", "/api/v1/users/{id}", overseers, [&s](request& r) { return get_user(s, r); });
    routes.add("PATCH", "/api/v1/users/{id}", administrators, [&s](request& r) { return update_user(s, r); });
    routes.add("GET", "/api/v1/tokens", administrators, [&s](request& r) { return list_tokens(s, r); });
    routes.add("POST", "/api/v1/tokens", administrators, [&s](request& r) { return create_token(s, r); });
    routes.add("DELETE", "/api/v1/tokens/{id}", administrators, [&s](request& r) { return revoke_token(s, r); });
}

}  // namespace zenix::identity
