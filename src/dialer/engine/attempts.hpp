#pragma once
#include "calls/call.hpp"
#include "dialer/pacing/pacer.hpp"

#include <map>
#include <string>

namespace zenix::dialer {

/// Attempts of one campaign, and what the pacer has been told of each. Pure: a call goes in as it is now,
/// however often; what is news goes on to the pacer, once and in order.
class attempts {
  public:
    explicit attempts(pacing::pacer& p) : pacer_(p) {}

    /// An attempt is being made ready: lead, gate and road are sought. `held`: a telecaller is held for it,
    /// so the forecast has nothing to say about it; only the ledger hears.
    void prepare(double t, const std::string& call_id, bool held);
    /// It was not made after all.
    void forget(double t, const std::string& call_id);
    /// The call as it is now; one never heard of (found again after a restart) is taken in.
    void see(double t, const calls::call& c);
    [[nodiscard]] bool knows(const std::string& call_id) const { return all_.contains(call_id); }
    [[nodiscard]] std::size_t size() const { return all_.size(); }
    [[nodiscard]] int preparing() const { return preparing_; }
    /// The call of an attempt the pacer named; empty when it is over.
    [[nodiscard]] std::string call_of(pacing::key k) const;

  private:
    struct one {
        pacing::key key = 0;
        bool held = false, preparing = true, ringing = false, answered = false, connected = false, abandoned = false;
        pacing::key agent = 0;
    };
    one& at(double t, const std::string& call_id, bool held);

    pacing::pacer& pacer_;
    std::map<std::string, one> all_;
    pacing::key names_ = 0;
    int preparing_ = 0;
};

}  // namespace zenix::dialer
