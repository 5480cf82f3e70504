#pragma once
#include "base/phone.hpp"
#include "base/time.hpp"
#include "compliance/decision.hpp"
#include "compliance/rule.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace zenix::compliance {

/// May this person be called or texted? One of `customer_id` and `phone` at least.
struct question {
    std::optional<std::int64_t> customer_id;
    std::string phone;  ///< as typed, or E.164; empty takes the borrower's primary number
    compliance::channel channel = compliance::channel::call;
    compliance::purpose purpose = compliance::purpose::recovery;
    bool counts_as_attempt = false;  ///< a real attempt is about to be made
    bool template_registered = false;  ///< of a text: it fits a registered template
    /// The decision that counted this very attempt already: it is judged anew, not counted again.
    std::optional<std::string> renews;
    std::optional<sys_ms> at;        ///< what if it were then; such a question never counts
    std::string asked_by;            ///< principal's name, `system` for our own
    std::string source;              ///< `click`, `transfer`, `check`, `api`, `campaign`, …
};

struct attempt {
    sys_ms at{};
    compliance::channel channel = compliance::channel::call;
};

/// What the rules look at.
struct facts {
    std::optional<phone::number> number;  ///< nullopt: what was typed is no number
    /// Of the person called. More than one where it is not known which holds (a country of several
    /// zones): then hours must be lawful in each. Never empty.
    std::vector<std::string> zones;
    std::optional<std::string> do_not_call;  ///< the reason, when on the list
    std::optional<std::string> text_opt_out;  ///< the reason, when they want no texts
    std::vector<attempt> attempts;           ///< on this number, around the day in question
    bool demo_installation = false;          ///< demo rules act
};

/// The legal gate, pure: `rules` against `facts` at `q.at`, or `now` without it. Every rule that
/// applies is in the answer. A number whose country has no hours rule for this purpose is refused:
/// what no rule allows is in doubt. `id` and `phone_number` of an invalid number are the caller's.
[[nodiscard]] decision evaluate(
    const question& q, const facts& known, std::span<const rule> rules, sys_ms now);

/// The verdict's id when no rule covers the hours of a country.
inline constexpr std::string_view no_hours_rule = "gate.no_hours_rule";

/// The verdict's id for a number that is none, where no valid_number rule acts.
inline constexpr std::string_view no_country = "gate.no_country";

}  // namespace zenix::compliance
