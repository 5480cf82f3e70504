#include "identity/service.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "audit/audit_log.hpp"
#include "base/log.hpp"
#include "base/problem.hpp"
#include "base/secret.hpp"
#include "identity/store.hpp"

namespace zenix::identity {
namespace {

bool is_safe(std::string_view method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

principal holder(const directory::person& person, const session& s) {
    principal who;
    who.user_id = person.id;
    who.name = person.username;
    who.display_name = person.display_name;
    who.role = person.role;
    who.session = s.id;
    return who;
}

}  // namespace

service::service(asio::any_io_executor ex, pg::pool& db, worker_pool& workers, service_options options)
    : ex_(ex), db_(db), options_(std::move(options)), passwords_(ex, workers, options_.cost),
      guesses_(options_.guesses), tasks_(ex) {}

service::~service() = default;

task<void> service::start() {
    co_await load();
    for (const session& s : book_.all()) {
        const auto who = principal_of(s);
        if (!who) continue;
        for (const hook& h : starts_) h(*who);
    }
    tasks_.spawn("identity sweep", keep_sweeping());
}

task<void> service::stop() {
    tasks_.cancel();
    co_await tasks_.join(ms{2000});
    try {
        co_await write_behind();
    } catch (const pg::unavailable& fault) {
        log::warn("identity", "the last use of sessions is not written", {{"reason", fault.what()}});
    }
}

task<void> service::load() {
    const sys_ms at = options_.clock();
    std::vector<directory::person> people;
    std::vector<session> sessions;
    std::vector<api_token> tokens;
    std::uint64_t before = 0;
    co_await store::purge_sessions(db_, at);
    do {  // Until nothing was changed in between: what is read must be of one moment.
        before = changes_;
        people = co_await store::people(db_);
        sessions = co_await store::sessions(db_, at);
        tokens = co_await store::tokens(db_);
    } while (before != changes_);
    // What was just read may be older than what memory knows of use, never of validity.
    session_book fresh;
    people_.clear();
    tokens_.clear();
    for (const auto& p : people) people_.put(p);
    for (const auto& t : tokens) tokens_[t.id] = t;
    for (session s : sessions) {
        const auto owner = people_.find(s.user_id);
        if (!owner || !owner->active || is_expired(s, at, options_.idle)) continue;
        if (const session* known = book_.find(s.id)) s.last_seen_at = std::max(s.last_seen_at, known->last_seen_at);
        fresh.put(std::move(s));
    }
    for (const ended& e : unwritten_ends_) fresh.remove(e.session);
    for (const session& s : book_.all()) {
        if (!fresh.find(s.id)) end(s);
    }
    book_ = std::move(fresh);
    doubtful_ = false;
}

task<void> service::authenticate(net::request& r) {
    const std::string_view header = r.header("authorization");
    const auto cookie = r.cookie("zenix_session");
    if (!header.empty()) {
        r.who = who_bears(header);
    } else if (cookie) {
        r.who = who_holds(*cookie, r);
    }
    co_return;
}

principal service::who_bears(std::string_view header) {
    const problem refused(
        401, "bad_token",
        "The API token is not known, has expired or was revoked. Ask an administrator for a new one.");
    constexpr std::string_view scheme = "bearer ";
    if (header.size() <= scheme.size()) throw refused;
    for (std::size_t i = 0; i < scheme.size(); ++i) {
        const char c = header[i];
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (lower != scheme[i]) throw refused;
    }
    const std::string hash = secret::sha256_hex(header.substr(scheme.size()));
    const sys_ms at = options_.clock();
    for (auto& [id, t] : tokens_) {
        if (!secret::equal(t.token_hash, hash)) continue;
        if (t.expires_at && at >= *t.expires_at) throw refused;
        t.last_used_at = at;
        t.unsaved = true;
        principal who;
        who.name = "token:" + t.name;
        who.display_name = t.name;
        who.role = t.role;
        who.via_token = true;
        return who;
    }
    throw refused;
}

principal service::who_holds(const std::string& cookie, const net::request& r) {
    const sys_ms at = options_.clock();
    session* const s = book_.by_token_hash(secret::sha256_hex(cookie));
    const auto who = s && !is_expired(*s, at, options_.idle) ? principal_of(*s) : std::nullopt;
    if (!who) throw problem(401, "session_ended", "This session has ended. Sign in again.");
    if (!is_safe(r.method) && !secret::equal(r.header("x-csrf-token"), csrf_token(s->id))) {
        throw problem(403, "csrf", "Send the csrf_token of GET /api/v1/session as the header x-csrf-token.");
    }
    s->last_seen_at = at;
    s->unsaved = true;
    return *who;
}

std::optional<principal> service::principal_of(const session& s) const {
    const auto person = people_.find(s.user_id);
    return person && person->active ? std::optional(holder(*person, s)) : std::nullopt;
}

std::string service::csrf_token(const std::string& session_id) const {
    std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES> tag{};
    crypto_auth_hmacsha256(tag.data(), reinterpret_cast<const unsigned char*>(session_id.data()), session_id.size(),
                           options_.csrf_key.data());
    return secret::base64url(tag);
}

std::optional<sys_ms> service::session_expires(const std::string& session_id) const {
    const session* s = book_.find(session_id);
    return s ? std::optional(s->expires_at) : std::nullopt;
}

std::optional<principal> service::find_session(const std::string& session_id) const {
    const session* s = book_.find(session_id);
    if (!s || is_expired(*s, options_.clock(), options_.idle)) return std::nullopt;
    return principal_of(*s);
}

std::vector<principal> service::sessions() const {
    std::vector<principal> out;
    for (const session& s : book_.all()) {
        if (auto who = principal_of(s)) out.push_back(std::move(*who));
    }
    return out;
}

void service::end(const session& s) {
    const bool was_there = book_.remove(s.id);
    if (!was_there) return;
    ++changes_;
    // Also of one who was just switched off.
    const auto person = people_.find(s.user_id);
    const principal who = holder(person.value_or(directory::person{.id = s.user_id}), s);
    log::info("identity", "session ended", {{"user", s.user_id}, {"session", s.id}});
    for (const hook& h : ends_) h(who);
}

void service::end_all_of(std::int64_t user_id) {
    for (const session& s : book_.of_user(user_id)) end(s);
}

task<void> service::keep_sweeping() {
    while (true) {
        const bool slept = co_await sleep_for(options_.sweep_every);
        if (!slept) co_return;
        co_await sweep();
    }
}

task<void> service::sweep() {
    std::vector<std::string> over;
    for (const session& s : book_.expired(options_.clock(), options_.idle)) {
        over.push_back(s.id);
        end(s);
    }
    try {
        // Rows that this fails to delete are past their end, or will be, and so never read again.
        if (!over.empty()) co_await store::delete_sessions(db_, over);
        co_await write_behind();
        if (doubtful_) co_await load();
    } catch (const pg::unavailable& fault) {
        log::debug("identity", "sweep waits for the database", {{"reason", fault.what()}});
    }
}

task<void> service::write_behind() {
    while (!unwritten_ends_.empty()) {
        const ended e = unwritten_ends_.front();
        const auto tx = co_await db_.begin();
        co_await store::delete_session(*tx, e.session);
        co_await audit::append(*tx, e.who.name, "session.ended", fmt::format("user:{}", e.who.user_id));
        co_await tx->commit();
        std::erase_if(unwritten_ends_, [&](const ended& x) { return x.session == e.session; });
    }
    const auto used = book_.take_unsaved();
    if (!used.empty()) co_await store::save_last_seen(db_, used);
    std::vector<api_token> used_tokens;
    for (auto& [id, t] : tokens_) {
        if (t.unsaved) used_tokens.push_back(t);
        t.unsaved = false;
    }
    for (const api_token& t : used_tokens) co_await store::save_last_used(db_, t.id, *t.last_used_at);
}

}  // namespace zenix::identity
