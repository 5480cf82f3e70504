#include "lab/gateways/gateway.hpp"

#include "base/problem.hpp"
#include "lab/gateways/dinstar/gateway.hpp"
#include "lab/gateways/generic/gateway.hpp"
#include "lab/gateways/yeastar/gateway.hpp"

namespace zenix::lab {

placed_call gateway::place(std::string_view user, std::string_view, const sip_address&, sys_ms) {
    constexpr int no_circuit = 34;
    const auto dialled = gsm_box::read_user(user);
    if (!dialled) return {-1, {}, no_circuit};
    return {dialled->port, dialled->number, 0};
}

sip_address gateway::destination(int) const { return main_; }

void gateway::power(bool on, sys_ms at) {
    if (on == powered_) return;
    powered_ = on;
    if (!on) {
        close();
        sip_.close();
        box_.outbox.forget_unsent();
    } else {
        if (!wire().dead) open();
        sip_.open();
    }
    for (auto& p : box_.ports()) {
        p.power(on, at, box_.pace);
        box_.cancel_ussd(p.index());
        if (p.busy_with() == gsm_port::job::text) p.release();
    }
}

std::unique_ptr<gateway> make_gateway(asio::any_io_executor ex, box_settings s) {
    if (s.maker == "dinstar") return std::make_unique<dinstar_gateway>(std::move(ex), std::move(s));
    if (s.maker == "yeastar") return std::make_unique<tg_gateway>(std::move(ex), std::move(s));
    if (s.maker == "generic") return std::make_unique<generic_gateway>(std::move(ex), std::move(s));
    throw invalid_field("driver", "One of: dinstar, yeastar, generic");
}

}  // namespace zenix::lab
