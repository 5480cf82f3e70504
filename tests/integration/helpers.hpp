#pragma once

namespace zenix::tests {

/// `hold-a-call ARI_PORT PASSWORD NUMBER ADDRESS`: an ARI client that calls NUMBER through the
/// gateway, puts it in a bridge with a voice at ADDRESS, prints `up` and waits to be killed.
int hold_a_call(int argc, char** argv);

}  // namespace zenix::tests
