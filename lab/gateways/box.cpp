#include "lab/gateways/box.hpp"

#include "lab/gateways/dice.hpp"
#include "lab/gateways/operators.hpp"
#include "lab/gateways/ucs2.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace zenix::lab {
namespace {

constexpr std::size_t records_kept = 500, events_kept = 2000;

card make_card(const box_shape& shape, int nth) {
    const auto table = operators();
    const auto& of = table[static_cast<std::size_t>(nth) % table.size()];
    card c;
    c.number = fmt::format("+{:012}", shape.first_number + nth);
    c.iccid = fmt::format("8991{:014}", shape.first_card + nth);
    c.network = of.name;
    const auto serial = (shape.first_number + nth) % 1'000'000'000;
    c.imsi = fmt::format("{}{:0{}}", of.plmn, serial, 15 - of.plmn.size());
    c.credit_paise = throw_dice(shape.seed, 77 + static_cast<std::uint64_t>(nth), 15'000, 49'900);
    return c;
}

}  // namespace

gsm_box::gsm_box(const box_shape& shape)
    : pace{shape.speed}, outbox(shape.seed), seed_(mix(shape.seed)) {
    for (int port = 0; port < shape.ports; ++port) {
        std::vector<std::optional<card>> slots;
        for (int slot = 0; slot < shape.slots; ++slot)
            slots.emplace_back(make_card(shape, slot * shape.ports + port));
        ports_.emplace_back(port, std::move(slots), shape.seed);
    }
    was_registered_.assign(ports_.size(), true);
    ussd_.resize(ports_.size());
}

