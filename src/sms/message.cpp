#include "sms/message.hpp"

#include "sms/text/split.hpp"

namespace zenix::sms {
namespace {

constexpr const char* select_messages = R"(
select m.id::text as id, m.direction, m.status, m.customer_id, c.name as customer_name, m.phone_number,
       m.message, m.created_at, m.updated_at, m.sim_slot, m.purpose, m.priority, m.source,
       coalesce(u.display_name, case when m.asked_by like 'token:%' then m.asked_by end) as by,
       m.owner_id, o.display_name as owner_name, m.language, m.template_id, m.template_version,
       t.code as template_code, m.encoding, m.characters, m.parts, m.sender,
       case when m.status = 'queued' and m.due_at > now() then m.due_at end as send_at, m.valid_until,
       m.route_kind, m.account_id, m.route_name, m.sim_iccid, m.route_explanation, m.attempts,
       m.error_code, m.error_text, m.gate_decision_id::text as gate_decision_id, m.submitted_at,
       m.accepted_at, m.done_at, m.cost_minor, m.currency, m.batch_id, m.rule_id, m.client_id,
       m.direction = 'received' and m.read_at is null as unread, m.dlt_entity_id, m.dlt_template_id
  from sms_logs m
  left join customers c on c.id = m.customer_id
  left join users u on u.id = m.user_id
  left join users o on o.id = m.owner_id
  left join message_templates t on t.id = m.template_id
)";

json::value route_json(const pg::row& r) {
    const auto kind = r.maybe_text("route_kind");
    if (!kind) return nullptr;
    return json::object{{"kind", *kind}, {"account_id", opt(r.maybe_integer("account_id"))},
        {"name", r.text("route_name")}, {"sim", opt(r.maybe_text("sim_iccid"))},
        {"port", opt(r.maybe_integer("sim_slot"))}, {"explanation", r.text("route_explanation")}};
}

json::value pair_json(const pg::row& r, const char* id, const char* name, const char* as) {
    const auto there = r.maybe_integer(id);
    if (!there) return nullptr;
    return json::object{{"id", *there}, {as, r.text(name)}};
}

json::object message_json(const pg::row& r) {
    json::value from_template = nullptr, error = nullptr;
    if (const auto id = r.maybe_integer("template_id"))
        from_template = json::object{{"id", *id}, {"code", r.text("template_code")},
            {"version", r.integer("template_version")}};
    if (const auto code = r.maybe_text("error_code"))
        error = json::object{{"code", *code}, {"text", r.text("error_text")}};
    return {{"id", r.text("id")}, {"direction", r.text("direction")}, {"status", r.text("status")},
        {"customer", pair_json(r, "customer_id", "customer_name", "name")},
        {"phone_number", r.text("phone_number")}, {"message", r.text("message")},
        {"created_at", to_rfc3339(r.time("created_at"))},
        {"updated_at", to_rfc3339(r.time("updated_at"))},
        {"sim_slot", opt(r.maybe_integer("sim_slot"))}, {"purpose", r.text("purpose")},
        {"priority", to_string(static_cast<priority>(r.integer("priority")))},
        {"source", r.text("source")}, {"by", opt(r.maybe_text("by"))},
        {"owner", pair_json(r, "owner_id", "owner_name", "name")},
        {"language", opt(r.maybe_text("language"))}, {"template", std::move(from_template)},
        {"encoding", r.text("encoding")}, {"characters", r.integer("characters")},
        {"parts", r.integer("parts")}, {"sender", opt(r.maybe_text("sender"))},
        {"send_at", opt(r.maybe_time("send_at"))}, {"valid_until", opt(r.maybe_time("valid_until"))},
        {"route", route_json(r)}, {"attempts", r.integer("attempts")}, {"error", std::move(error)},
        {"gate_decision_id", opt(r.maybe_text("gate_decision_id"))},
        {"submitted_at", opt(r.maybe_time("submitted_at"))},
        {"accepted_at", opt(r.maybe_time("accepted_at"))}, {"done_at", opt(r.maybe_time("done_at"))},
        {"cost", opt(r.maybe_integer("cost_minor"))}, {"currency", opt(r.maybe_text("currency"))},
        {"batch_id", opt(r.maybe_integer("batch_id"))},
        {"rule_id", opt(r.maybe_integer("rule_id"))},
        {"client_id", opt(r.maybe_integer("client_id"))}, {"unread", r.flag("unread")}};
}

std::vector<json::object> all_of(const pg::rows& rows) {
    std::vector<json::object> out;
    out.reserve(rows.size());
    for (const auto r : rows) out.push_back(message_json(r));
    return out;
}

}  // namespace

