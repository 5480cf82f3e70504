#pragma once

namespace zenix::dialer::pacing {

/// How much risk an attempt may carry: theta, `alpha` (the budget) times a factor that follows what is
/// left of the budget, in calls. To add a little to log theta with every answered call and take from it
/// with every abandoned one (Gibbs and Candes 2021: the share comes out at alpha whatever the list does)
/// is the same as to read it off the ledger; so it needs no state, and outlives restarts with the ledger.
///
/// Slow while there is budget, as haste costs idle time; steep once little is left. A few calls, as many
/// as a burst costs when a new list answers more often, are kept back. `expected`: answered calls of a day.
[[nodiscard]] double theta_of(double alpha, double left, double expected);

/// At so little left (negative: calls over the budget) nothing is risked any more.
[[nodiscard]] double spent_at(double alpha, double expected);

}  // namespace zenix::dialer::pacing
