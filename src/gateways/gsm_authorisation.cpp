#include "gateways/gsm_authorisation.hpp"

#include "base/problem.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::gateways {
namespace {

using compliance::purpose;

std::vector<std::string> words(const std::vector<purpose>& list) {
    std::vector<std::string> out;
    for (purpose p : list) out.emplace_back(to_string(p));
    return out;
}

std::vector<purpose> read_purposes(const std::vector<std::string>& list, const std::string& path) {
    std::vector<purpose> out;
    for (const auto& w : list) {
        const auto p = compliance::parse_purpose(w);
        if (!p) throw invalid_field(path, "Purposes are recovery, service, promotion.");
        if (std::find(out.begin(), out.end(), *p) == out.end()) out.push_back(*p);
    }
    return out;
}

void require(bool there, const char* field) {
    if (!there)
        throw invalid_field(field,
            "GSM routing can be switched on only with country, reference of the authorisation and"
            " purposes on record.");
}

}  // namespace

std::string gsm_authorisation::obstacle(std::string_view number_country, purpose p) const {
    if (!enabled || (demo && !demo_installation))
        return "GSM routing is off; an administrator can record the authorisation for it";
    if (country.value_or("") != number_country)
        return fmt::format("GSM routing is authorised in {}, and the number is of {}",
            country.value_or("no country"), number_country);
    if (std::find(purposes.begin(), purposes.end(), p) == purposes.end())
        return fmt::format("GSM routing is not authorised for {}", to_string(p));
    return {};
}

json::object to_json(const gsm_authorisation& a) {
    json::array purposes;
    for (purpose p : a.purposes) purposes.emplace_back(to_string(p));
    json::object o;
    o["enabled"] = a.enabled;
    o["country"] = opt(a.country);
    o["reference"] = opt(a.reference);
    o["purposes"] = std::move(purposes);
    o["recorded_by"] = opt(a.recorded_by);
    o["recorded_at"] = opt(a.recorded_at);
    o["demo"] = a.demo;
    return o;
}

gsm_authorisation read_authorisation(
    fields in, gsm_authorisation before, std::string by, sys_ms at) {
    // What the demonstration recorded is no authority of a person.
    const bool demo_installation = before.demo_installation;
    gsm_authorisation a = before.demo ? gsm_authorisation{} : std::move(before);
    a.demo_installation = demo_installation;
    a.enabled = in.flag("enabled");
    if (auto country = in.maybe_text("country", {2, 2})) {
        if (!std::all_of(
                country->begin(), country->end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
            throw invalid_field("country", "Two capital letters, as IN (ISO 3166).");
        a.country = std::move(country);
    }
    if (auto reference = in.maybe_text("reference", {3, 200})) a.reference = std::move(reference);
    if (const auto purposes = in.maybe_texts("purposes")) {
        a.purposes = read_purposes(*purposes, in.path("purposes"));
        if (a.purposes.empty()) throw invalid_field("purposes", "Name at least one purpose.");
    }
    in.done();
    if (a.enabled) {
        require(a.country.has_value(), "country");
        require(a.reference.has_value(), "reference");
        require(!a.purposes.empty(), "purposes");
    }
    a.recorded_by = std::move(by);
    a.recorded_at = at;
    a.demo = false;
    return a;
}

task<gsm_authorisation> load_authorisation(pg::executor& db) {
    const auto found = co_await db.run(
        "select a.enabled, country, reference, purposes, recorded_by, recorded_at, a.demo,"
        " i.demo as demo_installation from gsm_authorisation a cross join gate_installation i");
    const auto row = found.front();
    gsm_authorisation a;
    a.enabled = row.flag("enabled");
    a.country = row.maybe_text("country");
    a.reference = row.maybe_text("reference");
    a.purposes = read_purposes(row.texts("purposes"), "purposes");
    a.recorded_by = row.maybe_text("recorded_by");
    a.recorded_at = row.maybe_time("recorded_at");
    a.demo = row.flag("demo");
    a.demo_installation = row.flag("demo_installation");
    co_return a;
}

task<> store_authorisation(pg::executor& db, gsm_authorisation a) {
    co_await db.run(
        "update gsm_authorisation set enabled = $1, country = $2, reference = $3,"
        " purposes = $4::text[], recorded_by = $5, recorded_at = $6::timestamptz, demo = $7",
        a.enabled, a.country, a.reference, words(a.purposes), a.recorded_by, a.recorded_at, a.demo);
}

}  // namespace zenix::gateways
