#pragma once
#include "lab/gateways/inbox.hpp"
#include "lab/gateways/outbox.hpp"
#include "lab/gateways/port.hpp"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::lab {

/// One call as a box remembers it (its CDR).
struct call_record {
    std::int64_t number = 0;  ///< of the box, from 1; given by settle
    int port = 0;
    bool to_gsm = true;  ///< false: the GSM side called
    std::string source, destination;
    sys_ms began{}, ended{};
    std::optional<sys_ms> answered;
    int gsm_code = 16;   ///< Q.850
    std::string hangup;  ///< `called`, `calling`, `gateway`
    std::int64_t cost_paise = 0;
};

/// What happened in a box by itself; interfaces push or queue it.
struct box_event {
    enum class kind { registered, unregistered, text_sent, text_receipt, text_came, ussd, call };
    kind what;
    int port = 0;
    std::int64_t id = 0;  ///< of the text or the call's number
};

/// How a box is made.
struct box_shape {
    int ports = 8, slots = 1;
    std::int64_t first_number = 918000000001;  ///< without `+`; each card has the next one
    std::int64_t first_card = 45000000;        ///< serial in the ICCID
    std::uint64_t seed = 1;
    double speed = 1;
};

/// A GSM gateway: ports with a SIM each, one job a port. Pure; time is told. The SIP side is
/// network.hpp's; what a maker's box speaks is built around this one.
class gsm_box {
  public:
    explicit gsm_box(const box_shape& shape);
    /// Eight Indian SIMs of three networks: +91 80000 00001 and on.
    [[nodiscard]] static gsm_box standard() { return gsm_box({}); }

    struct dialled {
        int port;
        std::string number;  ///< E.164
    };
    /// User part of an INVITE to us: two digits of port, then the number without `+`.
    [[nodiscard]] static std::optional<dialled> read_user(std::string_view user);

    /// Takes the port for a call. 0, or the Q.850 cause of the refusal: 34 no such port, busy or
    /// blocked, 38 not registered, or what the SIM's network says.
    [[nodiscard]] int seize(int port, std::string_view call, sys_ms at);
    void release(std::string_view call);
    /// A call is over: writes the record, bills the SIM.
    void settle(call_record record);

    [[nodiscard]] gsm_port* at(int port);
    [[nodiscard]] const gsm_port* at(int port) const;
    [[nodiscard]] gsm_port* by_number(std::string_view e164);
    [[nodiscard]] gsm_port* idle(sys_ms at);            ///< the first usable one
    [[nodiscard]] std::string call_on(int port) const;  ///< empty: none

    struct ussd_state {
        std::string reply;
        sys_ms due{};  ///< epoch: none under way
    };
    enum class ussd_result { sent, busy, unregistered };
    [[nodiscard]] ussd_result send_ussd(int port, std::string_view code, sys_ms at);
    void cancel_ussd(int port);
    /// Empty until it has come.
    [[nodiscard]] std::string ussd_reply(int port, sys_ms at);
    [[nodiscard]] const std::string& ussd_text(int port) const;  ///< the last answer
    /// A text reaches a SIM. Its id; 0 when the inbox is full or the SIM is not there.
    std::int64_t receive(int port, std::string from, std::string text, sys_ms at);

    /// Time passes: texts go out, receipts come, registrations change.
    void step(sys_ms at);
    /// What happened since the last asking.
    [[nodiscard]] std::vector<box_event> take_events();

    [[nodiscard]] std::vector<gsm_port>& ports() { return ports_; }
    [[nodiscard]] const std::vector<gsm_port>& ports() const { return ports_; }
    [[nodiscard]] const std::deque<call_record>& records() const { return records_; }

    lab::pace pace;
    lab::outbox outbox;
    lab::inbox inbox;

  private:
    void tell(box_event e);
    void drain(sys_ms at);  ///< credit that falls by itself

    std::vector<gsm_port> ports_;
    std::vector<bool> was_registered_;
    std::vector<ussd_state> ussd_;
    std::deque<call_record> records_;
    std::deque<box_event> events_;
    std::uint64_t seed_, questions_ = 0;
    std::int64_t calls_ = 0;
    std::optional<sys_ms> drained_at_;
};

}  // namespace zenix::lab
