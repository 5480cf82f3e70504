#pragma once
#include "gateways/drivers/yeastar/words.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace zenix::gateways::drivers::yeastar {

/// Puts long texts together: parts share id, port and sender, come in any order, and count from 0 or
/// from 1. What stays incomplete for ten minutes, or is pushed out by 64 others, is given as it is:
/// half a text is better than none. Pure.
class text_parts {
  public:
    using instant = std::chrono::steady_clock::time_point;
    /// The texts that are complete with this part, or given up for it.
    [[nodiscard]] std::vector<text_came> add(text_part p, instant now);
    [[nodiscard]] std::vector<text_came> expire(instant now);
    [[nodiscard]] std::size_t pending() const { return open_.size(); }

  private:
    struct gathered {
        text_came first;
        std::map<int, std::string> parts;
        std::size_t total = 1;
        instant since{};
    };
    using key = std::tuple<int, std::string, std::string>;  // port, sender, id
    static text_came put_together(gathered g);
    std::map<key, gathered> open_;
};

}  // namespace zenix::gateways::drivers::yeastar
