#include <cstddef>
#include <cstdint>

#include "agents/sip_glance.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    (void)zenix::agents::registration_in({reinterpret_cast<const char*>(data), size});
    (void)zenix::agents::with_header({reinterpret_cast<const char*>(data), size}, "X-Zenix-Line", "a");
    return 0;
}
