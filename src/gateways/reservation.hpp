#pragma once
#include "gateways/trunk.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace zenix::gateways {

class book_ledger;

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
    /// Of the SIM, else of the trunk, as it was when the way was taken.
    [[nodiscard]] const std::optional<gateways::tariff>& tariff() const { return facts_.tariff; }

  private:
    friend class route_book;
    struct facts {
        std::int64_t trunk_id = 0;
        std::string trunk, gateway, iccid, dial_string, caller_id, explanation;
        std::optional<int> port;
        std::optional<gateways::tariff> tariff;
    };
    reservation(std::weak_ptr<book_ledger> ledger, std::string key, facts f);
    void release();

    std::weak_ptr<book_ledger> ledger_;
    std::string key_;  ///< empty once given back
    facts facts_;
};

}  // namespace zenix::gateways
