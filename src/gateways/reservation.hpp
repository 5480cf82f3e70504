#pragma once
#include "base/time.hpp"
#include "compliance/terms.hpp"
#include "gateways/trunk.hpp"
#include "gateways/way_guard.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zenix::gateways {

class book_ledger;

/// How a call ended, as the way that carried it must know.
struct call_end {
    bool answered = false;
    std::int64_t talk_ms = 0;  ///< answer to end
    way_outcome outcome = way_outcome::unknown;
};

/// A channel of a trunk, and for GSM a SIM, held for one call. It gives both back when it is
/// settled or dies, whichever comes first; only a settled one counts as used. Moves, never copies.
class reservation {
  public:
    reservation(reservation&& other) noexcept;
    reservation& operator=(reservation&& other) noexcept;
    reservation(const reservation&) = delete;
    reservation& operator=(const reservation&) = delete;
    ~reservation();

    /// The call is over. Frees the way and counts its use, once: a second time does nothing.
    void settle(const call_end& end);
    /// The same in whole seconds; what was answered has worked.
    void settle(bool answered, std::int64_t seconds);
    [[nodiscard]] bool held() const { return !key_.empty(); }

    [[nodiscard]] std::int64_t trunk_id() const { return facts_.trunk_id; }
    [[nodiscard]] const std::string& trunk() const { return facts_.trunk; }
    [[nodiscard]] const std::string& gateway() const { return facts_.gateway; }  ///< empty for SIP
    [[nodiscard]] const std::string& iccid() const { return facts_.iccid; }      ///< empty for SIP
    [[nodiscard]] std::optional<int> port() const { return facts_.port; }
    [[nodiscard]] std::string endpoint() const { return endpoint_name(facts_.trunk_id); }
    /// For Asterisk's Dial: `PJSIP/03919876543210@trunk-1`. Empty for an adopted one.
    [[nodiscard]] const std::string& dial_string() const { return facts_.dial_string; }
    [[nodiscard]] const std::string& caller_id() const { return facts_.caller_id; }
    [[nodiscard]] const std::string& explanation() const { return facts_.explanation; }
    /// Of the SIM, else of the trunk, as it holds for a call that begins when the way was taken.
    [[nodiscard]] const std::optional<gateways::tariff>& tariff() const { return facts_.tariff; }
    /// Under which its use is counted, also by another process after a crash.
    [[nodiscard]] const std::string& key() const { return facts_.name; }
    [[nodiscard]] sys_ms reserved_at() const { return facts_.reserved_at; }

  private:
    friend class route_book;
    /// What the permit allowed: another way for the same call needs no other permit, and is no
    /// further attempt to the borrower, who has not heard of the first.
    struct mission {
        std::string decision_id, e164;
        compliance::purpose purpose = compliance::purpose::recovery;
        std::vector<std::int64_t> tried_trunks;
        std::vector<std::string> tried_sims;
        sys_ms begun_at{};
        std::optional<std::int64_t> only_group = {};
    };
    struct facts {
        std::int64_t trunk_id = 0;
        std::string name, trunk, gateway, iccid, dial_string, caller_id, explanation;
        std::optional<int> port;
        std::optional<gateways::tariff> tariff;
        sys_ms reserved_at{};
        std::optional<reservation::mission> mission;  ///< none for an adopted one
    };
    reservation(std::weak_ptr<book_ledger> ledger, std::string key, facts f);
    void release();

    std::weak_ptr<book_ledger> ledger_;
    std::string key_;  ///< empty once given back
    facts facts_;
};

}  // namespace zenix::gateways
