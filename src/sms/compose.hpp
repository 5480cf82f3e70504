#pragma once
#include "base/principal.hpp"
#include "compliance/gate_service.hpp"
#include "sms/borrowers.hpp"
#include "sms/message.hpp"
#include "sms/templates.hpp"

namespace zenix::sms {

/// What a caller asks to be sent: the contract's `MessageWrite`.
struct message_wish {
    std::optional<std::string> to, text, language, sender, sim_slot, idempotency_key;
    std::optional<std::int64_t> customer_id, template_id, account_id;
    field_values fields;
    std::optional<compliance::purpose> purpose;
    zenix::sms::priority priority = priority::normal;
    std::optional<sys_ms> send_at;
    std::optional<std::int64_t> valid_for_min;
    bool wait_until_lawful = false;
};
/// Throws problem 422 naming the field. `now` bounds `send_at`.
[[nodiscard]] message_wish read_wish(json::object body, sys_ms now);
/// The contract's `MessagePreviewWrite`, which may be half-written.
[[nodiscard]] message_wish read_preview(fields in);

struct composed {
    new_message row;
    std::vector<std::string> missing;
    std::optional<std::string> fits;  ///< code of the registered template
};

/// Makes the row of a wish: finds the borrower, fills the template or takes the text, looks for a
/// registered template it fits, counts parts. With `strict` throws problem 404 or 422 for what cannot
/// be; else leaves gaps.
task<composed> compose(pg::executor& db, const template_book& templates, message_wish w,
    lender_words lender, std::string home_country, sys_ms now, bool strict);

/// The row for a borrower from a template, for batches and rules. Missing fields are named.
[[nodiscard]] composed compose_for(const borrower& who, const message_template& t,
    const field_values& more, sys_ms now);

/// Puts the registration of the template a text fits into the row.
void register_text(new_message& m, const template_book& templates);

inline constexpr std::int64_t default_validity_min = 24 * 60;

}  // namespace zenix::sms
