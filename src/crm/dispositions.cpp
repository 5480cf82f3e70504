#include "crm/dispositions.hpp"

namespace zenix::crm {
namespace {

const std::string disposition_sql =
    "select d.*, r.label as contact_result_label from dispositions d"
    " join contact_results r on r.code = d.contact_result where d.active";

disposition read(const pg::row& r) {
    return {.code = r.text("code"),
        .label = r.text("label"),
        .contact_result = r.text("contact_result"),
        .contact_result_label = r.text("contact_result_label"),
        .hotkey = r.maybe_text("hotkey"),
        .final = r.flag("final"),
        .retry_after_minutes = r.maybe_integer("retry_after_minutes"),
        .max_tries = r.maybe_integer("max_tries"),
        .needs_promise = r.flag("needs_promise"),
        .needs_callback = r.flag("needs_callback"),
        .needs_note = r.flag("needs_note"),
        .needs_confirmation = r.flag("needs_confirmation"),
        .adds_to_dnc = r.flag("adds_to_dnc"),
        .counts_as_conversation = r.flag("counts_as_conversation")};
}

}  // namespace

json::object to_json(const disposition& d) {
    return {{"code", d.code}, {"label", d.label}, {"contact_result", d.contact_result},
        {"contact_result_label", d.contact_result_label}, {"hotkey", opt(d.hotkey)},
        {"final", d.final}, {"retry_after_minutes", opt(d.retry_after_minutes)},
        {"max_tries", opt(d.max_tries)}, {"needs_promise", d.needs_promise},
        {"needs_callback", d.needs_callback}, {"needs_note", d.needs_note},
        {"needs_confirmation", d.needs_confirmation}, {"adds_to_dnc", d.adds_to_dnc},
        {"counts_as_conversation", d.counts_as_conversation}};
}

task<std::vector<disposition>> list_dispositions(pg::executor& db) {
    const auto rows = co_await db.run(disposition_sql + " order by r.place, d.place, d.code");
    std::vector<disposition> out;
    for (const auto r : rows) out.push_back(read(r));
    co_return out;
}

task<std::optional<disposition>> find_disposition(pg::executor& db, std::string code) {
    const auto rows = co_await db.run(disposition_sql + " and d.code = $1", code);
    if (rows.empty()) co_return std::nullopt;
    co_return read(rows.front());
}

}  // namespace zenix::crm
