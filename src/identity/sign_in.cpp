// service: coming in and going out.
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "audit/audit_log.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/problem.hpp"
#include "base/secret.hpp"
#include "identity/service.hpp"
#include "identity/store.hpp"

namespace zenix::identity {
namespace {

/// What a browser calls itself, fit for storage.
std::string tidy(std::string_view agent) {
    std::string out(agent.substr(0, 200));
    std::erase_if(out, [](char c) { return c < ' ' || c > '~'; });
    return out;
}

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

/// Whom a wrong guess is charged to: the address, and of IPv6 its network, for a host has 2^64 of them.
std::string origin_of(const std::string& ip) {
    boost::system::error_code fault;
    const auto address = asio::ip::make_address(ip, fault);
    if (fault || address.is_v4()) return ip;
    const auto v6 = address.to_v6();
    if (v6.is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, v6).to_string();
    auto bytes = v6.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return asio::ip::address_v6(bytes).to_string() + "/64";
}

std::string subject_of(std::int64_t user) { return user == 0 ? std::string{} : fmt::format("user:{}", user); }

}  // namespace

task<void> service::refuse_guess(const credentials& c, ms wait) {
    const auto seconds = static_cast<int>((wait.count() + 999) / 1000);
    const auto known = people_.find(c.username);
    if (guesses_.first_refusal(c.username, origin_of(c.remote_ip))) {
        log::warn("identity", "sign-in throttled", {{"ip", c.remote_ip}, {"wait_s", seconds}});
        const std::string actor = known ? known->username : "unknown";
        const json::object details{{"ip", c.remote_ip}, {"wait_s", seconds}};
        try {
            co_await audit::append(db_, actor, "session.throttled", subject_of(known ? known->id : 0), details);
        } catch (const pg::unavailable&) {  // The refusal stands without its line.
        }
    }
    throw problem(429, "throttled", fmt::format("Too many failed attempts. Try again in {} s.", seconds))
        .retry_after(seconds);
}

task<service::signed_in> service::sign_in(credentials c) {
    c.username = lower(std::move(c.username));
    const std::string origin = origin_of(c.remote_ip);
    const ms wait = guesses_.attempt(c.username, origin, options_.clock());
    if (wait.count() > 0) co_await refuse_guess(c, wait);

    std::optional<store::login> found;
    bool right = false;
    std::exception_ptr fault;
    try {
        found = co_await store::find_login(db_, c.username);
        // The same work for a name that nobody has, so that time does not tell which names exist.
        right = co_await passwords_.verify(found ? found->password_hash : std::string{}, c.password);
    } catch (...) {
        fault = std::current_exception();
    }
    if (fault) {
        guesses_.undo(c.username, origin);
        std::rethrow_exception(fault);
    }
    if (right && found->who.active) {
        if (passwords_.outdated(found->password_hash)) {
            found->password_hash = co_await passwords_.hash(c.password);
            co_await store::update_password(db_, found->who.id, found->password_hash);
        }
        guesses_.succeeded(c.username, origin);
        co_return co_await open_session(std::move(c), found->who, found->password_hash);
    }
    // Never what was typed as the name: people type passwords there.
    const char* why = !found ? "unknown user" : !right ? "wrong password" : "switched off";
    const std::string actor = found ? found->who.username : "unknown";
    const json::object details{{"ip", c.remote_ip}, {"why", why}};
    co_await audit::append(db_, actor, "session.failed", subject_of(found ? found->who.id : 0), details);
    log::info("identity", "sign-in failed", {{"ip", c.remote_ip}, {"why", why}});
    throw problem(401, "wrong_credentials", "The username or the password is not right.");
}

task<service::signed_in> service::open_session(credentials c, directory::person who, std::string password_hash) {
    const sys_ms at = options_.clock();
    std::string token = secret::random_token();
    session s{new_uuid(), secret::sha256_hex(token), who.id, at, at, at + options_.absolute, false};

    // Room for one more: the oldest go.
    std::vector<session> surplus = book_.of_user(who.id);
    const std::size_t keep = options_.sessions_per_user - 1;
    surplus.resize(surplus.size() > keep ? surplus.size() - keep : 0);
    std::vector<std::string> surplus_ids;
    for (const session& old : surplus) surplus_ids.push_back(old.id);

    const auto tx = co_await db_.begin();
    const auto now_is =
        co_await store::insert_session(*tx, s, std::move(password_hash), c.remote_ip, tidy(c.user_agent));
    if (!now_is) throw problem(401, "wrong_credentials", "The username or the password is not right.");
    if (!surplus_ids.empty()) co_await store::delete_sessions(*tx, surplus_ids);
    const json::object details{{"ip", c.remote_ip}};
    co_await audit::append(*tx, who.username, "session.started", subject_of(who.id), details);
    co_await tx->commit();

    for (const session& old : surplus) end(old);
    people_.put(*now_is);
    book_.put(s);
    ++changes_;
    const auto me = principal_of(s);
    log::info("identity", "signed in", {{"user", who.id}, {"session", s.id}});
    for (const hook& h : starts_) h(*me);
    co_return signed_in{std::move(token), *me, s.expires_at, options_.absolute};
}

task<void> service::sign_out(principal who) {
    const session* found = book_.find(who.session);
    if (!found) co_return;
    end(session(*found));
    unwritten_ends_.push_back({who.session, who});
    try {
        co_await write_behind();
    } catch (const pg::unavailable& fault) {
        log::warn("identity", "sign-out will be written later", {{"user", who.user_id}, {"reason", fault.what()}});
    }
}

task<void> service::drop_cookie(std::string token) {
    const session* found = book_.by_token_hash(secret::sha256_hex(token));
    if (!found) co_return;
    const auto who = principal_of(*found);
    if (who) co_await sign_out(*who);
}

}  // namespace zenix::identity
