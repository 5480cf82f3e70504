#pragma once
#include "base/json.hpp"
#include "lab/gateways/box.hpp"

#include <map>
#include <string>
#include <string_view>

namespace zenix::lab {

/// Where a call from the IP side goes: a port and the number it dials, or the Q.850 cause of the
/// refusal.
struct placed_call {
    int port = -1;
    std::string number;  ///< E.164
    int cause = 0;       ///< not 0: refused
};

/// An IPv4 address or name, and a port.
struct sip_address {
    std::string host;
    std::uint16_t port = 0;
    bool operator==(const sip_address&) const = default;
};

/// What an Indian GSM network makes of digits dialled on a port: `+` and `00` are international,
/// ten digits from 6 on or `0` before them national; the rest is taken as it stands.
[[nodiscard]] std::string e164_of_dialled(std::string_view digits);

/// `any`, digits, or digits with sets such as 1[3-8]6: the box's own prefixes.
[[nodiscard]] bool prefix_fits(std::string_view prefix, std::string_view number);

/// The sections of get_config and set_config, and what they make of a call. Pure. At first: trunk 0
/// is the main Asterisk, and a rule for each port sends `PPnumber` out by port PP.
class dinstar_routing {
  public:
    explicit dinstar_routing(int ports);

    /// Nothing is changed when any part does not fit. False: error 400.
    [[nodiscard]] bool set(const json::object& sections);
    /// The sections asked for, each `[]` (all) or a list of indices.
    [[nodiscard]] json::object get(const json::object& asked) const;

    /// The lowest rule that fits wins. Cause 3: none does; 21: it forbids; 34: no port is free.
    [[nodiscard]] placed_call place(std::string_view user, std::string_view caller,
        const sip_address& from, const gsm_box& box, sys_ms at);
    /// Where a call of the GSM side goes; host empty: no rule or trunk takes it.
    [[nodiscard]] sip_address destination(int port) const;

    /// Trunk 0 as long as nobody has set it: the main Asterisk.
    void set_main(sip_address main);

  private:
    using table = std::map<int, json::object>;
    [[nodiscard]] bool comes_from(const json::object& rule, const sip_address& from) const;
    [[nodiscard]] std::vector<int> members(int group) const;
    [[nodiscard]] int pick(int group, const gsm_box& box, sys_ms at);
    [[nodiscard]] sip_address trunk(int index) const;

    int ports_;
    bool trunk_was_set_ = false;
    json::object proxy_;
    std::map<std::string, table, std::less<>> sections_;
    std::map<int, int> last_;  // port a cyclic group took last
};

}  // namespace zenix::lab
