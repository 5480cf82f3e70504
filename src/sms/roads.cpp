#include "sms/roads.hpp"

#include <fmt/format.h>

#include <charconv>
#include <variant>

namespace zenix::sms {

bool applies(const message_route& r, const road_question& q) {
    return r.enabled && q.e164.starts_with(r.prefix) && (!r.purpose || *r.purpose == q.purpose) &&
           (!r.priority || *r.priority == q.priority);
}

task<> roads::load(pg::executor& db) {
    auto accounts = co_await load_accounts(db);
    auto routes = co_await load_routes(db);
    std::map<std::int64_t, line> fresh;
    std::vector<std::shared_ptr<transport>> old;
    for (auto& a : accounts) {
        line l;
        const auto was = lines_.find(a.id);
        if (was != lines_.end() && was->second.account == a) {
            l = was->second;
        } else {
            if (was != lines_.end() && was->second.out) old.push_back(was->second.out);
            if (a.enabled) l.out = make_(a);
            l.account = std::move(a);
        }
        const auto id = l.account.id;
        fresh.emplace(id, std::move(l));
    }
    for (const auto& [id, l] : lines_)
        if (!fresh.contains(id) && l.out) old.push_back(l.out);
    lines_ = std::move(fresh);
    routes_ = std::move(routes);
    for (const auto& t : old) co_await t->close();
}

task<> roads::close() {
    const auto all = std::exchange(lines_, {});
    for (const auto& [id, l] : all)
        if (l.out) co_await l.out->close();
    if (sims_) co_await sims_->close();
}

void roads::begin_round() {
    for (auto& [id, l] : lines_) l.taken = 0;
    sims_taken_ = 0;
}

std::size_t roads::room() const {
    std::size_t all = sims_ ? sims_->room() : 0;
    for (const auto& [id, l] : lines_)
        if (l.out) all += l.out->room();
    return all;
}

bool roads::any_up() const {
    if (sims_ && sims_->up()) return true;
    for (const auto& [id, l] : lines_)
        if (l.out && l.out->up()) return true;
    return false;
}

std::variant<way, no_way> roads::by_account(std::int64_t id, const std::string& why) {
    const auto at = lines_.find(id);
    if (at == lines_.end()) return no_way{true, "there is no account with this id"};
    auto& l = at->second;
    if (!l.out) return no_way{false, l.account.name + " is switched off"};
    if (!l.out->up()) return no_way{false, l.account.name + " is not connected"};
    if (l.out->room() <= l.taken) return no_way{false, l.account.name + " is busy", true};
    ++l.taken;
    way w;
    w.out = l.out;
    w.kind = l.account.is_smpp ? "smpp" : "http";
    w.account_id = id;
    w.name = l.account.name;
    w.explanation = why;
    w.price_minor = l.account.price_minor;
    w.currency = l.account.currency;
    w.sender = l.account.sender;
    return w;
}

std::variant<way, no_way> roads::by_sim(const road_question& q,
    std::optional<std::int64_t> trunk_id, std::optional<int> port, const std::string& why) {
    if (!sims_) return no_way{true, "there is no gateway"};
    order o;
    o.e164 = q.e164;
    o.purpose = q.purpose;
    o.parts = q.parts;
    o.trunk_id = trunk_id;
    o.port = port;
    if (!sims_->ever(o))
        return no_way{true, port ? fmt::format("no gateway has a port {}", *port) : "there is no gateway with a box"};
    if (!sims_->up()) return no_way{false, "no gateway answers"};
    if (sims_->room() <= sims_taken_) return no_way{false, "the gateways are busy", true};
    if (auto against = sims_->obstacle(o); !against.empty()) return no_way{false, std::move(against)};
    ++sims_taken_;
    way w;
    w.out = sims_;
    w.kind = "gateway";
    w.trunk_id = trunk_id;
    w.port = port;
    w.name = "gateway";
    w.explanation = why;
    return w;
}

std::variant<way, no_way> roads::choose(const road_question& q) {
    if (q.wanted_account) return by_account(*q.wanted_account, "asked for by account");
    if (q.wanted_sim) {
        std::optional<int> port;
        int n = 0;
        const auto& s = *q.wanted_sim;
        if (s != "auto" && std::from_chars(s.data(), s.data() + s.size(), n).ec == std::errc{})
            port = n;
        return by_sim(q, std::nullopt, port, "a SIM was asked for");
    }
    no_way none{true, {}, false};
    for (const auto& r : routes_) {
        if (!applies(r, q)) continue;
        const auto why = fmt::format("route {}", r.name);
        auto found =
            r.gateway ? by_sim(q, r.trunk_id, std::nullopt, why) : by_account(*r.account_id, why);
        if (std::holds_alternative<way>(found)) return found;
        const auto& no = std::get<no_way>(found);
        none.for_good = none.for_good && no.for_good;
        none.busy = none.busy || no.busy;
        none.why += fmt::format("{}{}: {}", none.why.empty() ? "" : "; ", why, no.why);
    }
    if (none.why.empty()) none.why = "no route fits this number, purpose and class";
    return none;
}

}  // namespace zenix::sms
