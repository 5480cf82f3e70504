#include "dialer/campaigns/lead.hpp"

namespace zenix::dialer {

const char* const lead_columns =
    "l.id, l.campaign_id, l.customer_id, l.loan_id, l.owner_id, l.shown_to, l.name, l.phone, l.language, l.state,"
    " coalesce(l.call_id::text, '') as call_id, l.reason, l.last_outcome, l.last_call_id::text as last_call_id,"
    " l.next_at, l.last_at, l.guaranteed_until, l.tries, l.outcomes, coalesce(c.days_past_due, 0) as days_past_due,"
    " coalesce(c.amount_due, 0) as amount_due, coalesce(c.currency, 'INR') as currency,"
    " coalesce(c.time_zone, '') as time_zone, l.fields, l.created_at";

lead read_lead(const pg::row& r) {
    lead l;
    l.id = r.integer("id");
    l.campaign_id = r.integer("campaign_id");
    l.customer_id = r.maybe_integer("customer_id");
    l.loan_id = r.maybe_integer("loan_id");
    l.owner_id = r.maybe_integer("owner_id");
    l.shown_to = r.maybe_integer("shown_to");
    l.name = r.text("name");
    l.phone = r.text("phone");
    l.language = r.text("language");
    l.state = r.text("state");
    l.call_id = r.text("call_id");
    l.reason = r.maybe_text("reason");
    l.last_outcome = r.maybe_text("last_outcome");
    l.last_call_id = r.maybe_text("last_call_id");
    l.next_at = r.maybe_time("next_at");
    l.last_at = r.maybe_time("last_at");
    l.guaranteed_until = r.maybe_time("guaranteed_until");
    l.history.tries = static_cast<int>(r.integer("tries"));
    const auto outcomes = r.json("outcomes");
    if (const auto* all = outcomes.if_object())
        for (const auto& [name, times] : *all)
            if (times.is_int64()) l.history.outcomes[std::string(name)] = static_cast<int>(times.get_int64());
    l.days_past_due = r.integer("days_past_due");
    l.amount_due = r.integer("amount_due");
    l.currency = r.text("currency");
    l.time_zone = r.text("time_zone");
    const auto fields = r.json("fields");
    if (const auto* all = fields.if_object()) l.fields = *all;
    l.created_at = r.time("created_at");
    return l;
}

json::object to_json(const lead& l) {
    return {{"id", l.id}, {"campaign_id", l.campaign_id}, {"customer_id", opt(l.customer_id)},
        {"loan_id", opt(l.loan_id)}, {"name", l.name}, {"phone_number", l.phone}, {"language", l.language},
        {"state", l.state}, {"reason", opt(l.reason)}, {"next_at", opt(l.next_at)}, {"tries", l.history.tries},
        {"last_outcome", opt(l.last_outcome)}, {"last_call_id", opt(l.last_call_id)}, {"last_at", opt(l.last_at)},
        {"owner_id", opt(l.owner_id)}, {"guaranteed_until", opt(l.guaranteed_until)},
        {"days_past_due", l.days_past_due}, {"amount_due", l.amount_due}, {"currency", l.currency},
        {"fields", l.fields}, {"created_at", to_rfc3339(l.created_at)}};
}

}  // namespace zenix::dialer
