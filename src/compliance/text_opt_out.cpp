#include "compliance/text_opt_out.hpp"

#include "audit/audit_log.hpp"

#include <array>

namespace zenix::compliance {
namespace {

constexpr std::string_view select_entries =
    "select o.id, o.phone_number, o.reason, o.source, o.word, o.created_at, o.created_by,"
    " c.id as customer_id, c.name as customer_name from text_opt_outs o"
    " left join lateral (select c.id, c.name from customer_phones p join customers c"
    "   on c.id = p.customer_id where p.e164 = o.phone_number"
    "   order by p.kind <> 'primary', c.id limit 1) c on true ";

opt_out_entry read_row(const pg::row& r) {
    opt_out_entry e;
    e.id = r.integer("id");
    e.phone_number = r.text("phone_number");
    e.reason = r.text("reason");
    e.source = r.text("source");
    e.word = r.maybe_text("word");
    e.created_at = r.time("created_at");
    e.created_by = r.maybe_text("created_by");
    e.customer_id = r.maybe_integer("customer_id");
    e.customer_name = r.text("customer_name");
    return e;
}

}  // namespace

std::string_view to_string(opt_out_source s) {
    constexpr std::array<std::string_view, 3> names{"manual", "stop_word", "keyword"};
    return names[static_cast<std::size_t>(s)];
}

json::object to_json(const opt_out_entry& e) {
    json::value customer = nullptr;
    if (e.customer_id) customer = json::object{{"id", *e.customer_id}, {"name", e.customer_name}};
    return {{"phone_number", e.phone_number}, {"customer", std::move(customer)},
        {"reason", e.reason}, {"source", e.source}, {"word", opt(e.word)},
        {"created_at", to_rfc3339(e.created_at)}, {"created_by", opt(e.created_by)}};
}

task<bool> opt_out(pg::executor& db, std::string e164, std::string reason, opt_out_source source,
    std::optional<std::string> word, std::string by) {
    const auto made = co_await db.run(
        "insert into text_opt_outs (phone_number, reason, source, word, created_by)"
        " values ($1, $2, $3, $4, nullif($5, '')) on conflict (phone_number) do nothing",
        e164, reason, to_string(source), word, by);
    if (made.affected() == 0) co_return false;
    json::object details{{"source", to_string(source)}, {"reason", reason}};
    co_await audit::append(db, by, "text_opt_out.added", "phone:" + e164, std::move(details));
    co_return true;
}

task<bool> opt_in(pg::executor& db, std::string e164, std::string by) {
    const auto gone = co_await db.run("delete from text_opt_outs where phone_number = $1", e164);
    if (gone.affected() == 0) co_return false;
    co_await audit::append(db, by, "text_opt_out.removed", "phone:" + e164);
    co_return true;
}

task<std::optional<opt_out_entry>> find_opt_out(pg::executor& db, std::string e164) {
    const auto found = co_await db.run(
        std::string(select_entries) + "where o.phone_number = $1", std::move(e164));
    if (found.empty()) co_return std::nullopt;
    co_return read_row(found.front());
}

task<std::vector<opt_out_entry>> list_opt_outs(
    pg::executor& db, std::string digits, std::optional<std::int64_t> before, int limit) {
    const auto found = co_await db.run(std::string(select_entries) +
            "where ($1 = '' or o.phone_number like '%' || $1 || '%')"
            " and ($2::bigint is null or o.id < $2) order by o.id desc limit $3",
        std::move(digits), before, limit);
    std::vector<opt_out_entry> out;
    for (const auto row : found) out.push_back(read_row(row));
    co_return out;
}

}  // namespace zenix::compliance
