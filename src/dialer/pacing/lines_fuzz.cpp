// No bytes make the reader of JSON lines do anything but answer with one JSON object a line, or nothing.
#include "dialer/pacing/lines.hpp"

#include <cstddef>
#include <cstdint>

#include "base/json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    zenix::dialer::pacing::line_reader reader;
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        const auto answer = reader.read(rest.substr(0, end));
        if (!answer.empty() && !zenix::parse_json(answer).is_object()) __builtin_trap();
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return 0;
}
