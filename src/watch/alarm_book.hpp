#pragma once
#include "watch/alert.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace zenix::watch {

/// What happened to an alert and is worth telling.
enum class step_kind : std::uint8_t {
    raised,
    worsened,
    escalated,
    reminded,
    acknowledged,
    resolved
};
[[nodiscard]] std::string_view to_string(step_kind s);

struct step {
    step_kind what;
    alert now;  ///< as it is after the step; `steps` numbers what is told outside the screen
};

/// Conditions come in, alerts come out: each raised once, however often it is seen. Plain state
/// without clock or I/O. Hold times are the kinds' (`watch/kinds.hpp`).
class alarm_book {
  public:
    struct patience {
        ms escalate_after{};  ///< an open one that nobody acknowledged; 0: never
        ms remind_every{};    ///< while nobody acknowledges; 0: never
    };
    /// More than these at once help nobody; further conditions wait until some have gone.
    static constexpr std::size_t most = 2000;

    explicit alarm_book(std::function<std::string()> new_id) : new_id_(std::move(new_id)) {}

    /// Takes up what a former life of the server left unresolved.
    void restore(std::vector<alert> unresolved);
    void set_patience(patience p) { patience_ = p; }

    /// All that is wrong in a source's eyes at this instant. What it saw before and does not name
    /// now has ended. Alerts of other sources are left alone, so a source that cannot look (its
    /// peer is away) says nothing rather than "all is well".
    std::vector<step> observe(
        std::string_view source, const std::vector<condition>& seen, sys_ms now);
    /// Escalates and reminds.
    std::vector<step> tick(sys_ms now);
    /// Empty when there is none with this id, or it is not open. A latched one is resolved by it.
    std::vector<step> acknowledge(
        const std::string& id, const std::string& by, std::optional<std::string> note, sys_ms now);

    /// Whether an alert with this key stands: rules clear at another level than they raise at.
    [[nodiscard]] bool stands(const std::string& key) const;
    [[nodiscard]] const alert* find(const std::string& id) const;
    /// Unresolved ones, worst first, newest first within.
    [[nodiscard]] std::vector<alert> unresolved() const;
    /// How many are unresolved, by severity.
    [[nodiscard]] std::map<severity, int> counts() const;
    /// Ids whose text or measure moved without a step, since this was last asked.
    [[nodiscard]] std::set<std::string> take_touched() { return std::exchange(touched_, {}); }

  private:
    struct entry {
        alert it;
        bool raised = false;
        sys_ms seen_since{};
        std::optional<sys_ms> gone_since;
    };
    step tell(entry& e, step_kind what, sys_ms now);
    std::optional<step> see(const condition& c, sys_ms now);

    std::function<std::string()> new_id_;
    patience patience_;
    std::map<std::string, entry> entries_;  ///< by key
    std::set<std::string> touched_;
};

}  // namespace zenix::watch
