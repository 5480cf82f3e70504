// What became of texts: receipts, boxes' reports, questions, and what a former life left behind.
#include "base/log.hpp"
#include "sms/outbox.hpp"

#include <map>

namespace zenix::sms {
namespace {

constexpr std::string_view word(receipt_state s) {
    switch (s) {
    case receipt_state::delivered: return "delivered";
    case receipt_state::failed: return "failed";
    case receipt_state::expired: return "expired";
    case receipt_state::under_way:
    case receipt_state::unknown: return "unknown";
    }
    return "unknown";
}

// Parts that have all ended make the message's end; one that failed fails the whole.
constexpr const char* roll_up_sql = R"(
update sms_logs m set status = s.status, done_at = s.at, updated_at = now(),
    error_code = case when s.status = 'delivered' then null else coalesce(s.error, m.error_code) end,
    error_text = case when s.status = 'delivered' then null
                      when s.error is not null then 'The network says so in its receipt.'
                      else m.error_text end
  from (select message_id, max(done_at) as at, max(error) filter (where status <> 'delivered') as error,
               case when bool_or(status = 'failed') then 'failed' when bool_or(status = 'expired') then 'expired'
                    when bool_and(status = 'delivered') then 'delivered' end as status
          from sms_parts where message_id = any ($1::uuid[]) group by message_id) s
 where m.id = s.message_id and s.status is not null and s.at is not null
   and m.status in ('submitted', 'accepted', 'unknown')
returning m.id::text as id)";

}  // namespace

task<> outbox::recover() {
    // A gateway's part is written before its box is told: without one nothing had left.
    co_await p_.db.run("update sms_logs m set status = 'queued', due_at = now(), updated_at = now()"
                       " where status = 'submitted' and route_kind = 'gateway' and not exists (select"
                       " from sms_parts p where p.message_id = m.id and p.attempt = m.attempts)");
    const auto lost = co_await p_.db.run(
        "update sms_logs set status = 'unknown', updated_at = now(), error_code = 'interrupted',"
        " error_text = 'The server stopped while this was being handed over. It may have been sent;"
        " a receipt may still tell.' where status = 'submitted' returning id::text as id");
    if (!lost.empty()) log::warn("sms", "texts without an answer", {{"count", lost.size()}});
    const auto open = co_await p_.db.run(
        "select distinct p.message_id::text as id from sms_parts p join sms_logs m"
        " on m.id = p.message_id where m.status in ('accepted', 'unknown') and p.done_at is not null"
        " and p.done_at > now() - interval '3 days'");
    std::vector<std::string> ids;
    for (const auto r : open) ids.push_back(r.text("id"));
    co_await roll_up(std::move(ids));
}

task<std::vector<bool>> outbox::write_receipts(std::vector<receipt_news> list) {
    // The last word about each part; a receipt that says "on its way" changes nothing.
    std::map<std::pair<std::int64_t, std::string>, receipt_news> last;
    for (const auto& n : list) {
        if (n.state == receipt_state::under_way) continue;
        auto& there = last[{n.account_id, n.peer_id}];
        if (there.peer_id.empty() || n.state != receipt_state::unknown) there = n;
    }
    std::vector<std::vector<std::string>> c(5);
    for (const auto& [key, n] : last) {
        std::size_t i = 0;
        for (auto& v : {std::to_string(n.account_id), n.peer_id, std::string(word(n.state)), n.error,
                 to_rfc3339(n.at)})
            c[i++].push_back(v);
    }
    const auto found = co_await p_.db.run(R"(
with k as (select a::bigint as account_id, b as peer_id, c as status, nullif(d, '') as error,
                  e::timestamptz as at
             from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) x (a, b, c, d, e)),
hit as (
    update sms_parts p set status = k.status, error = k.error,
        done_at = case when k.status = 'unknown' then null else k.at end
      from k where p.account_id = k.account_id and p.peer_id = k.peer_id and p.done_at is null
    returning p.message_id),
parked as (
    insert into sms_receipts (account_id, peer_id, status, error, at)
    select account_id, peer_id, status, error, at from k
     where not exists (select from sms_parts p where p.account_id = k.account_id and p.peer_id = k.peer_id)
    returning 1)
select distinct message_id::text as id, null::bigint as parked from hit
union all select null, count(*) from parked)",
        c[0], c[1], c[2], c[3], c[4]);
    std::vector<std::string> ids;
    for (const auto r : found) {
        if (auto id = r.maybe_text("id")) ids.push_back(std::move(*id));
        if (r.integer("parked") > 0) any_parked_ = true;
    }
    co_await roll_up(std::move(ids));
    co_return std::vector<bool>(list.size(), true);
}

