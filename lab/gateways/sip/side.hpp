#pragma once
#include "base/task.hpp"
#include "lab/gateways/dinstar/routing.hpp"

#include <cstdint>
#include <memory>

namespace zenix::lab {

/// How the SIP side of a box goes wrong. All default: it does not.
struct sip_faults {
    bool dead = false;     ///< no datagram passes
    int delay_ms = 0;      ///< before each datagram is passed on
    int drop_percent = 0;  ///< datagrams that are lost, either way

    bool operator==(const sip_faults&) const = default;
};

/// The SIP port of one box, in front of the lab's Asterisk: it passes datagrams on as they are. So
/// each box has an address of its own at which the main Asterisk finds it and from which its calls
/// come, and a box can fall silent while the others go on. Voice does not pass here.
class sip_side {
  public:
    explicit sip_side(asio::any_io_executor ex);
    ~sip_side();
    sip_side(const sip_side&) = delete;
    sip_side& operator=(const sip_side&) = delete;

    /// Listens on loopback; a taken or zero port gives a free one. Opened again it keeps its ports.
    void open(std::uint16_t wanted = 0);
    void close();
    [[nodiscard]] bool is_open() const;
    [[nodiscard]] std::uint16_t port() const;   ///< towards the main Asterisk
    [[nodiscard]] std::uint16_t inner() const;  ///< from which the lab's Asterisk hears it

    void set_asterisk(sip_address lab);  ///< of the lab
    void set_target(sip_address main);   ///< where requests of this side go
    void set_faults(sip_faults f);
    [[nodiscard]] const sip_faults& faults() const;

  private:
    struct core;
    std::shared_ptr<core> core_;
};

}  // namespace zenix::lab
