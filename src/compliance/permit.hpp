#pragma once
#include "base/time.hpp"
#include "compliance/terms.hpp"

#include <optional>
#include <string>
#include <utility>

namespace zenix::compliance {

/// Proof that the gate allowed one attempt and has counted it. Only the gate can make one, nobody
/// can copy it, and whoever starts the attempt takes it by value, so it is used once: there is no
/// other road to a call or a text. One that is not used is spent all the same: the attempt counts.
class permit {
  public:
    permit(permit&& other) noexcept
        : decision_id_(std::exchange(other.decision_id_, {})),
          e164_(std::exchange(other.e164_, {})), channel_(other.channel_), purpose_(other.purpose_),
          until_(std::exchange(other.until_, sys_ms{})) {}
    permit& operator=(permit&& other) noexcept {
        permit taken(std::move(other));
        std::swap(decision_id_, taken.decision_id_);
        std::swap(e164_, taken.e164_);
        channel_ = taken.channel_;
        purpose_ = taken.purpose_;
        std::swap(until_, taken.until_);
        return *this;
    }
    permit(const permit&) = delete;
    permit& operator=(const permit&) = delete;
    ~permit() = default;

    /// False once moved from, or when it is older than a minute at `now`: then ask the gate again.
    [[nodiscard]] bool good(sys_ms now) const { return !decision_id_.empty() && now < until_; }
    [[nodiscard]] const std::string& decision_id() const { return decision_id_; }
    [[nodiscard]] const std::string& e164() const { return e164_; }
    [[nodiscard]] compliance::channel channel() const { return channel_; }
    [[nodiscard]] compliance::purpose purpose() const { return purpose_; }

  private:
    friend class gate_service;
    permit(std::string decision_id, std::string e164, compliance::channel c, compliance::purpose p,
        sys_ms until)
        : decision_id_(std::move(decision_id)), e164_(std::move(e164)), channel_(c), purpose_(p),
          until_(until) {}

    std::string decision_id_, e164_;
    compliance::channel channel_;
    compliance::purpose purpose_;
    sys_ms until_;
};

}  // namespace zenix::compliance
