#pragma once
#include "base/time.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace zenix::lab {

struct incoming_text {
    std::int64_t id = 0;
    int port = 0;
    std::string number, smsc, text, imsi;
    sys_ms came{};
    bool read = false;
};

/// Texts that reached the SIMs of a box. Pure. A full inbox takes no more: the network keeps trying
/// elsewhere and nobody here hears of it, as on the real box.
class inbox {
  public:
    /// The id; 0 when it is full.
    std::int64_t add(incoming_text t, sys_ms at);
    [[nodiscard]] const incoming_text* find(std::int64_t id) const;
    [[nodiscard]] std::deque<incoming_text>& all() { return texts_; }
    [[nodiscard]] const std::deque<incoming_text>& all() const { return texts_; }
    [[nodiscard]] int unread() const;
    [[nodiscard]] int read() const;

    std::size_t limit = 500;
    std::int64_t refused = 0;

  private:
    std::deque<incoming_text> texts_;
    std::int64_t ids_ = 0;
};

}  // namespace zenix::lab
