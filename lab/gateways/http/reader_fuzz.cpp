#include "lab/gateways/http/reader.hpp"

#include <cstddef>
#include <cstdint>

// The same bytes in one piece and one by one must give the same requests.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    zenix::lab::request_reader whole, split;
    whole.feed(text);
    std::size_t a = 0, b = 0;
    while (whole.next()) ++a;
    for (const char c : text) {
        split.feed({&c, 1});
        while (split.next()) ++b;
    }
    if (a != b) __builtin_trap();
    return 0;
}
