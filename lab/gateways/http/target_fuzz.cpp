#include "lab/gateways/http/port.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    zenix::lab::box_request r;
    zenix::lab::read_target({reinterpret_cast<const char*>(data), size}, r);
    return r.target.size() == size ? 0 : 1;
}
