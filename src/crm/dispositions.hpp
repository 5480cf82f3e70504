#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "pg/pool.hpp"

#include <optional>
#include <string>

namespace zenix::crm {

/// How a call can end, and what follows from it. The rows are the lender's to change.
struct disposition {
    std::string code, label;
    std::string contact_result;  ///< right_party, third_party, wrong_number, no_contact
    std::string contact_result_label;
    std::optional<std::string> hotkey;
    bool final = false;
    std::optional<std::int64_t> retry_after_minutes, max_tries;
    bool needs_promise = false, needs_callback = false, needs_note = false,
         needs_confirmation = false;
    bool adds_to_dnc = false;
    bool counts_as_conversation = false;
};

[[nodiscard]] json::object to_json(const disposition& d);

/// The active ones, in the order of the screen.
task<std::vector<disposition>> list_dispositions(pg::executor& db);

/// An active one by its code.
task<std::optional<disposition>> find_disposition(pg::executor& db, std::string code);

}  // namespace zenix::crm
