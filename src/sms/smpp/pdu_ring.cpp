#include "sms/smpp/pdu_ring.hpp"

#include "base/log.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

namespace zenix::sms::smpp {

void pdu_ring::record(int bind, bool incoming, const pdu& p, sys_ms at) {
    entry e{at, bind, incoming, p.id, p.status, p.sequence, {}, {}, {}};
    const auto message = [&](const message_body& m) {
        e.from = m.source.digits;
        e.to = m.destination.digits;
        e.octets = content_of(m).size();
        e.coding = m.data_coding;
    };
    if (const auto* m = std::get_if<message_body>(&p.body)) message(*m);
    if (const auto* m = std::get_if<multi_body>(&p.body)) message(m->message);
    if (const auto* a = std::get_if<message_answer>(&p.body)) e.message_id = a->message_id;
    if (const auto* b = std::get_if<bind_body>(&p.body)) e.from = b->system_id;
    if (entries_.size() >= most_) entries_.pop_front();
    entries_.push_back(std::move(e));
}

std::string pdu_ring::detail_of(const entry& e) {
    if (e.coding >= 0)
        return fmt::format("{} → {}, {} octets, coding {}", log::mask(to_utf8(e.from)),
            log::mask(to_utf8(e.to)), e.octets, e.coding);
    if (!e.message_id.empty()) return "id " + to_utf8(e.message_id);
    return to_utf8(e.from);
}

json::array pdu_ring::shown() const {
    json::array out;
    for (auto e = entries_.rbegin(); e != entries_.rend(); ++e)
        out.push_back(json::object{{"at", to_rfc3339(e->at)}, {"bind", e->bind},
            {"direction", e->incoming ? "in" : "out"}, {"command", to_string(e->id)},
            {"sequence", e->sequence}, {"status", status_name(e->status)},
            {"detail", detail_of(*e)}});
    return out;
}

}  // namespace zenix::sms::smpp
