#include "lab/gateways/yeastar/api.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace zenix::lab;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    gsm_box box({.ports = 2});
    tg_api api(box);
    const zenix::sys_ms at{zenix::ms(1'700'000'000'000)};
    tg_reader reader;
    tg_login who;
    reader.feed(text);
    while (auto p = reader.next()) (void)api.answer(who, *p, at);
    (void)api.run(text, at);
    (void)tg_parts(text);
    return 0;
}
