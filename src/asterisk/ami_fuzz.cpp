#include "asterisk/ami.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    zenix::asterisk::ami_reader reader;
    std::vector<zenix::asterisk::ami_message> out;
    if (!reader.feed(bytes.substr(0, size / 2), out)) return 0;
    (void)reader.feed(bytes.substr(size / 2), out);
    for (const auto& m : out) (void)zenix::asterisk::contact_in(m);
    return 0;
}