std::optional<gsm_box::dialled> gsm_box::read_user(std::string_view user) {
    constexpr std::size_t shortest = 2 + 3, longest = 2 + 15;  // E.164 has at most 15 digits
    if (user.size() < shortest || user.size() > longest) return std::nullopt;
    if (!std::all_of(user.begin(), user.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    return dialled{(user[0] - '0') * 10 + (user[1] - '0'), "+" + std::string(user.substr(2))};
}

int gsm_box::seize(int port, std::string_view call, sys_ms at) {
    constexpr int no_circuit = 34, out_of_order = 38;
    auto* p = this->at(port);
    if (p == nullptr || p->blocked) return no_circuit;
    if (p->state(at) != registration::registered) return out_of_order;
    if (p->busy_with() != gsm_port::job::none) return no_circuit;
    if (const int refused = p->sim()->refuses_call()) return refused;
    return p->seize(gsm_port::job::call, std::string(call)) ? 0 : no_circuit;
}

void gsm_box::release(std::string_view call) {
    for (auto& p : ports_)
        if (p.busy_with() == gsm_port::job::call && p.busy_for() == call) p.release();
}

void gsm_box::settle(call_record record) {
    auto* p = at(record.port);
    if (record.answered && record.to_gsm && p != nullptr && p->sim() != nullptr) {
        const auto length =
            std::chrono::ceil<std::chrono::seconds>(record.ended - *record.answered);
        record.cost_paise = p->sim()->bill_call(length.count());
    }
    const int port = record.port;
    record.number = ++calls_;
    records_.push_back(std::move(record));
    while (records_.size() > records_kept) records_.pop_front();
    tell({box_event::kind::call, port, calls_});
}

gsm_port* gsm_box::at(int port) { return const_cast<gsm_port*>(std::as_const(*this).at(port)); }

const gsm_port* gsm_box::at(int port) const {
    for (const auto& p : ports_)
        if (p.index() == port) return &p;
    return nullptr;
}

gsm_port* gsm_box::by_number(std::string_view e164) {
    for (auto& p : ports_)
        if (p.sim() != nullptr && p.sim()->number == e164) return &p;
    return nullptr;
}

gsm_port* gsm_box::idle(sys_ms at) {
    for (auto& p : ports_)
        if (p.usable(at) && p.busy_with() == gsm_port::job::none) return &p;
    return nullptr;
}

std::string gsm_box::call_on(int port) const {
    const auto* p = at(port);
    return p != nullptr && p->busy_with() == gsm_port::job::call ? p->busy_for() : std::string();
}

gsm_box::ussd_result gsm_box::send_ussd(int port, std::string_view code, sys_ms at) {
    auto* p = this->at(port);
    if (p == nullptr || p->state(at) != registration::registered) return ussd_result::unregistered;
    using manner = ussd_script::manner;
    const auto& said = p->ussd;
    if (said.what == manner::busy) return ussd_result::busy;
    if (!p->seize(gsm_port::job::ussd, "ussd")) return ussd_result::busy;
    auto& u = ussd_[static_cast<std::size_t>(port)];
    const auto* sim = p->sim();
    u.reply = ussd_answer(operator_named(sim->network), code, sim->credit_paise, sim->number);
    if (said.text) u.reply = *said.text;
    if (said.what == manner::refused) u.reply = "Connection problem or invalid MMI code.";
    if (said.hex) u.reply = hex_ucs2(u.reply);
    u.due = at + pace.real(ms(throw_dice(seed_, ++questions_, 1'500, 5'000))) + said.late;
    if (said.what == manner::silent) {
        // The network ends a dialogue that nobody goes on with; the module is locked until then.
        constexpr ms network_gives_up{60'000};
        u.reply.clear();
        u.due = at + pace.real(network_gives_up);
    }
    return ussd_result::sent;
}

void gsm_box::cancel_ussd(int port) {
    auto* p = at(port);
    if (p == nullptr || p->busy_with() != gsm_port::job::ussd) return;
    p->release();
    ussd_[static_cast<std::size_t>(port)] = {};
}

std::string gsm_box::ussd_reply(int port, sys_ms at) {
    step(at);
    if (this->at(port) == nullptr) return {};
    const auto& u = ussd_[static_cast<std::size_t>(port)];
    return u.due == sys_ms{} ? u.reply : std::string();
}

const std::string& gsm_box::ussd_text(int port) const {
    return ussd_.at(static_cast<std::size_t>(port)).reply;
}

std::int64_t gsm_box::receive(int port, std::string from, std::string text, sys_ms at) {
    auto* p = this->at(port);
    if (p == nullptr || p->state(at) != registration::registered) return 0;
    const auto id =
        inbox.add({0, port, std::move(from), std::string(operator_named(p->sim()->network).smsc),
                      std::move(text), p->sim()->imsi},
            at);
    if (id != 0) tell({box_event::kind::text_came, port, id});
    return id;
}

void gsm_box::drain(sys_ms at) {
    constexpr std::int64_t minute_ms = 60'000;
    const auto before = drained_at_.value_or(at);
    if (drained_at_ && at - before < ms(1'000)) return;
    drained_at_ = at;
    for (auto& p : ports_) {
        auto* s = p.sim();
        if (s == nullptr) continue;
        s->drain_rest += s->drain_paise * (at - before).count();
        s->credit_paise -= s->drain_rest / minute_ms;
        s->drain_rest %= minute_ms;
    }
}

void gsm_box::step(sys_ms at) {
    drain(at);
    for (std::size_t i = 0; i < ports_.size(); ++i) {
        auto& u = ussd_[i];
        if (u.due != sys_ms{} && at >= u.due) {
            u.due = {};
            if (ports_[i].busy_with() == gsm_port::job::ussd) ports_[i].release();
            tell({box_event::kind::ussd, ports_[i].index(), 0});
        }
        const bool up = ports_[i].state(at) == registration::registered;
        if (up != was_registered_[i])
            tell({up ? box_event::kind::registered : box_event::kind::unregistered,
                ports_[i].index(), 0});
        was_registered_[i] = up;
    }
    for (const auto& c : outbox.step(ports_, at, pace)) {
        const auto* t = outbox.find(c.id);
        tell({c.receipt ? box_event::kind::text_receipt : box_event::kind::text_sent,
            t != nullptr ? t->port : 0, c.id});
    }
}

void gsm_box::tell(box_event e) {
    events_.push_back(e);
    if (events_.size() > events_kept) events_.pop_front();  // nobody asks
}

std::vector<box_event> gsm_box::take_events() {
    std::vector<box_event> out(events_.begin(), events_.end());
    events_.clear();
    return out;
}

}  // namespace zenix::lab