void measure(new_message& m) {
    const auto s = text::split(m.text);
    m.encoding = std::string(text::to_string(s.how));
    m.characters = s.characters;
    m.parts = s.expected;
}

std::string conversation_key(
    std::optional<std::int64_t> customer_id, const std::string& phone_number) {
    return customer_id ? "c" + std::to_string(*customer_id) : phone_number;
}

task<> insert_messages(pg::executor& db, std::vector<new_message> list) {
    if (list.empty()) co_return;
    // One column a vector; an empty text is null where the column may be.
    std::vector<std::vector<std::string>> c(36);
    for (auto& one : c) one.reserve(list.size());
    const auto number = [](const std::optional<std::int64_t>& v) {
        return v ? std::to_string(*v) : std::string();
    };
    for (auto& m : list) {
        std::size_t i = 0;
        const auto put = [&](std::string v) { c[i++].push_back(std::move(v)); };
        put(m.id);
        put(number(m.customer_id));
        put(m.phone_number);
        put(m.text);
        put(std::string(to_string(m.state)));
        put(to_rfc3339(m.created_at));
        put(number(m.user_id));
        put(m.asked_by);
        put(number(m.owner_id));
        put(m.source);
        put(std::string(to_string(m.purpose)));
        put(std::to_string(static_cast<int>(m.priority)));
        put(m.language.value_or(""));
        put(number(m.template_id));
        put(number(m.template_version));
        put(m.dlt_entity_id.value_or(""));
        put(m.dlt_template_id.value_or(""));
        put(m.registered ? "t" : "f");
        put(m.sender.value_or(""));
        put(m.encoding);
        put(std::to_string(m.characters));
        put(std::to_string(m.parts));
        put(to_rfc3339(m.due_at));
        put(m.valid_until ? to_rfc3339(*m.valid_until) : "");
        put(m.wait_until_lawful ? "t" : "f");
        put(number(m.wanted_account));
        put(m.wanted_sim.value_or(""));
        put(m.gate_decision_id.value_or(""));
        put(m.error_code.value_or(""));
        put(m.error_text.value_or(""));
        put(number(m.batch_id));
        put(number(m.rule_id));
        put(number(m.client_id));
        put(m.raw ? json::serialize(*m.raw) : "");
        put(conversation_key(m.customer_id, m.phone_number));
        put(m.client_told ? "t" : "f");
    }
    std::vector<pg::param> params;
    params.reserve(c.size());
    for (auto& one : c) params.emplace_back(one);
    co_await db.execute(R"(
insert into sms_logs (id, customer_id, phone_number, message, direction, status, created_at, user_id,
    asked_by, owner_id, source, purpose, priority, language, template_id, template_version,
    dlt_entity_id, dlt_template_id, registered, sender, encoding, characters, parts, due_at,
    valid_until, wait_until_lawful, wanted_account, wanted_sim, gate_decision_id, error_code,
    error_text, batch_id, rule_id, client_id, raw, conversation, client_told, done_at)
select a::uuid, nullif(b, '')::bigint, c, d, 'sent', e, f::timestamptz, nullif(g, '')::bigint, h,
    nullif(i, '')::bigint, j, k, l::smallint, nullif(m, ''), nullif(n, '')::bigint,
    nullif(o, '')::integer, nullif(p, ''), nullif(q, ''), r::boolean, nullif(s, ''), t, u::integer,
    v::smallint, w::timestamptz, nullif(x, '')::timestamptz, y::boolean, nullif(z, '')::bigint,
    nullif(aa, ''), nullif(ab, '')::uuid, nullif(ac, ''), nullif(ad, ''), nullif(ae, '')::bigint,
    nullif(af, '')::bigint, nullif(ag, '')::bigint, nullif(ah, '')::jsonb, ai,
    aj::boolean,
    case when e = 'refused' then f::timestamptz end
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
    $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[],
    $22::text[], $23::text[], $24::text[], $25::text[], $26::text[], $27::text[], $28::text[],
    $29::text[], $30::text[], $31::text[], $32::text[], $33::text[], $34::text[], $35::text[], $36::text[])
    x (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa, ab, ac, ad,
    ae, af, ag, ah, ai, aj))",
        std::move(params));
}

