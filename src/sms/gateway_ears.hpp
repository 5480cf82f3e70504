#pragma once
#include "base/task_group.hpp"
#include "gateways/drivers/events.hpp"
#include "sms/gateway_road.hpp"
#include "sms/outbox.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace zenix::sms {

/// Asks the boxes what became of what they were given, and what reached their SIMs; takes what they
/// tell by themselves. Each box is asked by a coroutine of its own, so one that stalls holds up no
/// other.
class gateway_ears {
  public:
    struct mouth {
        /// Stores reports; gives the references whose state they changed.
        std::function<task<std::vector<std::int64_t>>(std::vector<outbox::box_report>)> reports;
        std::function<task<>(inbound_text)> text;  ///< back when it is durable
    };
    gateway_ears(asio::any_io_executor ex, gateway_road_parts parts, mouth to)
        : p_(std::move(parts)), to_(std::move(to)), tasks_(std::move(ex)) {}

    /// Until cancelled.
    task<> run();
    /// It has something to tell, or soon will.
    void soon(std::int64_t box_id);
    /// What a box told by itself. Throws when it could not be kept.
    task<> told(std::int64_t box_id, gateways::drivers::box_event e);

  private:
    using instant = std::chrono::steady_clock::time_point;
    struct ear {
        bool busy = false;
        instant due{}, late_due{}, whole_due{};
    };
    task<> ask(std::int64_t box_id);
    task<bool> ask_reports(std::int64_t box_id, ear& e);
    task<bool> ask_inbox(std::int64_t box_id, ear& e);
    task<> heard(std::int64_t box_id, gateways::drivers::text_came came);
    task<> reported(std::int64_t box_id, std::vector<gateways::drivers::text_report> list);

    gateway_road_parts p_;
    mouth to_;
    std::map<std::int64_t, ear> ears_;
    task_group tasks_;
};

}  // namespace zenix::sms
