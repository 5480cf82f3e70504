#pragma once
#include "lab/gateways/gateway.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace zenix::lab {

/// All boxes of the lab, by id. The first one made is the lab's own: SIP that names no box is its.
class rack {
  public:
    explicit rack(asio::any_io_executor ex) : ex_(std::move(ex)) {}

    /// Makes and opens it. Throws 409 `box_exists`, 422 for settings that make no box.
    gateway& add(box_settings s);
    void remove(const std::string& id);
    [[nodiscard]] gateway* find(std::string_view id) const;
    [[nodiscard]] gateway* first() const { return order_.empty() ? nullptr : order_.front(); }
    [[nodiscard]] const std::vector<gateway*>& all() const { return order_; }
    void set_main(const sip_address& main);
    void set_asterisk(const sip_address& lab);  ///< where the boxes' SIP sides pass calls on to

    /// The box and port whose SIM has this number now; null when there is none.
    struct place {
        gateway* box = nullptr;
        int port = -1;
    };
    [[nodiscard]] place by_number(std::string_view e164) const;
    [[nodiscard]] place idle(sys_ms at) const;

    /// Lets time pass in all boxes, ten times a second, until cancelled; spawn it.
    task<> run();
    void step(sys_ms at);
    /// A port lost its network or power in the middle of a call.
    std::function<void(const std::string& call)> on_call_lost;
    /// A box has come or gone; awaited before somebody is told so.
    std::function<task<>(std::string id)> on_added, on_removed;

  private:
    asio::any_io_executor ex_;
    std::map<std::string, std::unique_ptr<gateway>, std::less<>> boxes_;
    std::vector<gateway*> order_;
    sip_address main_, asterisk_;
};

}  // namespace zenix::lab
