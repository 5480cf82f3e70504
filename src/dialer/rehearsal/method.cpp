#include "dialer/rehearsal/method.hpp"

namespace zenix::dialer::rehearsal {

void core_method::hear(const occurrence& o) {
    using kind = occurrence::kind;
    switch (o.what) {
    case kind::agent: (void)pacer_.agent_is(o.t, o.agent, o.agent_is, o.free_at); break;
    case kind::attempt: (void)pacer_.attempt_is(o.t, o.attempt, o.attempt_is, o.foresight); break;
    case kind::connected: (void)pacer_.connected(o.t, o.attempt, o.agent); break;
    case kind::ended: (void)pacer_.ended(o.t, o.attempt, o.agent); break;
    case kind::abandoned: (void)pacer_.abandoned(o.t, o.attempt); break;
    case kind::agent_frees: pacer_.agent_frees(o.agent, o.free_at); break;
    }
}

wish core_method::decide(double t, std::span<const pacing::foresight> next) {
    auto d = pacer_.decide(t, next);
    return {d.start, std::move(d.cancel)};
}

}  // namespace zenix::dialer::rehearsal
