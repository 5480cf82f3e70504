#include "sms/outbox.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <variant>

namespace zenix::sms {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr std::size_t batch_most = 500;
constexpr std::int64_t attempts_most = 8;

void counted(const char* result, double by = 1) {
    metrics::counter("zenix_texts_total", "Texts by what became of them.", {{"result", result}})
        .Increment(by);
}

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

ms retry_after(std::int64_t attempts) {
    const auto n = std::clamp<std::int64_t>(attempts, 1, 10);
    return std::min<ms>(seconds(2) * (std::int64_t{1} << (n - 1)), seconds(600));
}

struct outbox::claim {
    enum class next : std::uint8_t { go, later, refuse, expire };
    order out;
    std::optional<std::int64_t> customer_id, wanted_account, client_id;
    std::optional<std::string> wanted_sim, decision_id;
    std::string purpose, source, asked_by;
    std::int64_t priority = 1, parts = 1, attempts = 0;
    bool registered = false, wait = false;
    next what = next::go;
    sms::way way;
    std::optional<compliance::permit> pass;
    sys_ms due_at{};
    std::string code, text;
};

outbox::outbox(outbox_parts parts)
    : p_(std::move(parts)), tasks_(p_.ex), bell_(p_.ex, asio::steady_timer::time_point::max()),
      storing_(
          p_.ex,
          [this](std::vector<new_message> list) -> task<std::vector<bool>> {
              std::vector<bool> done(list.size(), true);
              co_await insert_messages(p_.db, std::move(list));
              rouse();
              co_return done;
          },
          batch_most),
      answering_(
          p_.ex, [this](std::vector<outcome> list) { return write_outcomes(std::move(list)); },
          batch_most),
      hearing_(
          p_.ex, [this](std::vector<receipt_news> list) { return write_receipts(std::move(list)); },
          batch_most) {}

task<> outbox::store(new_message m) {
    const auto id = m.id;
    const bool visible = m.source != "smpp" && m.source != "batch";
    co_await storing_.put(std::move(m));
    if (visible && p_.changed) p_.changed({id});
}

task<> outbox::receipt(receipt_news news) { co_await hearing_.put(std::move(news)); }

void outbox::rouse() {
    roused_ = true;
    bell_.cancel();
}

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

task<> outbox::run() {
    while (!stopping_) {
        std::size_t done = 0;
        roused_ = false;
        try {
            done = co_await round();
        } catch (const std::exception& e) {
            log::warn("sms", "the outbox waits", {{"why", e.what()}});
        }
        if (done > 0 || roused_) continue;
        bell_.expires_after(ms(500));
        boost::system::error_code rung;
        co_await bell_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) co_return;
    }
}

task<> outbox::stop(ms patience) {
    stopping_ = true;
    rouse();
    const bool all = co_await tasks_.join(patience);
    if (all) co_return;
    tasks_.cancel();
    co_await tasks_.join(ms(1000));
}

/// One batch through all stages. Gives how many left or ended, so that a full house goes on at once.
task<std::size_t> outbox::round() {
    const auto room = std::min(p_.ways.room(), batch_most);
    // All windows are full: whoever gets an answer rouses us.
    if (room == 0 && p_.ways.any_up()) co_return 0;
    auto list = co_await read_due(std::max<std::size_t>(room, 20));
    if (list.empty()) co_return 0;
    const auto now = p_.clock();
    p_.ways.begin_round();
    for (auto& c : list) {
        if (c.out.valid_until && *c.out.valid_until <= now) {
            c.what = claim::next::expire;
            c.code = "expired";
            c.text = "It could not be sent within its validity.";
            continue;
        }
        auto chosen = p_.ways.choose({c.out.e164, c.purpose,
            std::string(to_string(static_cast<sms::priority>(c.priority))), c.wanted_account,
            c.wanted_sim, static_cast<std::size_t>(c.parts)});
        if (auto* w = std::get_if<sms::way>(&chosen)) {
            c.way = std::move(*w);
            continue;
        }
        const auto& no = std::get<no_way>(chosen);
        c.what = no.for_good ? claim::next::refuse : claim::next::later;
        c.code = "no_route";
        c.text = "No way out: " + no.why + ".";
        c.due_at = now + (no.busy ? ms(100) : ms(2000));
    }
    co_await judge(list);
    std::vector<claim> going, staying;
    for (auto& c : list) (c.what == claim::next::go ? going : staying).push_back(std::move(c));
    co_await put_aside(staying);
    const auto marked = co_await mark(going);
    std::vector<std::string> ids;
    for (auto& c : going) {
        if (!marked.contains(c.out.message_id)) continue;  // Cancelled in this moment.
        if (c.source != "smpp" && c.source != "batch") ids.push_back(c.out.message_id);
        tasks_.spawn("text", carry(std::move(c)));
    }
    if (!ids.empty() && p_.changed) p_.changed(std::move(ids));
    const auto moved = std::count_if(staying.begin(), staying.end(),
        [](const claim& c) { return c.what != claim::next::later; });
    co_return marked.size() + static_cast<std::size_t>(moved);
}

