#include <cstddef>
#include <cstdint>

#include "calls/quality.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto s = zenix::calls::read_rtp_audio_qos({reinterpret_cast<const char*>(data), size});
    (void)zenix::calls::quality_of(s);
    return 0;
}
