#include "gateways/trunk_push.hpp"

#include "base/log.hpp"
#include "gateways/ari_pusher.hpp"

namespace zenix::gateways {
namespace {

// Asterisk spreads its first questions over one period (10 s), and waits 3 s for an answer.
constexpr std::chrono::seconds first_answer{15};

std::optional<trunk> find(const route_book& book, std::int64_t id) {
    for (const auto& t : book.ways().trunks)
        if (t.trunk.id == id) return t.trunk;
    return std::nullopt;
}

}  // namespace

trunk_push::trunk_push(
    std::shared_ptr<asterisk::session> ari, secret::master_key key, route_book& book)
    : trunk_push(std::make_unique<ari_pusher>(std::move(ari)), key, book) {}

trunk_push::trunk_push(
    std::unique_ptr<endpoint_pusher> pbx, secret::master_key key, route_book& book)
    : pbx_(std::move(pbx)), key_(key), book_(book) {}

task<result<void>> trunk_push::push(std::int64_t trunk_id) {
    const auto pass = co_await one_at_a_time_.enter();
    if (!pass) co_return failure{"cancelled", "the server stops"};
    co_return co_await push_now(trunk_id);
}

task<result<void>> trunk_push::erase(std::int64_t trunk_id) {
    const auto pass = co_await one_at_a_time_.enter();
    if (!pass) co_return failure{"cancelled", "the server stops"};
    co_return co_await erase_now(trunk_id);
}

task<result<void>> trunk_push::push_now(std::int64_t trunk_id) {
    const auto t = find(book_, trunk_id);
    if (!t || !t->enabled) co_return co_await erase_now(trunk_id);
    auto password = trunk_password(*t, key_);
    if (!t->password_sealed.empty() && !password)
        co_return failure{
            "password", "the stored password cannot be read with this master key; enter it again"};
    const int told = told_[trunk_id];
    const auto done = co_await pbx_->push(*t, std::move(password));
    if (!done) {
        failed_.insert(trunk_id);
        log::warn("gateways", "trunk not set up in Asterisk yet",
            {{"trunk", t->name}, {"why", done.error().code + ": " + done.error().detail}});
        co_return done.error();
    }
    failed_.erase(trunk_id);
    if (done.value() && told == told_[trunk_id]) {
        // Nobody knows yet whether it answers, and calls may try.
        book_.set_health(trunk_id, trunk_state::unknown, std::nullopt);
        fresh_[trunk_id] = std::chrono::steady_clock::now();
    }
    co_return result<void>{};
}

task<result<void>> trunk_push::erase_now(std::int64_t trunk_id) {
    failed_.erase(trunk_id);
    fresh_.erase(trunk_id);
    book_.set_health(trunk_id, trunk_state::unknown, std::nullopt);
    co_return co_await pbx_->remove(trunk_id);
}

task<> trunk_push::push_all() {
    std::vector<std::int64_t> ids;
    for (const auto& t : book_.ways().trunks) ids.push_back(t.trunk.id);
    for (const auto id : ids) (void)co_await push(id);
    co_await check();
}

bool trunk_push::just_made(std::int64_t trunk_id) const {
    const auto at = fresh_.find(trunk_id);
    return at != fresh_.end() && std::chrono::steady_clock::now() - at->second < first_answer;
}

task<> trunk_push::check() {
    const auto again = failed_;
    for (const auto id : again) (void)co_await push(id);
    std::vector<std::int64_t> ids;
    for (const auto& t : book_.ways().trunks)
        if (t.trunk.enabled) ids.push_back(t.trunk.id);
    for (const auto id : ids) {
        const auto state = co_await pbx_->state(id);
        // Asterisk away says nothing about the trunk; a trunk Asterisk does not know is not usable.
        if (!state && state.error().status != 404) continue;
        if (!state) failed_.insert(id);
        const auto now = state ? state.value() : trunk_state::unknown;
        if (now == trunk_state::unreachable && just_made(id)) continue;
        book_.set_state(id, now);
    }
}

void trunk_push::on_contact(const asterisk::contact_status& c) {
    const auto id = trunk_of_endpoint(c.aor.empty() ? c.endpoint : c.aor);
    if (!id) return;
    const auto rtt =
        c.rtt_us > 0 ? std::optional(static_cast<double>(c.rtt_us) / 1000) : std::nullopt;
    const bool up = c.status == "Reachable";
    if (!up && c.status != "Unreachable") return;
    ++told_[*id];
    fresh_.erase(*id);
    book_.set_health(
        *id, up ? trunk_state::reachable : trunk_state::unreachable, up ? rtt : std::nullopt);
}

}  // namespace zenix::gateways
