#include "gateways/history.hpp"

#include "base/problem.hpp"

#include <algorithm>
#include <array>

namespace zenix::gateways {
namespace {

struct metric {
    std::string_view name, unit;
    /// Over summed counters; null leaves the step out.
    std::string_view value;
};
constexpr std::array<metric, 9> metrics{{
    {"minutes", "min", "ceil(coalesce(sum(billed_s), 0) / 60.0)"},
    {"attempts", "calls", "coalesce(sum(attempts), 0)"},
    {"answered", "calls", "coalesce(sum(answered), 0)"},
    {"texts", "texts", "coalesce(sum(texts), 0)"},
    {"recipients", "numbers", ""},
    {"asr", "percent", "round(100.0 * sum(answered) / nullif(sum(attempts), 0), 1)"},
    {"acd", "s", "round(sum(seconds) / nullif(sum(answered), 0))"},
    {"credit", "minor", ""},
    {"signal", "csq", ""},
}};

const metric& find(std::string_view name) {
    return *std::find_if(
        metrics.begin(), metrics.end(), [&](const metric& m) { return m.name == name; });
}

constexpr auto by_the_hour_for = std::chrono::hours(48);

bool by_hour(const series_wish& w) { return w.to - w.from <= by_the_hour_for; }

json::object answer(const series_wish& w, std::string_view step, const pg::rows& found) {
    json::array points;
    for (const auto row : found)
        if (const auto value = row.maybe_number("value"))
            points.push_back(json::object{{"at", to_rfc3339(row.time("at"))}, {"value", *value}});
    return {{"metric", w.metric}, {"unit", find(w.metric).unit}, {"step", step},
        {"from", to_rfc3339(w.from)}, {"to", to_rfc3339(w.to)}, {"points", std::move(points)}};
}

/// Steps of whole hours, or of days of the zone, each with what of the table falls into it. `$1`
/// from, `$2` to, `$3` zone; `owner` says whose rows.
std::string stepped(
    bool hours, const std::string& table, const std::string& owner, std::string_view value) {
    const std::string step = hours ? "hour" : "day";
    return "select s.at, (select " + std::string(value) + " from " + table + " u where " + owner +
           " and u.hour >= s.at and u.hour < s.next) as value from (select"
           " (l at time zone $3) as at, ((l + interval '1 " + step +
           "') at time zone $3) as next from generate_series(date_trunc('" + step +
           "', $1::timestamptz at time zone $3), $2::timestamptz at time zone $3, interval '1 " +
           step + "') l) s order by s.at";
}

/// Hours are kept as UTC has them, so that is where hourly steps begin.
std::string zone_of(bool hours, const std::string& zone) { return hours ? "UTC" : zone; }

}  // namespace

series_wish read_series_wish(const std::optional<std::string>& metric_named,
    const std::optional<std::string>& from, const std::optional<std::string>& to, sys_ms now) {
    series_wish w;
    const auto known = std::any_of(metrics.begin(), metrics.end(),
        [&](const metric& m) { return metric_named && m.name == *metric_named; });
    if (!known)
        throw invalid_field("metric",
            "One of minutes, attempts, answered, texts, recipients, asr, acd, credit, signal.");
    w.metric = *metric_named;
    const auto read = [](const char* name, const std::optional<std::string>& text, sys_ms otherwise) {
        if (!text) return otherwise;
        const auto t = parse_time(*text);
        if (!t) throw invalid_field(name, "An instant of RFC 3339, as 2026-11-29T00:00:00Z.");
        return *t;
    };
    w.to = read("to", to, now);
    w.from = read("from", from, w.to - std::chrono::hours(24 * 7));
    if (w.from >= w.to) throw invalid_field("from", "It must be before `to`.");
    if (w.to - w.from > std::chrono::hours(24 * 400))
        throw invalid_field("from", "At most 400 days can be shown at once.");
    return w;
}

task<json::object> sim_series(
    pg::executor& db, std::string iccid, series_wish w, std::string zone) {
    if (w.metric == "credit") {
        const auto found = co_await db.run(
            "select at, amount_minor as value from sim_credits where iccid = $1"
            " and at >= $2::timestamptz and at <= $3::timestamptz order by at",
            iccid, w.from, w.to);
        co_return answer(w, "reading", found);
    }
    if (w.metric == "signal") {
        const auto found = co_await db.run(
            "select at, csq as value from sim_signals where iccid = $1"
            " and at >= $2::timestamptz and at <= $3::timestamptz order by at",
            iccid, w.from, w.to);
        co_return answer(w, "reading", found);
    }
    if (w.metric == "recipients") {
        const auto found = co_await db.run(
            "select (d at time zone $3) as at, (select count(*) from sim_contacts c"
            " where c.iccid = $4 and c.day = d::date) as value from generate_series("
            "date_trunc('day', $1::timestamptz at time zone $3), $2::timestamptz at time zone $3,"
            " interval '1 day') d order by d",
            w.from, w.to, zone, iccid);
        co_return answer(w, "day", found);
    }
    const bool hours = by_hour(w);
    // In two steps: the coroutine keeps what the statement is made of.
    const auto sql = stepped(hours, "sim_use_hours", "u.iccid = $4", find(w.metric).value);
    const auto found = co_await db.run(sql, w.from, w.to, zone_of(hours, zone), iccid);
    co_return answer(w, hours ? "hour" : "day", found);
}

task<json::object> port_series(
    pg::executor& db, std::int64_t trunk_id, int port, series_wish w, std::string zone) {
    constexpr std::array<std::string_view, 5> of_ports{
        "minutes", "attempts", "answered", "asr", "acd"};
    if (std::find(of_ports.begin(), of_ports.end(), w.metric) == of_ports.end())
        throw invalid_field("metric", "Of a port: minutes, attempts, answered, asr, acd.");
    const bool hours = by_hour(w);
    const auto sql = stepped(
        hours, "port_use_hours", "u.trunk_id = $4 and u.port = $5", find(w.metric).value);
    const auto found = co_await db.run(sql, w.from, w.to, zone_of(hours, zone), trunk_id, port);
    co_return answer(w, hours ? "hour" : "day", found);
}

}  // namespace zenix::gateways
