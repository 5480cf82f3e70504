#pragma once
#include "base/task_group.hpp"
#include "gateways/keeper.hpp"
#include "gateways/route_book.hpp"
#include "sms/outbox.hpp"
#include "sms/roads.hpp"

#include <functional>
#include <memory>

namespace zenix::sms {

struct gateway_road_parts {
    pg::pool& db;
    gateways::route_book& book;
    gateways::keeper& boxes;
    std::function<sys_ms()> clock;
};

/// SIMs of the makers' boxes as a road out. The fleet's book chooses the SIM and counts it against its
/// caps; a box is slow (some seconds a text), so few are under way at once.
class gateway_road : public sim_roads {
  public:
    explicit gateway_road(gateway_road_parts parts) : p_(parts) {}
    std::size_t room() const override;
    bool up() const override;
    std::string obstacle(const order& o) const override;
    task<std::vector<part_answer>> send(compliance::permit pass, order o) override;
    json::object status() const override { return {}; }
    json::array last_pdus() const override { return {}; }
    task<> close() override { co_return; }

  private:
    gateway_road_parts p_;
    std::size_t under_way_ = 0;
};

/// What a driver's failure says of a text. Pure.
[[nodiscard]] part_answer answer_of(const failure& why);

/// Asks the boxes what became of what they were given, and what reached their SIMs.
class gateway_ears {
  public:
    gateway_ears(gateway_road_parts parts, std::function<task<>(std::vector<outbox::box_report>)> reports,
        std::function<task<>(inbound_text)> text)
        : p_(parts), reports_(std::move(reports)), text_(std::move(text)) {}
    /// Until cancelled.
    task<> run();
    /// One round over all boxes.
    task<> listen();
    /// A text a box told by itself.
    task<> heard(std::int64_t box_id, gateways::drivers::text_came t);

  private:
    task<> ask_reports(std::int64_t box_id, sys_ms since);
    task<> ask_inbox(std::int64_t box_id);
    gateway_road_parts p_;
    std::function<task<>(std::vector<outbox::box_report>)> reports_;
    std::function<task<>(inbound_text)> text_;
};

}  // namespace zenix::sms
