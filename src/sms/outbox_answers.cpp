// What peers answered to what was handed over.
#include "sms/outbox_claim.hpp"

#include "pg/pool.hpp"

#include <algorithm>

namespace zenix::sms {
namespace {

constexpr std::int64_t attempts_most = 8;

/// What the parts make of the whole.
struct sum {
    status state = status::unknown;
    std::string code, text;
};
sum sum_of(const std::vector<part_answer>& parts) {
    std::size_t accepted = 0, for_now = 0, refused = 0;
    sum s;
    for (const auto& p : parts) {
        accepted += p.fate == part_fate::accepted ? 1 : 0;
        for_now += p.fate == part_fate::refused_for_now ? 1 : 0;
        refused += p.fate == part_fate::refused ? 1 : 0;
        if (p.fate != part_fate::accepted && s.code.empty()) {
            s.code = p.code;
            s.text = p.text;
        }
    }
    if (accepted == parts.size() && !parts.empty())
        s.state = status::accepted;
    else if (for_now == parts.size())
        s.state = status::queued;  // Certainly nothing left the house: it may be tried again.
    else if (accepted + for_now + refused == parts.size())
        s.state = status::failed;  // Where a part left, the rest is not sent again.
    else if (s.code.empty())
        s.code = "unknown", s.text = "nobody knows whether it was taken";
    return s;
}

constexpr std::string_view word(part_fate f) {
    switch (f) {
    case part_fate::accepted: return "accepted";
    case part_fate::refused_for_now:
    case part_fate::refused: return "failed";
    case part_fate::unknown: return "unknown";
    }
    return "unknown";
}

}  // namespace

task<std::vector<bool>> outbox::write_outcomes(std::vector<outcome> list) {
    std::vector<std::vector<std::string>> p(7), m(6);
    const auto number = [](const auto& v) { return v ? std::to_string(*v) : std::string(); };
    const auto now = p_.clock();
    for (const auto& o : list) {
        for (const auto& a : o.parts) {
            std::size_t i = 0;
            for (auto& v : {o.id, std::to_string(a.number), number(o.account_id), a.peer_written,
                     a.peer_id, std::string(word(a.fate)), a.code})
                p[i++].push_back(v);
        }
        auto s = sum_of(o.parts);
        auto due = now;
        if (s.state == status::queued) {
            due = now + retry_after(o.attempts);
            const bool late = o.valid_until && due >= *o.valid_until;
            if (o.attempts >= attempts_most || late) s.state = status::failed;
        }
        if (s.state == status::unknown) ++count_.unknown;
        ++count_.sent;
        count_text(s.state == status::accepted ? "accepted"
                : s.state == status::queued ? "retried"
                : s.state == status::failed ? "failed" : "unknown");
        std::size_t i = 0;
        for (auto& v : {o.id, std::string(to_string(s.state)), s.code, s.text, to_rfc3339(due),
                 std::to_string(o.parts.size())})
            m[i++].push_back(v);
    }
    const auto done = co_await p_.db.run(R"(
with part as (
    insert into sms_parts (message_id, number, account_id, peer_written, peer_id, status, error, done_at)
    select a::uuid, b::smallint, nullif(c, '')::bigint, nullif(d, ''), nullif(e, ''), f,
           nullif(g, ''), case when f = 'failed' then now() end
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
           x (a, b, c, d, e, f, g)
    on conflict (message_id, number) do update set account_id = excluded.account_id,
        peer_id = excluded.peer_id, peer_written = excluded.peer_written, error = excluded.error,
        status = case when sms_parts.done_at is null then excluded.status else sms_parts.status end,
        done_at = coalesce(sms_parts.done_at, excluded.done_at))
update sms_logs m set status = k.state, updated_at = now(), error_code = nullif(k.code, ''),
    error_text = nullif(k.text, ''),
    accepted_at = case when k.state = 'accepted' then now() else m.accepted_at end,
    done_at = case when k.state = 'failed' then now() end,
    due_at = case when k.state = 'queued' then k.due::timestamptz else m.due_at end,
    parts = greatest(k.parts::smallint, m.parts)
  from unnest($8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
       k (id, state, code, text, due, parts)
 where m.id = k.id::uuid and m.status in ('submitted', 'unknown')
returning m.id::text as id, m.source)",
        p[0], p[1], p[2], p[3], p[4], p[5], p[6], m[0], m[1], m[2], m[3], m[4], m[5]);
    std::vector<std::string> shown;
    for (const auto r : done)
        if (const auto source = r.text("source"); source != "smpp" && source != "batch")
            shown.push_back(r.text("id"));
    if (any_parked_) co_await heed_early(list);
    if (!shown.empty() && p_.changed) p_.changed(std::move(shown));
    co_return std::vector<bool>(list.size(), true);
}

/// Receipts that were here before the answer they speak of.
task<> outbox::heed_early(const std::vector<outcome>& list) {
    std::vector<std::string> accounts, peers;
    for (const auto& o : list)
        for (const auto& a : o.parts)
            if (o.account_id && !a.peer_id.empty()) {
                accounts.push_back(std::to_string(*o.account_id));
                peers.push_back(a.peer_id);
            }
    const auto found = co_await p_.db.run(
        "delete from sms_receipts r using unnest($1::bigint[], $2::text[]) k (account_id, peer_id)"
        " where r.account_id = k.account_id and r.peer_id = k.peer_id"
        " returning r.account_id, r.peer_id, r.status, r.error, r.at",
        accounts, peers);
    std::vector<receipt_news> news;
    for (const auto r : found) {
        const auto s = r.text("status");
        news.push_back({r.integer("account_id"), r.text("peer_id"),
            s == "delivered" ? receipt_state::delivered
            : s == "failed"  ? receipt_state::failed
            : s == "expired" ? receipt_state::expired : receipt_state::unknown,
            r.text("error"), r.time("at")});
    }
    if (!news.empty()) co_await write_receipts(std::move(news));
    const auto left = co_await p_.db.run("select exists (select from sms_receipts) as any");
    any_parked_ = left.front().flag("any");
}

}  // namespace zenix::sms
