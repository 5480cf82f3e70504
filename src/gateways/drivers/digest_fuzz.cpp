// No challenge of a box makes the answer break out of its header.
#include "gateways/drivers/digest.hpp"

#include <cstddef>
#include <cstdint>

using namespace zenix::gateways::drivers;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto all = read_challenges({reinterpret_cast<const char*>(data), size});
    if (all.size() > 8) __builtin_trap();
    const auto best = strongest(all);
    if (!best) return 0;
    const auto out = authorization(*best, "admin", "secret", {"GET", "/api/x?y=1", 1, "c"});
    if (out.find_first_of("\r\n") != std::string::npos) __builtin_trap();
    return 0;
}
