#include "gateways/route_group.hpp"

#include "base/problem.hpp"
#include "gateways/caller_series.hpp"
#include "gateways/written.hpp"

#include <algorithm>
#include <array>

namespace zenix::gateways {
namespace {

constexpr std::array<std::string_view, 5> strategies{
    "least_used", "round_robin", "most_left", "cheapest", "sticky"};
constexpr std::array<std::string_view, 3> classes{"any", "sip", "gsm"};

template <class Enum, class Names>
Enum named(const Names& names, std::string_view word) {
    const auto at = std::find(names.begin(), names.end(), word);
    return at == names.end() ? Enum{} : static_cast<Enum>(at - names.begin());
}

std::vector<std::string> read_countries(fields& in) {
    auto list = in.maybe_texts("countries").value_or(std::vector<std::string>{});
    for (const auto& c : list)
        if (c.size() != 2 ||
            !std::all_of(c.begin(), c.end(), [](char l) { return l >= 'A' && l <= 'Z'; }))
            throw invalid_field(in.path("countries"), "Two capital letters each, as IN (ISO 3166).");
    return list;
}

std::vector<std::string> words(const std::vector<compliance::purpose>& list) {
    std::vector<std::string> out;
    for (const auto p : list) out.emplace_back(to_string(p));
    return out;
}

}  // namespace

std::string_view to_string(strategy s) { return strategies.at(static_cast<std::size_t>(s)); }
std::string_view to_string(route_class c) { return classes.at(static_cast<std::size_t>(c)); }

bool route_group::serves(
    std::string_view e164, std::string_view country, compliance::purpose p) const {
    const auto holds = [](const auto& list, const auto& one) {
        return list.empty() || std::find(list.begin(), list.end(), one) != list.end();
    };
    const auto begins = [&](const std::string& prefix) { return e164.starts_with(prefix); };
    return enabled && holds(purposes, p) && holds(countries, country) &&
           (prefixes.empty() || std::any_of(prefixes.begin(), prefixes.end(), begins));
}

group_wish read_group(fields in) {
    group_wish w;
    auto& g = w.wanted;
    g.name = in.text("name", {1, 60});
    g.position = in.maybe_integer("position", {0, 10000}).value_or(100);
    g.enabled = in.maybe_flag("enabled").value_or(true);
    g.strategy = named<strategy>(strategies,
        in.choice("strategy", {"least_used", "round_robin", "most_left", "cheapest", "sticky"}));
    g.ways = named<route_class>(
        classes, in.maybe_choice("class", {"any", "sip", "gsm"}).value_or("any"));
    g.purposes = read_purpose_list(
        in.maybe_texts("purposes").value_or(std::vector<std::string>{}), in.path("purposes"));
    g.countries = read_countries(in);
    g.prefixes = read_prefixes(in, "prefixes", 1, 200);
    w.trunks = in.maybe_texts("trunks").value_or(std::vector<std::string>{});
    g.typical_call_s = in.maybe_integer("typical_call_s", {1, 7200}).value_or(120);
    in.done();
    return w;
}

json::object to_json(const route_group& g, const std::vector<std::string>& trunks) {
    return {{"id", g.id}, {"name", g.name}, {"position", g.position}, {"enabled", g.enabled},
        {"strategy", to_string(g.strategy)}, {"class", to_string(g.ways)},
        {"purposes", to_json(g.purposes)}, {"countries", texts_json(g.countries)},
        {"prefixes", texts_json(g.prefixes)}, {"trunks", texts_json(trunks)},
        {"typical_call_s", g.typical_call_s}};
}

task<std::vector<route_group>> load_groups(pg::executor& db) {
    const auto found = co_await db.run("select g.*, array(select trunk_id::text from"
                                       " route_group_trunks m where m.group_id = g.id"
                                       " order by trunk_id) as trunks"
                                       " from route_groups g order by position, id");
    std::vector<route_group> out;
    for (const auto row : found) {
        route_group g;
        g.id = row.integer("id");
        g.name = row.text("name");
        g.position = row.integer("position");
        g.enabled = row.flag("enabled");
        g.strategy = named<strategy>(strategies, row.text("strategy"));
        g.ways = named<route_class>(classes, row.text("class"));
        g.purposes = read_purpose_list(row.texts("purposes"), "purposes");
        g.countries = row.texts("countries");
        g.prefixes = row.texts("prefixes");
        g.typical_call_s = row.integer("typical_call_s");
        g.all_trunks = row.flag("all_trunks");
        for (const auto& id : row.texts("trunks")) g.trunk_ids.push_back(std::stoll(id));
        out.push_back(std::move(g));
    }
    co_return out;
}

task<route_group> store_group(pg::executor& db, route_group g) {
    g.id = co_await store_named(db, g.id,
        "insert into route_groups (name, position, enabled, strategy, class, purposes, countries,"
        " prefixes, typical_call_s, all_trunks) values ($1, $2, $3, $4, $5, $6::text[], $7::text[],"
        " $8::text[], $9, $10) returning id",
        "update route_groups set name = $1, position = $2, enabled = $3, strategy = $4, class = $5,"
        " purposes = $6::text[], countries = $7::text[], prefixes = $8::text[],"
        " typical_call_s = $9, all_trunks = $10 where id = $11 returning id",
        {g.name, g.position, g.enabled, to_string(g.strategy), to_string(g.ways), words(g.purposes),
            g.countries, g.prefixes, g.typical_call_s, g.all_trunks},
        "route group");
    co_await db.run("delete from route_group_trunks where group_id = $1", g.id);
    for (const auto trunk : g.trunk_ids)
        co_await db.run("insert into route_group_trunks (group_id, trunk_id) values ($1, $2)"
                        " on conflict do nothing",
            g.id, trunk);
    co_return g;
}

task<bool> remove_group(pg::executor& db, std::int64_t id) {
    const auto gone = co_await db.run("delete from route_groups where id = $1", id);
    co_return gone.affected() == 1;
}

}  // namespace zenix::gateways
