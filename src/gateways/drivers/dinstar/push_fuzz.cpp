// Anybody may post to a webhook: whatever it is, it is hints or a failure.
#include "gateways/drivers/dinstar/push.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto p = zenix::gateways::drivers::dinstar::read_push(
        {reinterpret_cast<const char*>(data), size}, "Asia/Kolkata");
    if (p && (p.value().serial.empty() || p.value().hints.size() > 500)) __builtin_trap();
    return 0;
}
