#include <cstddef>
#include <cstdint>

#include "agents/sip_glance.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    (void)zenix::agents::registration_in({reinterpret_cast<const char*>(data), size});
    return 0;
}
