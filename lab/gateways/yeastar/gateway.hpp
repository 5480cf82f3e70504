#pragma once
#include "lab/gateways/gateway.hpp"
#include "lab/gateways/yeastar/api.hpp"

namespace zenix::lab {

/// A Yeastar TG box on TCP. Its wire can be dead, stall, answer late, reset after so many bytes of
/// one write, and cut each write into pieces of `split_bytes`. Its answers can be rubbish, have their
/// figures spelled as words (`wrong_types`) or a line as long as `padding`.
class tg_gateway final : public gateway {
  public:
    tg_gateway(asio::any_io_executor ex, box_settings s);
    ~tg_gateway() override;

    void open() override;
    void close() override;
    [[nodiscard]] std::string url() const override;  ///< `tcp://127.0.0.1:5038`
    [[nodiscard]] std::uint16_t port() const override;
    void step(sys_ms at) override;
    void set_wire_faults(wire_faults f) override;
    [[nodiscard]] wire_faults wire() const override;
    void set_maker(fields& in) override;
    [[nodiscard]] json::object maker_json() const override;

  private:
    struct core;
    std::shared_ptr<core> core_;  ///< shared with the sessions' coroutines
};

}  // namespace zenix::lab
