#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "lab/gateways/box.hpp"
#include "lab/gateways/dinstar/routing.hpp"
#include "lab/gateways/http/misbehaviour.hpp"

#include <memory>
#include <string>

namespace zenix::lab {

/// What a box is to be.
struct box_settings {
    std::string id = "gsm1";
    std::string maker = "dinstar";  ///< `dinstar`, `yeastar`, `generic`
    box_shape shape;
    std::uint16_t port = 0;  ///< of its interface; 0 or taken: a free one
    std::string username = "admin", password = "admin";
    std::string auth = "digest";  ///< `none`, `basic`, `digest`, `both` (Dinstar)
};

/// A box that stands in the lab: the modules, and the maker's interface around them.
class gateway {
  public:
    explicit gateway(box_settings s) : settings_(std::move(s)), box_(settings_.shape) {}
    gateway(const gateway&) = delete;
    gateway& operator=(const gateway&) = delete;
    virtual ~gateway() = default;

    [[nodiscard]] const box_settings& settings() const { return settings_; }
    [[nodiscard]] const std::string& id() const { return settings_.id; }
    [[nodiscard]] gsm_box& box() { return box_; }
    [[nodiscard]] const gsm_box& box() const { return box_; }

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
    sip_address main_;
};

[[nodiscard]] std::unique_ptr<gateway> make_gateway(asio::any_io_executor ex, box_settings s);

}  // namespace zenix::lab
