#pragma once
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "gateways/drivers/texts.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What every maker's box is to the rest of the house. A driver is one folder beside this file; it
/// turns its box's words into these and logs the words it does not know.
namespace zenix::gateways::drivers {

enum class port_state : std::uint8_t {
    powered_off,
    no_sim,
    pin_required,
    puk_required,
    searching,
    unregistered,
    registered,
    unknown,  ///< the box said something we do not know; `said` has it
};

/// One port as the box tells it, and the SIM that sits in it now.
struct port_report {
    int port = 0;             ///< from 0, whatever the box counts from
    std::optional<int> slot;  ///< of a multi-SIM port, from 0
    std::string iccid, imsi, number;
    std::string network;  ///< operator as the network names it; empty: not told
    port_state state = port_state::unknown;
    bool told = true;  ///< false: this kind of box has no word for the state of a port
    std::optional<int> signal_csq;  ///< 0..31, 3GPP TS 27.007 +CSQ; absent for 99 and the like
    bool in_call = false;
    bool blocked = false;  ///< taken out of service on the box itself
    std::string said;      ///< what the box itself called this state
};

/// A box at one instant.
struct box_report {
    std::string serial, model, firmware;  ///< empty: the box does not tell
    std::optional<ms> clock_ahead;        ///< its clock against ours, where it tells its time
    std::vector<port_report> ports;       ///< by port
};

/// What the box wrote down about a call, for the true cause of what SIP flattens.
struct box_call {
    int port = 0;
    sys_ms started_at{};
    std::optional<sys_ms> answered_at;
    std::int64_t duration_s = 0;
    std::string from, to;
    bool outbound = true;
    int cause_q850 = 0;  ///< 0: not told
};

struct ussd_reply {
    std::string text;  ///< decoded, whatever alphabet the box used
    /// The box showed this very text before we asked and nothing else since: it may be an old one.
    bool maybe_old = false;
};

enum class port_action : std::uint8_t { block, unblock, reset, power_off, power_on, select_slot };

/// What provisioning shall bring about on the box: a SIP trunk to us, one group a port, and one
/// prefix a port, so that two digits before the number pick the SIM.
struct voice_plan {
    std::string sip_host;
    int sip_port = 5060;
    int ports = 0;
};

/// One line of what a probe or a provisioning did or found.
struct finding {
    std::string step;  ///< `address`, `login`, `firmware`, `ports`, `trunk`, …
    bool ok = false;
    std::string detail;  ///< what was seen
    std::string remedy;  ///< what to do, when it is not well
};

/// A session with one box. Every call has its own deadline, answers `result`, and throws nothing of
/// the peer's making. A box that stalls holds up nobody but who awaits it. One event loop.
///
/// Failure codes: `timeout`, `refused`, `closed`, `login` (wrong user or password), `protocol`
/// (the answer has no sense), `too_large`, `busy` (the port is in use), `unsupported` (this box
/// cannot do it), `rejected` (the box said no; `detail` has its words).
class box {
  public:
    virtual ~box() = default;

    [[nodiscard]] virtual task<result<box_report>> read() = 0;
    [[nodiscard]] virtual task<result<void>> act(int port, port_action what, int slot) = 0;
    [[nodiscard]] virtual task<result<ussd_reply>> ussd(int port, std::string code) = 0;
    /// Ended calls since then, oldest first. `unsupported` where the box keeps none.
    [[nodiscard]] virtual task<result<std::vector<box_call>>> calls_since(sys_ms since) = 0;
    /// Address, login, firmware and ports, each a finding; the first that fails is the last.
    [[nodiscard]] virtual task<std::vector<finding>> probe() = 0;
    [[nodiscard]] virtual task<std::vector<finding>> provision(voice_plan plan) = 0;

    // Texts. A box that has no such thing answers `unsupported`.

    /// `timeout` and `closed` mean that nobody knows whether the box took it: never send it again
    /// for that reason.
    [[nodiscard]] virtual task<result<text_taken>> send_text(text_order order);
    /// What became of texts sent since then, oldest first; at least of those in `open`, as far as the
    /// box still knows them.
    [[nodiscard]] virtual task<result<std::vector<text_report>>> text_reports(
        sys_ms since, std::vector<text_asked> open);
    /// How many texts wait in the box to go out.
    [[nodiscard]] virtual task<result<int>> texts_waiting();
    /// Texts that came after the one `after` names (empty: all the box has).
    [[nodiscard]] virtual task<result<inbox_page>> inbox(std::string after);

    /// What the box posted to its push address. Most can be asked and are: to them it is a hint and no
    /// more. One that cannot be asked is believed; back when it is kept. `protocol` where it has no sense.
    [[nodiscard]] virtual task<result<void>> told(std::string body);

    /// Ends sessions and what is under way. The box is not used after.
    [[nodiscard]] virtual task<> close() = 0;
};

}  // namespace zenix::gateways::drivers
