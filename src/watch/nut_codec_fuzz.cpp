#include "watch/nut_codec.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)zenix::watch::nut_words(text);
    (void)zenix::watch::read_nut_var(text, "ups", "ups.status");
    (void)zenix::watch::read_nut_address(text);
    return 0;
}
