#include "lab/gateways/rack.hpp"

#include "base/problem.hpp"
#include "base/task_group.hpp"

#include <algorithm>

namespace zenix::lab {

gateway& rack::add(box_settings s) {
    constexpr std::size_t most = 256;
    if (boxes_.contains(s.id)) throw conflict("box_exists", "A box has this id; remove it first");
    if (boxes_.size() >= most) throw conflict("rack_full", "The lab holds 256 boxes");
    auto made = make_gateway(ex_, s);
    try {
        made->open();
    } catch (const std::runtime_error&) {
        if (s.port == 0) throw;
        s.port = 0;  // somebody has its port of last time
        made = make_gateway(ex_, s);
        made->open();
    }
    made->sip().open(s.sip_port);
    made->sip().set_asterisk(asterisk_);
    made->set_main(main_);
    auto& out = *made;
    order_.push_back(made.get());
    boxes_.emplace(s.id, std::move(made));
    return out;
}

void rack::remove(const std::string& id) {
    const auto found = boxes_.find(id);
    if (found == boxes_.end()) return;
    std::erase(order_, found->second.get());
    found->second->close();
    found->second->sip().close();
    boxes_.erase(found);
}

gateway* rack::find(std::string_view id) const {
    const auto found = boxes_.find(id);
    return found == boxes_.end() ? nullptr : found->second.get();
}

void rack::set_main(const sip_address& main) {
    main_ = main;
    for (auto* g : order_) g->set_main(main);
}

void rack::set_asterisk(const sip_address& lab) {
    asterisk_ = lab;
    for (auto* g : order_) g->sip().set_asterisk(lab);
}

rack::place rack::by_number(std::string_view e164) const {
    for (auto* g : order_)
        if (const auto* p = g->box().by_number(e164)) return {g, p->index()};
    return {};
}

rack::place rack::idle(sys_ms at) const {
    for (auto* g : order_)
        if (const auto* p = g->box().idle(at)) return {g, p->index()};
    return {};
}

task<> rack::run() {
    bool more = true;
    while (more) {
        more = co_await sleep_for(ms(100));
        if (more) step(now());
    }
}

void rack::step(sys_ms at) {
    for (auto* g : order_) {
        g->step(at);
        for (const auto& p : g->box().ports())
            if (p.busy_with() == gsm_port::job::call && on_call_lost &&
                p.state(at) != registration::registered)
                on_call_lost(p.busy_for());
    }
}

}  // namespace zenix::lab
