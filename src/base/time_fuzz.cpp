// A time that is read is written and read again as the same instant.
#include "base/time.hpp"
#include "base/zone.hpp"

#include <cstddef>
#include <cstdint>

using namespace zenix;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto t = parse_time(text)) {
        const std::string written = to_rfc3339(*t);
        // An offset can push a time of the year 9999 or 0000 out of what four digits write.
        if (written.size() == 24 && parse_time(written) != t) __builtin_trap();
    }
    if (const auto day = parse_date(text); day && to_string(*day) != text) __builtin_trap();
    (void)parse_wall(text, "Asia/Kolkata");
    return 0;
}
