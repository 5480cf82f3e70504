#include "lab/audio/rtp.hpp"
#include "lab/audio/voice.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    (void)zenix::lab::read_rtp({data, size});
    (void)zenix::lab::read_wav({reinterpret_cast<const char*>(data), size});
    return 0;
}
