#include "gateways/gsm_operator.hpp"

#include "base/problem.hpp"
#include "gateways/credit_pattern.hpp"
#include "gateways/written.hpp"

#include <algorithm>

namespace zenix::gateways {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

gsm_operator read_operator(fields in) {
    gsm_operator o;
    o.name = in.text("name", {1, 60});
    o.ussd_code = in.maybe_text("ussd_code", {0, 40});
    const auto code_like = [](char c) { return (c >= '0' && c <= '9') || c == '*' || c == '#'; };
    if (o.ussd_code && (o.ussd_code->size() < 2 || o.ussd_code->size() > 30 ||
                           !std::all_of(o.ussd_code->begin(), o.ussd_code->end(), code_like)))
        throw invalid_field(in.path("ussd_code"), "2 to 30 digits, * and #, as *123#.");
    o.credit_pattern = in.text("credit_pattern", {1, 300});
    if (auto fault = fault_of_pattern(o.credit_pattern); !fault.empty())
        throw invalid_field(in.path("credit_pattern"), std::move(fault));
    o.currency = read_currency(in);
    o.series = read_prefixes(in, "series", 2, 2000);
    o.ask_every_calls = in.maybe_integer("ask_every_calls", {1, 10000}).value_or(50);
    in.done();
    return o;
}

json::object to_json(const gsm_operator& o, std::int64_t sims) {
    return {{"id", o.id}, {"name", o.name}, {"ussd_code", opt(o.ussd_code)},
        {"credit_pattern", o.credit_pattern}, {"currency", o.currency},
        {"series", texts_json(o.series)}, {"ask_every_calls", o.ask_every_calls}, {"sims", sims}};
}

bool same_operator(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
        [](char x, char y) { return lower(x) == lower(y); });
}

series_index::series_index(const std::vector<gsm_operator>& all) {
    for (std::size_t i = 0; i < all.size(); ++i)
        for (const auto& p : all[i].series) prefixes_.emplace_back(p, static_cast<std::int16_t>(i));
    std::sort(prefixes_.begin(), prefixes_.end());
    for (const auto& [p, of] : prefixes_) {
        shortest_ = shortest_ == 0 ? p.size() : std::min(shortest_, p.size());
        longest_ = std::max(longest_, p.size());
    }
}

std::int16_t series_index::find(std::string_view e164) const {
    for (auto n = std::min(longest_, e164.size()); n >= shortest_ && n > 0; --n) {
        const auto prefix = e164.substr(0, n);
        const auto at = std::lower_bound(prefixes_.begin(), prefixes_.end(), prefix,
            [](const auto& e, std::string_view p) { return e.first < p; });
        if (at != prefixes_.end() && at->first == prefix) return at->second;
    }
    return nobody;
}

task<std::vector<gsm_operator>> load_operators(pg::executor& db) {
    const auto found = co_await db.run("select * from gsm_operators order by lower(name)");
    std::vector<gsm_operator> out;
    for (const auto row : found)
        out.push_back({row.integer("id"), row.text("name"), row.maybe_text("ussd_code"),
            row.text("credit_pattern"), row.text("currency"), row.texts("series"),
            row.integer("ask_every_calls")});
    co_return out;
}

task<gsm_operator> store_operator(pg::executor& db, gsm_operator o) {
    o.id = co_await store_named(db, o.id,
        "insert into gsm_operators (name, ussd_code, credit_pattern, currency, series, ask_every_calls)"
        " values ($1, $2, $3, $4, $5::text[], $6) returning id",
        "update gsm_operators set name = $1, ussd_code = $2, credit_pattern = $3, currency = $4,"
        " series = $5::text[], ask_every_calls = $6 where id = $7 returning id",
        {o.name, o.ussd_code, o.credit_pattern, o.currency, o.series, o.ask_every_calls},
        "operator");
    co_return o;
}

task<bool> remove_operator(pg::executor& db, std::int64_t id) {
    const auto gone = co_await db.run("delete from gsm_operators where id = $1", id);
    co_return gone.affected() == 1;
}

}  // namespace zenix::gateways
