// No bytes make the JSON reader do anything but answer or throw a problem.
#include "base/json.hpp"
#include "base/problem.hpp"
#include "base/utf8.hpp"

#include <cstddef>
#include <cstdint>

using namespace zenix;

namespace {

void read(fields in, int depth) {
    if (const auto t = in.maybe_text("a", {0, 64}); t && !is_utf8(*t)) __builtin_trap();
    (void)in.maybe_integer("b", {-5, 1'000'000});
    (void)in.maybe_flag("c");
    (void)in.maybe_time("d");
    (void)in.maybe_texts("e");
    (void)in.maybe_choice("f", {"x", "y"});
    (void)in.maybe_raw_object("g");
    if (auto inner = in.maybe_object("h"); inner && depth < 40) read(*std::move(inner), depth + 1);
    for (auto& item : in.objects("i", 0, 8)) read(std::move(item), depth + 1);
    in.done();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        read(fields(parse_json({reinterpret_cast<const char*>(data), size})), 0);
    } catch (const problem& p) {
        if (p.status() != 400 && p.status() != 422) __builtin_trap();
    }
    return 0;
}
