// Whatever a box hands on, what comes out is UTF-8.
#include "base/utf8.hpp"
#include "gateways/drivers/ussd.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (!zenix::is_utf8(
            zenix::gateways::drivers::decode_ussd({reinterpret_cast<const char*>(data), size})))
        __builtin_trap();
    return 0;
}
