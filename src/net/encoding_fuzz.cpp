// What is decoded is UTF-8 without NUL, and encoding it again leads back to it.
#include "base/utf8.hpp"
#include "net/client.hpp"
#include "net/encoding.hpp"
#include "net/range.hpp"

#include <cstddef>
#include <cstdint>

using namespace zenix;
using namespace zenix::net;

namespace {

void hold(std::string_view text) {
    if (!is_utf8(text) || text.find('\0') != std::string_view::npos) __builtin_trap();
    if (percent_decode(percent_encode(text)) != text) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto d = percent_decode(text)) hold(*d);
    if (const auto t = parse_target(text)) {
        hold(t->path);
        if (t->path.empty() || t->path.front() != '/') __builtin_trap();
        for (const auto& [name, value] : t->query) {
            hold(name);
            hold(value);
        }
    }
    (void)parse_query(text);
    if (const auto u = parse_url(text); u && (u->host.empty() || u->port == 0)) __builtin_trap();
    const range_answer r = read_range(text, 1000);
    if (r.kind == range_kind::part && (r.range.begin >= r.range.end || r.range.end > 1000))
        __builtin_trap();
    return 0;
}
