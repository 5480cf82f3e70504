#include "crm/promises.hpp"

namespace zenix::crm {

json::object promise_json(const pg::row& r) {
    return {{"id", r.integer("id")}, {"loan_id", opt(r.maybe_integer("loan_id"))},
        {"amount", r.integer("amount")}, {"currency", r.text("currency")},
        {"due_date", r.text("due_date")}, {"state", r.text("state")},
        {"created_at", to_rfc3339(r.time("created_at"))}};
}

task<json::value> open_promise(pg::executor& db, std::int64_t customer_id) {
    const auto rows =
        co_await db.run("select id, loan_id, amount, currency, due_date, state, created_at"
                        " from promises where customer_id = $1 and state = 'open'"
                        " order by due_date, id limit 1",
            customer_id);
    if (rows.empty()) co_return nullptr;
    co_return promise_json(rows.front());
}

}  // namespace zenix::crm
