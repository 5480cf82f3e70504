#pragma once
#include "gateways/sim_fitness.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace zenix::gateways {

/// Lower is better; compared from the left. Whole numbers, so that the same state gives the same
/// choice on every machine.
using way_score = std::array<std::int64_t, 5>;

/// What a group's strategy thinks of each way, for one number at one minute. Pure.
class scorer {
  public:
    /// `known_sim`: for a text, the SIM its borrower knows; empty: the one that reached it last.
    scorer(const route_group& g, std::string_view e164, recipient_key who, const fleet& f,
        compliance::channel c = compliance::channel::call, const std::string& known_sim = {});

    [[nodiscard]] way_score of(const trunk_line& t) const;
    [[nodiscard]] way_score of(const sim_line& s) const;

    // In words, for the call's record.
    [[nodiscard]] std::string why(const trunk_line& t) const;
    [[nodiscard]] std::string why(const sim_line& s) const;

    [[nodiscard]] bool on_net(const sim_line& s) const {
        return of_number_ != series_index::nobody && of_number_ == s.operator_index;
    }

  private:
    static constexpr std::int64_t unknown_price = std::int64_t{1} << 60;
    [[nodiscard]] std::int64_t price_of(const sim_line& s) const;
    [[nodiscard]] std::int64_t price_of(const trunk_line& t) const;
    [[nodiscard]] std::int64_t price_by(const std::optional<rate_card>& card, bool on_net) const;
    [[nodiscard]] std::int64_t left_of(const sim_line& s) const;
    [[nodiscard]] bool reached_it_last(const sim_line& s) const { return last_ == s.key; }
    [[nodiscard]] std::string money(std::int64_t minor, const std::string& currency) const;

    const route_group& g_;
    const fleet& f_;
    std::int16_t of_number_ = series_index::nobody;  ///< operator of the number called
    recipient_key last_ = 0;                         ///< SIM that reached it last
    bool text_ = false;
};

}  // namespace zenix::gateways
