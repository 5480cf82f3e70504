#pragma once
#include "gateways/keeper.hpp"
#include "gateways/route_book.hpp"
#include "sms/roads.hpp"

#include <functional>
#include <map>

namespace zenix::sms {

struct gateway_road_parts {
    pg::pool& db;
    gateways::route_book& book;
    gateways::keeper& boxes;
    std::function<sys_ms()> clock;
};

/// SIMs of the makers' boxes as a road out. The fleet's book chooses the SIM and counts it against its
/// caps; that, and that a part is about to be handed over, is durable before the box is told.
class gateway_road : public sim_roads {
  public:
    explicit gateway_road(gateway_road_parts parts) : p_(std::move(parts)) {}
    std::size_t room() const override;
    bool up() const override;
    std::string obstacle(const order& o) const override;
    bool ever(const order& o) const override;
    task<std::vector<part_answer>> send(compliance::permit pass, order o) override;
    json::object status() const override { return {}; }
    json::array last_pdus() const override { return {}; }
    task<> close() override { co_return; }

    /// A box has taken a text: it soon knows more.
    std::function<void(std::int64_t box_id)> taken;

  private:
    struct held {
        gateways::text_ticket ticket;
        std::int64_t reference = 0;
    };
    task<result<held>> hold(compliance::permit pass, const order& o);
    [[nodiscard]] gateways::route_limits limits_of(const order& o) const;
    [[nodiscard]] std::size_t room_of(const gateways::box_line& b) const;

    gateway_road_parts p_;
    std::map<std::int64_t, std::size_t> under_way_;  ///< by box
};

/// What a driver's failure says of a text. Pure.
[[nodiscard]] part_answer answer_of(const failure& why);

}  // namespace zenix::sms
