#include "asterisk/sip_trace.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (const auto m = zenix::asterisk::read_hep(bytes))
        (void)zenix::asterisk::read_release(m->sip);
    (void)zenix::asterisk::read_release(bytes);
    return 0;
}
