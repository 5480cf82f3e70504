#pragma once
#include "dialer/engine/engine.hpp"

namespace zenix::dialer {

/// A campaign with what hangs on it in this process.
struct engine::running {
    explicit running(campaign of) : c(std::move(of)), pacer(pacing_of(c)), tries(pacer) {}
    running(const running&) = delete;

    campaign c;
    pacing::pacer pacer;
    attempts tries;
    pacing::explanation why;
    sys_ms quiet_until{};           ///< something failed: nothing is tried before
    std::string quiet_why;
    bool dry = false;               ///< no lead was callable when last asked
    std::optional<sys_ms> next_at;  ///< when one will be
    std::set<std::int64_t> owners;  ///< of callbacks that are due
    bool guaranteed = false;        ///< callable leads that need a telecaller held
    std::optional<lead_counts> counts;
    sys_ms counted_at{};
};

}  // namespace zenix::dialer
