#pragma once
#include "lab/gateways/dinstar/api.hpp"
#include "lab/gateways/gateway.hpp"
#include "lab/gateways/http/port.hpp"
#include "lab/gateways/pusher.hpp"

namespace zenix::lab {

/// A Dinstar box on the wire.
class dinstar_gateway final : public gateway {
  public:
    dinstar_gateway(asio::any_io_executor ex, box_settings s);

    void open() override { http_.open(); }
    void close() override { http_.close(); }
    [[nodiscard]] std::string url() const override;
    [[nodiscard]] std::uint16_t port() const override { return http_.port(); }
    [[nodiscard]] placed_call place(std::string_view user, std::string_view caller,
        const sip_address& from, sys_ms at) override;
    [[nodiscard]] sip_address destination(int port) const override;
    void set_main(sip_address main) override;
    void step(sys_ms at) override;
    void set_wire_faults(wire_faults f) override { http_.set_faults(std::move(f)); }
    [[nodiscard]] wire_faults wire() const override { return http_.faults(); }
    void set_maker(fields& in) override;
    [[nodiscard]] json::object maker_json() const override;

  private:
    dinstar_api api_;
    http_port http_;
    pusher pusher_;
};

}  // namespace zenix::lab
