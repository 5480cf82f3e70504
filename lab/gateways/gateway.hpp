#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "lab/gateways/box.hpp"
#include "lab/gateways/dinstar/routing.hpp"
#include "lab/gateways/http/misbehaviour.hpp"
#include "lab/gateways/sip/side.hpp"

#include <memory>
#include <string>

namespace zenix::lab {

/// What a box is to be.
struct box_settings {
    std::string id = "gsm1";
    std::string maker = "dinstar";  ///< `dinstar`, `yeastar`, `generic`
    box_shape shape;
    std::uint16_t port = 0;      ///< of its interface; 0 or taken: a free one
    std::uint16_t sip_port = 0;  ///< of its SIP side; likewise
    std::string username = "admin", password = "admin";
    std::string auth = "digest";  ///< `none`, `basic`, `digest`, `both` (Dinstar)
};

/// What a box's SIP side does by its settings; each has two readings in the field.
struct voice_manner {
    bool answer_on_alerting = false;  ///< 200 when the far end rings, not when it picks up
    bool early_183 = false;           ///< 183 at once, before the far end rings
    std::string inbound_user;         ///< whom an incoming call is for; empty: the SIM's number
    bool anonymous = false;           ///< the GSM network tells no caller
    int keep_alive_s = 0;             ///< asks its SIP peer by OPTIONS so often; 0: never
    int only_cause = 0;  ///< SIP hears this cause whatever the CDR has; 0: the true one
};

/// A box that stands in the lab: the modules, and the maker's interface around them.
class gateway {
  public:
    gateway(asio::any_io_executor ex, box_settings s)
        : settings_(std::move(s)), box_(settings_.shape), sip_(std::move(ex)) {}
    gateway(const gateway&) = delete;
    gateway& operator=(const gateway&) = delete;
    virtual ~gateway() = default;

    [[nodiscard]] const box_settings& settings() const { return settings_; }
    [[nodiscard]] const std::string& id() const { return settings_.id; }
    [[nodiscard]] gsm_box& box() { return box_; }
    [[nodiscard]] const gsm_box& box() const { return box_; }

    [[nodiscard]] sip_side& sip() { return sip_; }
    [[nodiscard]] const sip_side& sip() const { return sip_; }

    /// Mains power. Without it nothing answers on either side and calls end without a word; with it
    /// the modules start anew and texts that had not left are lost.
    void power(bool on, sys_ms at);
    [[nodiscard]] bool powered() const { return powered_; }

    virtual void open() = 0;
    virtual void close() = 0;
    [[nodiscard]] virtual std::string url() const = 0;
    [[nodiscard]] virtual std::uint16_t port() const = 0;

    /// A call from the IP side. What a box does that has no table of its own: PPnumber.
    [[nodiscard]] virtual placed_call place(
        std::string_view user, std::string_view caller, const sip_address& from, sys_ms at);
    /// Where a call of the GSM side goes; host empty: nowhere.
    [[nodiscard]] virtual sip_address destination(int port) const;
    virtual void set_main(sip_address main) { main_ = std::move(main); }
    /// How its SIP side behaves where the makers' papers leave it open.
    voice_manner voice;
    /// Time passes; what happened is pushed or written.
    virtual void step(sys_ms at) = 0;

    virtual void set_wire_faults(wire_faults f) = 0;
    [[nodiscard]] virtual wire_faults wire() const = 0;
    /// Everything else of the maker's that can be set: reads what it knows of `in`.
    virtual void set_maker(fields& in) = 0;
    [[nodiscard]] virtual json::object maker_json() const = 0;

  protected:
    box_settings settings_;
    gsm_box box_;
    sip_side sip_;
    sip_address main_;

  private:
    bool powered_ = true;
};

[[nodiscard]] std::unique_ptr<gateway> make_gateway(asio::any_io_executor ex, box_settings s);

}  // namespace zenix::lab
