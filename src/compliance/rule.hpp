#pragma once
#include "base/json.hpp"
#include "compliance/terms.hpp"

#include <bitset>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace zenix::compliance {

/// Lawful from `from` up to, and not including, `to`, on the wall clock of the person called.
struct calling_hours {
    int from_minute = 0, to_minute = 24 * 60;  ///< minutes since midnight, 0 ≤ from < to ≤ 1440
    std::bitset<7> days{0x7f};                 ///< bit 0 is Sunday, as std::chrono::weekday counts
    bool operator==(const calling_hours&) const = default;
};
/// Nobody on the do-not-call list is called.
struct do_not_call {
    bool operator==(const do_not_call&) const = default;
};
/// At most so many attempts on one number in one calendar day of the person called.
struct attempt_cap {
    int per_number_per_day = 0;
    bool operator==(const attempt_cap&) const = default;
};
/// Only numbers somebody can hold.
struct valid_number {
    bool operator==(const valid_number&) const = default;
};
/// Nobody is texted who asked for no texts; their calls are another list's matter.
struct text_opt_out {
    bool operator==(const text_opt_out&) const = default;
};
/// Only texts that fit a template registered with the authority (India: DLT).
struct registered_template {
    bool operator==(const registered_template&) const = default;
};
/// In the order of rule_kind.
using rule_parameters = std::variant<calling_hours, do_not_call, attempt_cap, valid_number,
    text_opt_out, registered_template>;

/// A clause of law or policy as data. It acts on a day from `effective_from` to `effective_until`,
/// both included, by the calendar of the person called, so tomorrow's law can be loaded today.
///
/// A demo rule acts only in an installation marked as a demonstration. There it stands in for every
/// rule of the same kind and jurisdiction that is none; everywhere else it is as if absent.
struct rule {
    std::string id;  ///< `in.hours.recovery`
    rule_parameters parameters;
    std::string title;
    std::string jurisdiction;  ///< country of the number called, `IN`; `*` is every one
    std::vector<channel> channels;
    std::vector<purpose> purposes;
    std::string source;  ///< circular, section, house decision
    std::chrono::year_month_day effective_from{};
    std::optional<std::chrono::year_month_day> effective_until;  ///< null: open end
    bool enabled = true;
    bool demo = false;

    [[nodiscard]] rule_kind kind() const { return static_cast<rule_kind>(parameters.index()); }
    [[nodiscard]] bool effective(std::chrono::year_month_day day) const;
    /// Speaks of such calls at all, whatever the day.
    [[nodiscard]] bool covers(channel c, purpose p, std::string_view country) const;
};

/// By kind: calling_hours `{from,to,days}` (`HH:MM`, `24:00`; days `mon`…`sun`, all when absent),
/// attempt_cap `{per_number_per_day}` (0 to 1000), the others `{}`.
/// Throws problem 422 naming the member under `parameters`.
[[nodiscard]] rule_parameters read_parameters(rule_kind kind, json::object from);
[[nodiscard]] json::object write_parameters(const rule_parameters& p);

/// The contract's `Rule`.
[[nodiscard]] json::object to_json(const rule& r);

/// `mon–sat`, `sun, wed`; empty for all seven.
[[nodiscard]] std::string days_text(const std::bitset<7>& days);
/// `08:00`; 1440 is `24:00`.
[[nodiscard]] std::string minute_text(int minute_of_day);

}  // namespace zenix::compliance
