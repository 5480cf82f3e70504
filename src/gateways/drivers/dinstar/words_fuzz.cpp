// No answer of a box makes its readers do anything but answer.
#include "gateways/drivers/dinstar/texts.hpp"
#include "gateways/drivers/dinstar/voice.hpp"
#include "gateways/drivers/dinstar/words.hpp"
#include "gateways/drivers/read_json.hpp"

#include <cstddef>
#include <cstdint>

using namespace zenix::gateways::drivers;
using namespace zenix::gateways::drivers::dinstar;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto v = read_answer(200, {reinterpret_cast<const char*>(data), size});
    if (!v) return 0;
    const auto& a = v.value();
    if (const auto p = read_ports(a))
        for (const auto& one : p.value().value)
            if (one.port < 0 || (one.signal_csq && *one.signal_csq > 31)) __builtin_trap();
    for (const auto& c : read_calls(member(a, "cdr"), "Asia/Kolkata").value)
        if (c.duration_s < 0 || c.cause_q850 > 127) __builtin_trap();
    (void)read_ussd_sent(a, 0);
    (void)read_ussd_reply(a, 0);
    (void)read_incoming(member(a, "sms"), "UTC");
    (void)match_receipts(read_results(member(a, "result"), "UTC").value,
        read_receipts(member(a, "result"), "UTC").value);
    const auto config = read_config(a);
    if (!config) return 0;
    const zenix::gateways::drivers::voice_plan plan{"192.0.2.1", 5060, 4};
    const auto groups = plan_groups(config.value(), plan);
    for (const auto& row : plan_rules(config.value(), plan, 0, groups.groups).rows)
        if (*whole(row, "index") < 0) __builtin_trap();
    (void)plan_trunk(config.value(), plan);
    (void)plan_way_back(config.value(), 0);
    return 0;
}
