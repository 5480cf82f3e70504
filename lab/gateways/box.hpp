#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::lab {

struct sim {
    int port = 0;
    std::string number;  ///< E.164
    std::string iccid, imsi, network;
    int signal_dbm = -75;
};

/// A GSM gateway: ports with a SIM each, one call a port. Pure; the SIP side is network.hpp's. What
/// a maker's box adds (its HTTP interface, its faults) is built around this one.
class gsm_box {
  public:
    explicit gsm_box(std::vector<sim> sims);
    /// Eight Indian SIMs of three networks: +91 80000 00001 and on.
    [[nodiscard]] static gsm_box standard();

    struct dialled {
        int port;
        std::string number;  ///< E.164
    };
    /// User part of an INVITE to us: two digits of port, then the number without `+`.
    [[nodiscard]] static std::optional<dialled> read_user(std::string_view user);

    /// False: no such port, or its SIM is in a call.
    [[nodiscard]] bool seize(int port, std::string_view call);
    void release(std::string_view call);

    [[nodiscard]] const sim* at(int port) const;
    [[nodiscard]] const sim* by_number(std::string_view e164) const;
    [[nodiscard]] const sim* idle() const;              ///< the first that is
    [[nodiscard]] std::string call_on(int port) const;  ///< empty: none
    [[nodiscard]] const std::vector<sim>& sims() const { return sims_; }

  private:
    std::vector<sim> sims_;
    std::vector<std::string> calls_;  // by place in sims_
};

}  // namespace zenix::lab
