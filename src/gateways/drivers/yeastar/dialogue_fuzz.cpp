// Whatever a box says, in whatever pieces: each command is settled once, and events are typed or left.
#include "base/utf8.hpp"
#include "gateways/drivers/yeastar/dialogue.hpp"
#include "gateways/drivers/yeastar/parts.hpp"
#include "gateways/drivers/yeastar/words.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

using namespace zenix;
using namespace zenix::gateways::drivers::yeastar;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::size_t piece = data[0] % 64 + 1;
    const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
    dialogue::instant now{};
    dialogue d({"u", "p"}, now);
    text_parts parts;
    int settled = 0;
    const auto look = [&](const dialogue::step& s) {
        settled += static_cast<int>(s.done.size());
        for (const auto& e : s.events) {
            if (auto p = read_received(e, "UTC")) {
                if (!is_utf8(p->text.text)) __builtin_trap();
                (void)parts.add(*std::move(p), now);
            }
            (void)read_sent(e);
        }
        for (const auto& one : s.done) {
            if (!one.outcome) continue;
            const auto& answer = one.outcome.value();
            if (const auto spans = read_spans(answer))
                for (const auto& span : spans.value()) (void)read_port(span, std::nullopt);
            if (const auto detail = read_detail(answer)) (void)read_port({}, detail.value());
            if (const auto u = read_ussd(answer); u && !is_utf8(u.value().text)) __builtin_trap();
        }
    };
    look(d.command(1, "gsm show spans", ms(1000), now));
    look(d.command(2, "gsm show 1", ms(1000), now));
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        look(d.bytes(bytes.substr(at, piece), now));
        now += ms(100);
        look(d.tick(now));
    }
    look(d.end({"closed", ""}));
    if (settled != 2 || parts.pending() > 64) __builtin_trap();
    return 0;
}
