#include "lab/gateways/dinstar/api.hpp"

#include <cstddef>
#include <cstdint>

// First line: method and target; the rest is the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace zenix::lab;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto line = text.substr(0, text.find('\n'));
    box_request r;
    r.method = line.starts_with('G') ? "GET" : "POST";
    read_target(line.substr(line.empty() ? 0 : 1), r);
    if (line.size() < text.size()) r.body = text.substr(line.size() + 1);
    gsm_box box({.ports = 4, .slots = 2});
    dinstar_api api(box, "db00-0001-0002-0003");
    api.login.kind = login::scheme::none;
    const zenix::sys_ms at{zenix::ms(1'700'000'000'000)};
    const auto a = api.answer(r, at);
    (void)api.routing.place(text, "123", {"127.0.0.1", 5060}, box, at);
    return a.status >= 200 ? 0 : 1;
}
