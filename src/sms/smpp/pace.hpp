#pragma once
#include "sms/smpp/session.hpp"

namespace zenix::sms::smpp {

/// How fast one bind may send: a token bucket, the pauses that a throttling peer asks for, and the
/// share of the window that its congestion state leaves. Pure.
class pace {
  public:
    /// `rate_per_s` 0: no limit. The bucket holds a tenth of a second's worth, one at least.
    explicit pace(double rate_per_s = 0) { set_rate(rate_per_s); }

    void set_rate(double rate_per_s);
    /// How many may go now.
    [[nodiscard]] std::size_t ready(instant now);
    void spend(std::size_t count);
    /// When ready() will say one at the latest; only sensible while it says none.
    [[nodiscard]] instant next(instant now) const;

    /// The peer said to slow down: a pause of 100 ms, twice as long when it has taken nothing since the
    /// last one began, ten seconds at most.
    void throttled(instant now);
    void accepted();
    [[nodiscard]] bool is_throttled(instant now) const { return now < resume_; }

    /// SMPP 5.0's congestion_state, 0 to 100: from 80 on less and less of the window is used; 100 is
    /// a pause of a second.
    void congestion(std::uint32_t level, instant now);
    [[nodiscard]] std::size_t share_of(std::size_t window) const;

  private:
    double rate_ = 0, tokens_ = 1, burst_ = 1;
    std::optional<instant> filled_;
    instant resume_{};
    ms pause_{0};
    bool took_some_ = false;  ///< since the last pause began
    std::uint32_t congestion_ = 0;
};

}  // namespace zenix::sms::smpp
