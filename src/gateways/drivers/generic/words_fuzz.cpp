// What a box of no make in particular answers and posts: whatever it is, it is read or refused.
#include "gateways/drivers/generic/words.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace generic = zenix::gateways::drivers::generic;
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const int status = 100 + 2 * data[0];
    const auto taken = generic::read_sms_answer(status, text);
    if (taken && status / 100 != 2) __builtin_trap();
    (void)generic::read_sms_status(text);
    const auto told = generic::read_told(text);
    if (!told) return 0;
    if (const auto* came = std::get_if<zenix::gateways::drivers::text_came>(&told.value()))
        if (came->from.empty() || came->port < -1 || came->port > 255) __builtin_trap();
    return 0;
}