task<std::vector<std::int64_t>> outbox::box_reports(std::vector<box_report> list) {
    std::vector<std::vector<std::string>> c(6);
    for (const auto& n : list) {
        c[0].push_back(n.reference > 0 ? std::to_string(n.reference) : "");
        c[4].push_back(std::to_string(n.box_id));
        c[5].push_back(n.reference > 0 ? "" : n.task);
        c[1].push_back(n.sent_only ? "accepted" : std::string(word(n.state)));
        c[2].push_back(n.error);
        c[3].push_back(to_rfc3339(n.at));
    }
    const auto found = co_await p_.db.run(R"(
with hit as (
    update sms_parts p set status = k.status, error = nullif(k.error, ''),
        done_at = case when k.status in ('accepted', 'unknown') then null else k.at::timestamptz end
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
           k (reference, status, error, at, box, task)
     where (p.reference = nullif(k.reference, '')::bigint
            or (p.box_id = k.box::bigint and p.peer_id = nullif(k.task, '')))
       and p.done_at is null and p.status <> k.status
    returning p.message_id, p.status, p.reference),
told as (
    update sms_logs m set status = 'accepted', accepted_at = coalesce(m.accepted_at, now()),
        updated_at = now(), error_code = null, error_text = null
      from hit where hit.status = 'accepted' and m.id = hit.message_id and m.status in ('submitted', 'unknown')
    returning 1)
select message_id::text as id, reference from hit)",
        c[0], c[1], c[2], c[3], c[4], c[5]);
    std::vector<std::string> ids;
    std::vector<std::int64_t> references;
    for (const auto r : found) {
        ids.push_back(r.text("id"));
        references.push_back(r.integer("reference"));
    }
    if (!ids.empty() && p_.changed) p_.changed(ids);
    co_await roll_up(std::move(ids));
    co_return references;
}

task<> outbox::roll_up(std::vector<std::string> ids) {
    if (ids.empty()) co_return;
    const auto done = co_await p_.db.run(roll_up_sql, std::move(ids));
    std::vector<std::string> changed;
    for (const auto r : done) changed.push_back(r.text("id"));
    if (!changed.empty() && p_.changed) p_.changed(std::move(changed));
}

task<std::size_t> outbox::reconcile() {
    const auto found = co_await p_.db.run(
        "update sms_parts p set asked_at = now() from (select p.message_id, p.number, m.sender"
        "   from sms_parts p join sms_logs m on m.id = p.message_id"
        "   where p.done_at is null and p.peer_written is not null and p.account_id is not null"
        "   and m.status in ('accepted', 'unknown') and p.submitted_at < now() - interval '15 minutes'"
        "   and p.submitted_at > now() - interval '3 days'"
        "   and (p.asked_at is null or p.asked_at < now() - interval '1 hour')"
        "   order by p.submitted_at limit 100) k"
        " where p.message_id = k.message_id and p.number = k.number"
        " returning p.account_id, p.peer_id, p.peer_written, coalesce(k.sender, '') as sender");
    for (const auto r : found) {
        const auto at = p_.ways.accounts().find(r.integer("account_id"));
        if (at == p_.ways.accounts().end() || !at->second.out || !at->second.out->up()) continue;
        const auto out = at->second.out;  // Held: the account may change while we wait.
        const auto said = co_await out->query(r.text("peer_written"), r.text("sender"));
        if (!said || said.value() == receipt_state::under_way || said.value() == receipt_state::unknown)
            continue;
        co_await receipt({r.integer("account_id"), r.text("peer_id"), said.value(), "", p_.clock()});
    }
    co_return found.size();
}

}  // namespace zenix::sms
