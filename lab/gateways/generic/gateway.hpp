#pragma once
#include "lab/gateways/gateway.hpp"
#include "lab/gateways/http/login.hpp"
#include "lab/gateways/http/port.hpp"
#include "lab/gateways/pusher.hpp"

namespace zenix::lab {

/// The plain HTTP box of the project's plan: `POST /api/sms` with `to`, `message` and `sim_slot`
/// (`auto`, or a port from 0). What it answers the plan leaves open, so there are three manners:
/// `json` (id and status), `bare` (`{"success":true}`), `empty` (204). Texts that came are posted to its
/// push address, and what became of those sent where `push_reports` is on. Pure but for the wire.
class generic_gateway final : public gateway {
  public:
    generic_gateway(asio::any_io_executor ex, box_settings s);

    void open() override { http_.open(); }
    void close() override { http_.close(); }
    [[nodiscard]] std::string url() const override;
    [[nodiscard]] std::uint16_t port() const override { return http_.port(); }
    void step(sys_ms at) override;
    void set_wire_faults(wire_faults f) override { http_.set_faults(std::move(f)); }
    [[nodiscard]] wire_faults wire() const override { return http_.faults(); }
    void set_maker(fields& in) override;
    [[nodiscard]] json::object maker_json() const override;

    [[nodiscard]] box_reply answer(const box_request& r, sys_ms at);

  private:
    box_reply send(const box_request& r, sys_ms at);

    lab::login login_;
    std::string manner_ = "json";
    bool push_reports_ = false;
    pusher pusher_;
    http_port http_;
};

}  // namespace zenix::lab
