#include "gateways/written.hpp"

#include "base/problem.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::gateways {

std::string read_currency(fields& in) {
    auto currency = in.maybe_text("currency", {0, 8}).value_or("INR");
    if (currency.size() != 3 || !std::all_of(currency.begin(), currency.end(),
                                    [](char c) { return c >= 'A' && c <= 'Z'; }))
        throw invalid_field(
            in.path("currency"), "Three capital letters of ISO 4217, as INR or USD.");
    return currency;
}

std::vector<std::string> read_prefixes(
    fields& in, std::string_view name, std::size_t least, std::size_t most) {
    auto list = in.maybe_texts(name).value_or(std::vector<std::string>{});
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    for (const auto& p : list)
        if (!p.starts_with('+') || p.size() < least + 1 || p.size() > 13 ||
            !std::all_of(p.begin() + 1, p.end(), digit))
            throw invalid_field(in.path(name),
                fmt::format("Prefixes begin with + and have {} to 12 digits, as +9198.", least));
    if (list.size() > most)
        throw invalid_field(in.path(name), fmt::format("At most {} of them.", most));
    return list;
}

json::array texts_json(const std::vector<std::string>& list) {
    json::array out;
    for (const auto& t : list) out.emplace_back(t);
    return out;
}

task<std::int64_t> store_named(pg::executor& db, std::int64_t id, std::string add,
    std::string change, std::vector<pg::param> params, std::string what) {
    pg::rows done;
    bool taken = false;
    if (id != 0) params.emplace_back(id);
    try {
        done = co_await db.execute(id == 0 ? std::move(add) : std::move(change), std::move(params));
    } catch (const pg::sql_error& e) {
        if (!e.unique_violation()) throw;
        taken = true;
    }
    if (taken)
        throw conflict("name_taken",
            fmt::format("Another {} has this name; choose a different one.", what));
    if (done.empty()) throw not_found(fmt::format("There is no {} with this id.", what));
    co_return done.front().integer("id");
}

}  // namespace zenix::gateways
