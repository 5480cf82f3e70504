#pragma once
#include "compliance/gate_service.hpp"
#include "sms/compose.hpp"

namespace zenix::sms {

/// One borrower in a plan: what they would get, or why not.
struct planned {
    std::int64_t customer_id = 0;
    std::string name, subject;
    std::optional<std::string> phone_number, language;
    std::string reason;  ///< short, for counting; empty: will be sent
    std::string why;     ///< in words
    bool can_wait = false;  ///< only the hour or a cap is against it
    new_message row;
};

struct message_plan {
    sys_ms at{};
    std::vector<planned> people;
};

struct plan_wish {
    const message_template* t = nullptr;
    field_values more;
    std::optional<compliance::purpose> purpose;
    sys_ms at{};
    bool later = false;  ///< `at` lies ahead: the gate is asked what if
    std::string asked_by, source;
};

/// Composes a text for each and asks the gate, without counting, whether it may be sent then.
/// `subjects` names what each is about, beside `people`; empty for a batch.
task<message_plan> make_plan(compliance::gate_service& gate, std::vector<borrower> people,
    std::vector<std::string> subjects, plan_wish w);

/// The contract's `MessagePlan`; prices are of one part.
[[nodiscard]] json::object to_json(
    const message_plan& p, std::optional<std::int64_t> price_minor, const std::string& currency);

}  // namespace zenix::sms