task<std::vector<json::object>> list_messages(pg::executor& db, message_filter f) {
    // One text for each set of filters, so that each gets the plan of its own index.
    std::string sql(select_messages);
    std::vector<pg::param> params;
    const auto where = [&](std::string_view condition, pg::param value) {
        params.push_back(std::move(value));
        sql += params.size() == 1 ? " where " : " and ";
        const auto place = "$" + std::to_string(params.size());
        for (const char ch : condition) ch == '?' ? sql += place : sql += ch;
    };
    if (f.customer_id) where("m.customer_id = ?", *f.customer_id);
    if (f.user_id) where("(m.user_id = ? or m.owner_id = ?)", *f.user_id);
    if (f.batch_id) where("m.batch_id = ?", *f.batch_id);
    if (f.account_id) where("m.account_id = ?", *f.account_id);
    if (f.client_id) where("m.client_id = ?", *f.client_id);
    if (f.phone_number) where("m.phone_number = ?", *f.phone_number);
    if (f.conversation) where("m.conversation = ?", *f.conversation);
    if (f.status) where("m.status = ?", *f.status);
    if (f.direction) where("m.direction = ?", *f.direction);
    if (f.source) where("m.source = ?", *f.source);
    if (f.from) where("m.created_at >= ?", *f.from);
    if (f.to) where("m.created_at < ?", *f.to);
    if (f.before) where("m.id < ?::uuid", *f.before);
    params.emplace_back(f.limit);
    sql += " order by m.id desc limit $" + std::to_string(params.size());
    const auto found = co_await db.execute(std::move(sql), std::move(params));
    co_return all_of(found);
}

task<std::vector<json::object>> messages_by_id(pg::executor& db, std::vector<std::string> ids) {
    const auto found = co_await db.run(
        std::string(select_messages) + " where m.id = any ($1::uuid[]) order by m.id",
        std::move(ids));
    co_return all_of(found);
}

task<std::optional<json::object>> find_message(pg::executor& db, std::string id) {
    const auto found =
        co_await db.run(std::string(select_messages) + " where m.id = $1::uuid", std::move(id));
    if (found.empty()) co_return std::nullopt;
    co_return message_json(found.front());
}

task<std::optional<json::object>> message_detail(pg::executor& db, std::string id) {
    const auto found = co_await db.run(std::string(select_messages) + " where m.id = $1::uuid", id);
    if (found.empty()) co_return std::nullopt;
    auto out = message_json(found.front());
    out["dlt_entity_id"] = opt(found.front().maybe_text("dlt_entity_id"));
    out["dlt_template_id"] = opt(found.front().maybe_text("dlt_template_id"));
    const auto parts =
        co_await db.run("select number, status, peer_id, error, submitted_at, done_at"
                        " from sms_parts where message_id = $1::uuid order by number",
            id);
    json::array list;
    for (const auto r : parts)
        list.push_back(json::object{{"number", r.integer("number")}, {"status", r.text("status")},
            {"peer_id", opt(r.maybe_text("peer_id"))}, {"error", opt(r.maybe_text("error"))},
            {"submitted_at", opt(r.maybe_time("submitted_at"))},
            {"done_at", opt(r.maybe_time("done_at"))}});
    out["part_list"] = std::move(list);
    co_return out;
}

}  // namespace zenix::sms
