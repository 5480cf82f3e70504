// No octets make the header's reader or the alphabets do anything but answer, and what is written is
// read again as it was.
#include "base/utf8.hpp"
#include "sms/text/alphabet.hpp"
#include "sms/text/split.hpp"
#include "sms/text/udh.hpp"

#include <cstddef>
#include <cstdint>

using namespace zenix::sms::text;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view octets(reinterpret_cast<const char*>(data), size);
    auto h = read_udh(octets);
    if (h) {
        if (h->size > size) __builtin_trap();
        const auto rest = octets.substr(h->size);
        if (!zenix::is_utf8(alphabet(h->single_shift, h->locking_shift).read(rest)))
            __builtin_trap();
        const auto written = write_udh(*h);
        const auto again = written.empty() ? user_data_header{} : read_udh(written);
        if (!again) __builtin_trap();
        h->size = again->size;
        if (h->addressed || !(*again == *h)) {
            if (!h->addressed) __builtin_trap();
        }
    }
    if (!zenix::is_utf8(read_body(octets, coding::ucs2))) __builtin_trap();
    if (size > 600) return 0;
    split_options how;
    how.languages = {language::hindi, language::turkish};
    const auto s = split(octets, how);
    std::size_t units = 0, bytes = 0;
    for (const auto& p : s.parts) {
        if (p.units > s.per_part) __builtin_trap();
        units += p.units;
        bytes += p.length;
    }
    if (units != s.units || bytes != size) __builtin_trap();
    return 0;
}
