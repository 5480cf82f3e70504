#pragma once

#include <string_view>

namespace zenix {

// What is running, for people and for /healthz: "0.1.0+g44c648b1f2", or "0.1.0" when built
// without git. Static storage; generated at build time from VERSION and the current commit.
std::string_view version();

}  // namespace zenix
