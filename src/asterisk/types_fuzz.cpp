#include "asterisk/matcher.hpp"
#include "asterisk/types.hpp"

#include <boost/json/parse.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

// Whatever bytes the socket brings, reading them ends and breaks nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    zenix::asterisk::matcher book(8);
    (void)book.receive(text);
    return 0;
}