task<std::vector<outbox::claim>> outbox::read_due(std::size_t most) {
    const auto found = co_await p_.db.run(
        "select id::text as id, customer_id, phone_number, message, language, purpose, priority,"
        " registered, sender, dlt_entity_id, dlt_template_id, valid_until, wait_until_lawful,"
        " wanted_account, wanted_sim, attempts, gate_decision_id::text as decision, source, asked_by,"
        " client_id, parts, raw from sms_logs where status = 'queued' and due_at <= $1::timestamptz"
        " order by priority, due_at, id limit $2",
        p_.clock(), most);
    std::vector<claim> out;
    out.reserve(found.size());
    for (const auto r : found) {
        claim c;
        c.out.message_id = r.text("id");
        c.out.e164 = r.text("phone_number");
        c.out.text = r.text("message");
        c.out.sender = r.maybe_text("sender");
        c.out.language = r.maybe_text("language");
        c.out.dlt_entity_id = r.maybe_text("dlt_entity_id");
        c.out.dlt_template_id = r.maybe_text("dlt_template_id");
        c.out.valid_until = r.maybe_time("valid_until");
        if (auto raw = r.json("raw"); !raw.is_null()) c.out.raw = std::move(raw);
        c.customer_id = r.maybe_integer("customer_id");
        c.purpose = r.text("purpose");
        c.priority = r.integer("priority");
        c.registered = r.flag("registered");
        c.wait = r.flag("wait_until_lawful");
        c.wanted_account = r.maybe_integer("wanted_account");
        c.wanted_sim = r.maybe_text("wanted_sim");
        c.attempts = r.integer("attempts");
        c.decision_id = r.maybe_text("decision");
        c.source = r.text("source");
        c.asked_by = r.text("asked_by");
        c.client_id = r.maybe_integer("client_id");
        c.parts = r.integer("parts");
        out.push_back(std::move(c));
    }
    co_return out;
}

/// Asks the gate about all that have a way: many at once, a retry by itself, for it was counted.
task<> outbox::judge(std::vector<claim>& list) {
    std::vector<compliance::question> first;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto& c = list[i];
        if (c.what != claim::next::go) continue;
        compliance::question q;
        q.customer_id = c.customer_id;
        q.phone = c.out.e164;
        q.channel = compliance::channel::text;
        q.purpose =
            compliance::parse_purpose(c.purpose).value_or(compliance::purpose::recovery);
        q.counts_as_attempt = true;
        q.template_registered = c.registered;
        q.asked_by = c.asked_by;
        q.source = c.source;
        if (c.attempts > 0 && c.decision_id) {
            q.renews = c.decision_id;
            q.customer_id.reset();
        }
        places.push_back(i);
        first.push_back(std::move(q));
    }
    if (first.empty()) co_return;
    std::vector<compliance::answer> answers;
    if (std::none_of(first.begin(), first.end(), [](const auto& q) { return q.renews; })) {
        answers = co_await p_.gate.ask_all(std::move(first));
    } else {
        for (auto& q : first) {
            auto one = co_await p_.gate.ask(std::move(q));
            answers.push_back(std::move(one));
        }
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
        auto& c = list[places[i]];
        auto& a = answers[i];
        if (c.attempts == 0) c.decision_id = a.verdict.id;
        if (a.pass) {
            c.pass = std::move(a.pass);
            continue;
        }
        const auto next = a.verdict.next_lawful_at;
        const bool in_time = next && (!c.out.valid_until || *next < *c.out.valid_until);
        c.what = c.wait && in_time ? claim::next::later : claim::next::refuse;
        if (c.what == claim::next::later) c.due_at = *next;
        c.code = "gate_refused";
        c.text = a.verdict.summary;
    }
}

