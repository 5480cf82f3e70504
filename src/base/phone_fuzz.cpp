// What is taken for a number is E.164, and reads back as itself.
#include "base/phone.hpp"

#include <cstddef>
#include <cstdint>

using namespace zenix;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto n = phone::normalise({reinterpret_cast<const char*>(data), size});
    if (!n) return 0;
    if (n->e164.size() < 4 || n->e164.size() > 16 || n->e164[0] != '+') __builtin_trap();
    for (const char c : n->e164.substr(1))
        if (c < '0' || c > '9') __builtin_trap();
    const auto again = phone::normalise(n->e164);
    if (!again || again->e164 != n->e164 || again->country != n->country) __builtin_trap();
    return 0;
}
