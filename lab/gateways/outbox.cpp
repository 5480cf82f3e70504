#include "lab/gateways/outbox.hpp"

#include "lab/gateways/dice.hpp"

#include <algorithm>

namespace zenix::lab {
namespace {

constexpr std::size_t texts_kept = 2000;

bool over(const outgoing_text& t) {
    using status = outgoing_text::status;
    return t.state == status::failed || t.state == status::delivered ||
           (t.state == status::sent && t.receipt == sys_ms{});
}

}  // namespace

int segments_of(std::string_view utf8) {
    int septets = 0, units = 0;
    bool plain = true;
    for (const char c : utf8) {
        const auto b = static_cast<unsigned char>(c);
        if ((b & 0xC0U) == 0x80) continue;  // not the first byte of a character
        units += b >= 0xF0 ? 2 : 1;         // a surrogate pair in UCS-2
        if (b >= 0x80) plain = false;
        septets += std::string_view("[]{}\\^|~").find(c) != std::string_view::npos ? 2 : 1;
    }
    const int n = plain ? septets : units;
    const int one = plain ? 160 : 70, more = plain ? 153 : 67;
    return n <= one ? 1 : (n + more - 1) / more;
}

std::int64_t outbox::add(outgoing_text t, sys_ms at) {
    t.id = ++ids_;
    t.made = at;
    t.segments = segments_of(t.text);
    texts_.push_back(std::move(t));
    while (texts_.size() > texts_kept && over(texts_.front())) texts_.pop_front();
    return ids_;
}

bool outbox::stop(std::int64_t task) {
    const bool known = std::any_of(
        texts_.begin(), texts_.end(), [&](const outgoing_text& t) { return t.task == task; });
    std::erase_if(texts_, [&](const outgoing_text& t) {
        return t.task == task && t.state == outgoing_text::status::queued;
    });
    return known;
}

void outbox::forget_unsent() {
    std::erase_if(
        texts_, [](const outgoing_text& t) { return t.state <= outgoing_text::status::sending; });
    for (auto& t : texts_) t.receipt = sys_ms{};
}

const outgoing_text* outbox::find(std::int64_t id) const {
    for (const auto& t : texts_)
        if (t.id == id) return &t;
    return nullptr;
}

int outbox::waiting() const {
    return static_cast<int>(std::count_if(texts_.begin(), texts_.end(),
        [](const outgoing_text& t) { return t.state <= outgoing_text::status::sending; }));
}

bool outbox::begin(outgoing_text& t, std::vector<gsm_port>& ports, sys_ms at, pace p) {
    for (std::size_t k = 0; k < ports.size(); ++k) {
        const auto place = (turn_ + k) % ports.size();
        auto& port = ports[place];
        const bool may = t.allowed.empty() || std::find(t.allowed.begin(), t.allowed.end(),
                                                  port.index()) != t.allowed.end();
        if (!may || !port.usable(at) || at < rests_until_[place]) continue;
        if (!port.seize(gsm_port::job::text, "text-" + std::to_string(t.id))) continue;
        turn_ = place + 1;
        t.state = outgoing_text::status::sending;
        t.port = port.index();
        t.imsi = port.sim()->imsi;
        t.iccid = port.sim()->iccid;
        t.ref_id = ref_ = (ref_ + 1) % 256;
        ref_ = (ref_ + t.segments - 1) % 256;
        const auto each = throw_dice(seed_, static_cast<std::uint64_t>(t.id) * 4, 2'000, 6'000);
        t.changes = at + p.real(ms(each * t.segments));
        return true;
    }
    return false;
}

void outbox::end_sending(outgoing_text& t, std::vector<gsm_port>& ports, sys_ms at, pace p) {
    const auto q = static_cast<std::uint64_t>(t.id) * 4;
    bool fails = throw_dice(seed_, q + 1, 1, 100) <= faults.fail_percent;
    for (std::size_t i = 0; i < ports.size(); ++i) {
        auto& port = ports[i];
        if (port.index() != t.port) continue;
        const bool ours = port.busy_for() == "text-" + std::to_string(t.id);
        auto* sim = port.sim();
        // Blocking a port lets the text that it began go out.
        if (!ours || sim == nullptr || port.state(at) != registration::registered ||
            sim->congestion_cause != 0 || sim->credit_paise <= 0)
            fails = true;
        else if (!fails)
            sim->bill_text(t.segments);
        if (ours) port.release();
        rests_until_[i] = at + p.real(gap);
    }
    t.state = fails ? outgoing_text::status::failed : outgoing_text::status::sent;
    t.sent_segments = fails ? 0 : t.segments;
    if (fails || !t.wants_report) return;
    if (throw_dice(seed_, q + 2, 1, 100) <= faults.lost_report_percent) return;
    t.receipt = at + p.real(ms(throw_dice(seed_, q + 3, 1'000, 20'000)) + faults.late_report);
}

std::vector<outbox::change> outbox::step(std::vector<gsm_port>& ports, sys_ms at, pace p) {
    std::vector<change> out;
    rests_until_.resize(ports.size());
    for (auto& t : texts_) {
        using status = outgoing_text::status;
        if (t.state == status::sending && at >= t.changes) {
            end_sending(t, ports, at, p);
            out.push_back({t.id, false});
        } else if (t.state == status::sent && t.receipt != sys_ms{} && at >= t.receipt) {
            t.status_code = faults.report_code;
            if (t.status_code < 32) t.state = status::delivered;
            t.receipt = sys_ms{};
            out.push_back({t.id, true});
        }
    }
    for (auto& t : texts_) {
        if (t.state != outgoing_text::status::queued || ports.empty()) continue;
        if (begin(t, ports, at, p) || !fail_unusable) continue;
        const bool road = std::any_of(ports.begin(), ports.end(), [&](const gsm_port& port) {
            return port.usable(at) &&
                   (t.allowed.empty() || std::find(t.allowed.begin(), t.allowed.end(),
                                             port.index()) != t.allowed.end());
        });
        if (road) continue;
        t.state = outgoing_text::status::failed;
        if (!t.allowed.empty()) t.port = t.allowed.front();
        out.push_back({t.id, false});
    }
    return out;
}

}  // namespace zenix::lab
