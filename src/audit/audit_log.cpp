#include "audit/audit_log.hpp"

#include <fmt/format.h>

#include "base/secret.hpp"

namespace zenix::audit {
namespace {

constexpr int batch = 2000;

std::string netstring(std::string_view text) { return fmt::format("{}:{},", text.size(), text); }

/// What is hashed of an entry besides its id and the hash before it, which only the database knows.
std::string content_of(const entry& e) {
    return netstring(to_rfc3339(e.at)) + netstring(e.actor) + netstring(e.action) + netstring(e.subject) +
           netstring(e.details);
}

entry read(const pg::row& r) {
    return {r.integer("id"),  r.time("at"),         r.text("actor"), r.text("action"),
            r.text("subject"), r.text("details"), r.text("hash")};
}

}  // namespace

std::string hash_of(const entry& e, const std::string& previous) {
    return secret::sha256_hex(fmt::format("{}:{}:{}", previous, e.id, content_of(e)));
}

task<void> append(pg::executor& db, std::string actor, std::string action, std::string subject, json::object details,
                  std::optional<sys_ms> at) {
    entry e;
    e.at = at ? *at : now();
    e.actor = std::move(actor);
    e.action = std::move(action);
    e.subject = std::move(subject);
    e.details = json::serialize(details);
    std::string content = content_of(e);
    // The update takes the row's lock and, having waited for it, works on the newest version.
    co_await db.run(
        "with head as ("
        "  update audit_head set id = id + 1,"
        "    hash = encode(sha256(convert_to(hash || ':' || (id + 1)::text || ':' || $6::text, 'UTF8')), 'hex')"
        "  returning id, hash)"
        " insert into audit_log (id, at, actor, action, subject, details, hash)"
        " select id, $1, $2, $3, $4, $5, hash from head",
        e.at, e.actor, e.action, e.subject, e.details, std::move(content));
}

task<std::vector<entry>> list(pg::executor& db, std::optional<std::int64_t> before, int limit) {
    const pg::rows found = co_await db.run(
        "select id, at, actor, action, subject, details, hash from audit_log"
        " where $1::bigint is null or id < $1 order by id desc limit $2",
        before, limit);
    std::vector<entry> out;
    for (const pg::row r : found) out.push_back(read(r));
    co_return out;
}

task<verdict> verify(pg::executor& db) {
    verdict v;
    while (true) {
        const pg::rows found = co_await db.run(
            "select id, at, actor, action, subject, details, hash from audit_log where id > $1 order by id limit $2",
            v.entries, batch);
        for (const pg::row r : found) {
            const entry e = read(r);
            const std::int64_t due = v.entries + 1;
            if (e.id != due) {
                v.broken = due;
                v.why = fmt::format("entry {} is missing; the next one there is {}", due, e.id);
                co_return v;
            }
            if (hash_of(e, v.head) != e.hash) {
                v.broken = due;
                v.why = fmt::format("entry {} does not fit its hash: it, or the one before it, was changed", due);
                co_return v;
            }
            v.entries = e.id;
            v.head = e.hash;
        }
        if (found.size() < static_cast<std::size_t>(batch)) break;
    }
    // The head may have moved on while we walked; it must never be behind or elsewhere.
    const pg::rows head = co_await db.run("select id, hash from audit_head");
    const bool cut = head.empty() || head.front().integer("id") < v.entries ||
                     (head.front().integer("id") == v.entries && head.front().text("hash") != v.head);
    if (cut) {
        v.broken = v.entries;
        v.why = "the end of the chain does not match its head";
    } else if (head.front().integer("id") > v.entries) {
        const pg::rows more = co_await db.run("select from audit_log where id = $1", v.entries + 1);
        if (more.empty()) {
            v.broken = v.entries + 1;
            v.why = fmt::format("entry {} and those after it are missing", v.entries + 1);
        }
    }
    co_return v;
}

}  // namespace zenix::audit
