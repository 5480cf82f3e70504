#include <cstddef>
#include <cstdint>

#include "calls/recording/sealed_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (const auto h = zenix::calls::sealed_header::read(bytes)) (void)h->write();
    (void)zenix::calls::sealed_layout::of(size);
    return 0;
}
