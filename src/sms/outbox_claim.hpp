#pragma once
#include "sms/outbox.hpp"

namespace zenix::sms {

/// A message on its way through one round of the outbox.
struct outbox::claim {
    enum class next : std::uint8_t { go, later, refuse, expire };
    order out;
    std::optional<std::int64_t> customer_id, wanted_account, client_id;
    std::optional<std::string> wanted_sim, decision_id;
    std::string purpose, source, asked_by;
    std::int64_t priority = 1, parts = 1, attempts = 0;
    bool registered = false, wait = false;
    next what = next::go;
    sms::way way;
    std::optional<compliance::permit> pass;
    sys_ms due_at{};
    std::string code, text;
};

/// For the metrics: what became of a text.
void count_text(const char* result);

}  // namespace zenix::sms