task<> outbox::put_aside(const std::vector<claim>& list) {
    if (list.empty()) co_return;
    std::vector<std::string> ids, states, due, codes, texts, decisions;
    std::vector<std::string> told;
    for (const auto& c : list) {
        ids.push_back(c.out.message_id);
        states.emplace_back(c.what == claim::next::later ? "queued"
                            : c.what == claim::next::expire ? "expired" : "refused");
        due.push_back(c.what == claim::next::later ? to_rfc3339(c.due_at) : "");
        codes.push_back(c.code);
        texts.push_back(c.text);
        decisions.push_back(c.code == "gate_refused" ? c.decision_id.value_or("") : "");
        if (c.what == claim::next::later && c.code == "no_route") continue;
        told.push_back(c.out.message_id);
        if (c.what == claim::next::later) continue;
        ++count_.refused;
        counted(c.what == claim::next::expire ? "expired" : "refused");
    }
    co_await p_.db.run(
        "update sms_logs m set status = k.state, updated_at = now(), error_code = k.code,"
        " error_text = k.text, due_at = coalesce(nullif(k.due, '')::timestamptz, m.due_at),"
        " gate_decision_id = coalesce(nullif(k.decision, '')::uuid, m.gate_decision_id),"
        " done_at = case when k.state <> 'queued' then now() end"
        " from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])"
        " k (id, state, due, code, text, decision)"
        " where m.id = k.id::uuid and m.status = 'queued'",
        ids, states, due, codes, texts, decisions);
    if (!told.empty() && p_.changed) p_.changed(std::move(told));
}

/// The durable mark: after it a row is never handed over again. A gateway's row
/// learns its SIM when that is chosen.
task<std::set<std::string>> outbox::mark(const std::vector<claim>& list) {
    std::set<std::string> out;
    if (list.empty()) co_return out;
    std::vector<std::vector<std::string>> c(9);
    for (const auto& one : list) {
        const auto number = [](const auto& v) { return v ? std::to_string(*v) : std::string(); };
        const auto cost = one.way.price_minor ? std::to_string(*one.way.price_minor * one.parts) : "";
        std::size_t i = 0;
        for (auto& v : {one.out.message_id, one.decision_id.value_or(""), one.way.kind,
                 number(one.way.account_id), number(one.way.trunk_id), one.way.name,
                 one.way.explanation, cost, one.way.currency})
            c[i++].push_back(v);
    }
    const auto done = co_await p_.db.run(R"(
update sms_logs m set status = 'submitted', submitted_at = now(), updated_at = now(),
    attempts = m.attempts + 1, gate_decision_id = nullif(k.decision, '')::uuid, route_kind = k.kind,
    account_id = nullif(k.account, '')::bigint, trunk_id = nullif(k.trunk, '')::bigint,
    box_id = null, sim_slot = null, sim_iccid = null, route_name = k.name, route_explanation = k.why,
    cost_minor = nullif(k.cost, '')::bigint, currency = case when k.cost <> '' then k.currency end,
    error_code = null, error_text = null
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::text[], $9::text[])
       k (id, decision, kind, account, trunk, name, why, cost, currency)
 where m.id = k.id::uuid and m.status = 'queued'
returning m.id::text as id)",
        c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8]);
    for (const auto r : done) out.insert(r.text("id"));
    co_return out;
}

task<> outbox::carry(claim c) {
    outcome o;
    o.id = c.out.message_id;
    o.account_id = c.way.account_id;
    o.attempts = c.attempts + 1;
    o.valid_until = c.out.valid_until;
    try {
        if (!c.out.sender) c.out.sender = c.way.sender;
        c.out.port = c.way.port;
        c.out.trunk_id = c.way.trunk_id;
        c.out.purpose = c.purpose;
        c.out.parts = static_cast<std::size_t>(c.parts);
        c.out.priority = static_cast<int>(c.priority);
        if (!c.pass || !c.pass->good(p_.clock())) {
            o.parts = {{1, part_fate::refused_for_now, {}, "late", "the gate is asked again"}};
        } else {
            o.parts = co_await c.way.out->send(std::move(*c.pass), std::move(c.out));
        }
    } catch (const std::exception& e) {
        log::error("sms", "a text's way out failed", {{"message", o.id}, {"why", e.what()}});
        o.parts = {{1, part_fate::unknown, {}, "unknown", "the server met an error on the way"}};
    }
    // The answer must be kept; the database may be away for a while.
    for (int round = 0;; ++round) {
        bool kept = false;
        try {
            auto copy = o;
            co_await answering_.put(std::move(copy));
            kept = true;
        } catch (const pg::unavailable&) {
        } catch (const std::exception& e) {
            log::error("sms", "an answer was not stored", {{"message", o.id}, {"why", e.what()}});
            if (round > 5) kept = true;  // It stays `submitted`, and is unknown after a restart.
        }
        if (kept) break;
        const bool slept = co_await sleep_for(ms(500));
        if (!slept) co_return;
    }
    rouse();
}

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
        counted(s.state == status::accepted ? "accepted"
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

task<bool> outbox::cancel(std::string id) {
    const auto done = co_await p_.db.run(
        "update sms_logs set status = 'cancelled', updated_at = now(), done_at = now()"
        " where id = $1::uuid and status = 'queued'",
        id);
    const bool was = done.affected() == 1;
    if (was && p_.changed) p_.changed({id});
    co_return was;
}

}  // namespace zenix::sms
