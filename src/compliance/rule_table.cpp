#include "compliance/rule_table.hpp"

#include "base/problem.hpp"
#include "base/time.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace zenix::compliance {
namespace {

constexpr auto columns = "id, kind, title, jurisdiction, channels, purposes, parameters, source,"
                         " effective_from::text, effective_until::text, enabled, demo";

template <class E, class Parse>
std::vector<E> read_words(const std::vector<std::string>& words, Parse parse) {
    std::vector<E> out;
    for (const auto& w : words) out.push_back(parse(w).value());
    return out;
}

template <class E>
std::vector<std::string> write_words(const std::vector<E>& list) {
    std::vector<std::string> out;
    for (E e : list) out.emplace_back(to_string(e));
    return out;
}

rule read_row(const pg::row& row) {
    rule r;
    r.id = row.text("id");
    try {
        r.parameters = read_parameters(
            parse_rule_kind(row.text("kind")).value(), row.json("parameters").as_object());
        r.channels = read_words<channel>(row.texts("channels"), parse_channel);
        r.purposes = read_words<purpose>(row.texts("purposes"), parse_purpose);
        r.effective_from = parse_date(row.text("effective_from")).value();
        if (const auto until = row.maybe_text("effective_until"))
            r.effective_until = parse_date(*until).value();
    } catch (const std::exception& e) {
        throw std::runtime_error(
            fmt::format("rule {} cannot be read ({}); mend its row in gate_rules, or delete it",
                r.id, e.what()));
    }
    r.title = row.text("title");
    r.jurisdiction = row.text("jurisdiction");
    r.source = row.text("source");
    r.enabled = row.flag("enabled");
    r.demo = row.flag("demo");
    return r;
}

std::optional<std::chrono::year_month_day> read_day(fields& in, std::string_view name) {
    const auto text = in.maybe_text(name, {10, 10});
    if (!text) return std::nullopt;
    const auto day = parse_date(*text);
    if (!day) throw invalid_field(in.path(name), "Must be a day as YYYY-MM-DD.");
    return day;
}

}  // namespace

task<rule_set> load_rules(pg::executor& db) {
    // Version and rules in one statement, so that they belong together.
    const auto found =
        co_await db.run(fmt::format("select i.rules_version, r.* from gate_installation i left "
                                    "join (select {} from gate_rules) r"
                                    " on true order by r.id",
            columns));
    rule_set out;
    for (const auto row : found) {
        out.version = row.integer("rules_version");
        if (!row.null("id")) out.rules.push_back(read_row(row));
    }
    co_return out;
}

rule_change read_rule_change(fields in) {
    rule_change c;
    c.enabled = in.maybe_flag("enabled");
    c.parameters = in.maybe_raw_object("parameters");
    c.effective_from = read_day(in, "effective_from");
    if (in.has("effective_until")) c.effective_until = read_day(in, "effective_until");
    in.done();
    if (!c.enabled && !c.parameters && !c.effective_from && !c.effective_until)
        throw invalid_field("enabled",
            "Name what to change: enabled, parameters, effective_from or effective_until.");
    return c;
}

rule changed(rule r, const rule_change& change) {
    if (change.enabled) r.enabled = *change.enabled;
    if (change.parameters) r.parameters = read_parameters(r.kind(), *change.parameters);
    if (change.effective_from) r.effective_from = *change.effective_from;
    if (change.effective_until) r.effective_until = *change.effective_until;
    if (r.effective_until && *r.effective_until < r.effective_from)
        throw invalid_field("effective_until", "Must not be before effective_from.");
    if (r.demo && !r.effective_until)
        throw invalid_field("effective_until", "A rule of the demonstration needs a last day.");
    return r;
}

task<std::optional<rule>> find_rule(pg::executor& db, std::string id) {
    const auto found = co_await db.run(
        fmt::format("select {} from gate_rules where id = $1 for update", columns), std::move(id));
    if (found.empty()) co_return std::nullopt;
    co_return read_row(found.front());
}

task<> store_rule(pg::executor& db, rule r) {
    std::optional<std::string> until;
    if (r.effective_until) until = zenix::to_string(*r.effective_until);
    co_await db.run(
        "insert into gate_rules (id, kind, title, jurisdiction, channels, purposes, parameters, "
        "source,"
        " effective_from, effective_until, enabled, demo)"
        " values ($1, $2, $3, $4, $5::text[], $6::text[], $7::jsonb, $8, $9::date, $10::date, $11, "
        "$12)"
        " on conflict (id) do update set kind = excluded.kind, title = excluded.title,"
        " jurisdiction = excluded.jurisdiction, channels = excluded.channels,"
        " purposes = excluded.purposes, parameters = excluded.parameters, source = excluded.source,"
        " effective_from = excluded.effective_from, effective_until = excluded.effective_until,"
        " enabled = excluded.enabled, demo = excluded.demo, updated_at = now()",
        r.id, to_string(r.kind()), r.title, r.jurisdiction, write_words(r.channels),
        write_words(r.purposes), write_parameters(r.parameters), r.source,
        zenix::to_string(r.effective_from), until, r.enabled, r.demo);
}

}  // namespace zenix::compliance
