// No stream makes the decoder or a session of either side do anything but answer; what was read is
// read again the same when it is written.
#include "base/utf8.hpp"
#include "sms/smpp/incoming.hpp"
#include "sms/smpp/session.hpp"

#include <cstddef>
#include <cstdint>

using namespace zenix::sms::smpp;

namespace {

void one(std::string_view octets) {
    auto r = read_pdu(octets);
    if (const auto* bad = std::get_if<bad_pdu>(&r)) {
        if (bad->why.empty() || bad->status == 0) __builtin_trap();
        return;
    }
    const auto& p = std::get<pdu>(r);
    std::string again;
    write_pdu(again, p);
    auto back = read_pdu(again);
    if (!std::get_if<pdu>(&back) || !(std::get<pdu>(back) == p)) __builtin_trap();
    if (const auto* m = std::get_if<message_body>(&p.body)) {
        reading_rules rules;
        rules.packed = p.sequence % 2 == 1;
        const auto in = read_incoming(*m, rules);
        if (in.coding != zenix::sms::text::coding::octets && !zenix::is_utf8(in.text))
            __builtin_trap();
    }
}

void converse(side who, std::string_view octets) {
    session_settings rules;
    rules.we_are = who;
    instant now{};
    session s(rules, now);
    if (who == side::esme) s.start(now);
    std::size_t at = 0;
    while (at < octets.size()) {
        const std::size_t n = 1 + static_cast<std::uint8_t>(octets[at]) % 64;
        s.receive(octets.substr(at, n), now);
        at += n;
        now += std::chrono::seconds(n % 7);
        s.advance(now);
        for (auto& e : s.take_events()) {
            if (std::get_if<event::bind_asked>(&e)) s.accept_bind(now);
            if (auto* a = std::get_if<event::asked>(&e))
                s.answer(a->request, 0, make_body(response_to(a->request.id)));
        }
        (void)s.send(command::submit_sm, message_body{}, at, now);
        s.output().clear();
    }
    s.broken("end");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view octets(reinterpret_cast<const char*>(data), size);
    one(octets);
    converse(side::esme, octets);
    converse(side::smsc, octets);
    return 0;
}
