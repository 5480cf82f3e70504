#include "gateways/trunk_push.hpp"

#include <fmt/format.h>

#include "base/log.hpp"

namespace zenix::gateways {
namespace {

constexpr auto purpose = "trunk-passwords";

asterisk::variable_map endpoint_attributes(const trunk& t) {
    const auto name = endpoint_of(t);
    asterisk::variable_map a{
        {"transport", "udp"},    {"context", "zenix-in"},  {"disallow", "all"},
        {"allow", fmt::format("{}", fmt::join(t.codecs, ","))},
        {"aors", name},          {"direct_media", "no"},   {"rtp_symmetric", "yes"},
        {"force_rport", "yes"},  {"rewrite_contact", "no"},{"dtmf_mode", "rfc4733"},
        {"identify_by", "ip"},   {"trust_id_inbound", "yes"}, {"send_pai", "yes"},
        {"timers", "yes"},       {"language", "en"}};
    if (t.username) a["outbound_auth"] = name;
    return a;
}

}  // namespace

trunk_push::trunk_push(std::shared_ptr<asterisk::session> ari, secret::master_key key, route_book& book)
    : ari_(std::move(ari)), key_(std::move(key)), book_(book) {}

std::string trunk_push::seal_password(std::string_view plain) const { return key_.seal(purpose, plain); }

task<result<void>> trunk_push::push(trunk t) {
    const auto name = endpoint_of(t);
    // Contacts and matches add up when pushed again, so an old one must go first.
    co_await erase(t);
    if (!t.enabled) {
        book_.set_reach(name, reach::unknown, std::nullopt);
        co_return result<void>{};
    }
    if (t.username) {
        const auto password = t.password_sealed ? key_.open(purpose, *t.password_sealed) : std::nullopt;
        if (!password)
            co_return failure{"password", "the stored password cannot be read with this master key; enter it again", 0};
        asterisk::variable_map auth{{"auth_type", "userpass"}, {"username", *t.username}, {"password", *password}};
        auto done = co_await ari_.push("auth", name, std::move(auth));
        if (!done) co_return done;
    }
    asterisk::variable_map aor{{"contact", fmt::format("sip:{}:{}", t.host, t.port)},
                               {"qualify_frequency", "10"}, {"qualify_timeout", "3.0"}};
    auto done = co_await ari_.push("aor", name, std::move(aor));
    if (!done) co_return done;
    auto attributes = endpoint_attributes(t);
    done = co_await ari_.push("endpoint", name, std::move(attributes));
    if (!done) co_return done;
    asterisk::variable_map identify{{"endpoint", name}, {"match", fmt::format("{}:{}", t.host, t.port)}};
    co_return co_await ari_.push("identify", name, std::move(identify));
}

task<void> trunk_push::erase(trunk t) {
    const auto name = endpoint_of(t);
    for (const char* type : {"identify", "endpoint", "aor", "auth"}) {
        const auto gone = co_await ari_.erase(type, name);
        if (!gone) log::debug("gateways", "not erased", {{"trunk", t.name}, {"why", gone.error().detail}});
    }
}

task<void> trunk_push::push_all() {
    const auto all = book_.trunks();
    for (const auto& t : all) {
        const auto done = co_await push(t);
        if (!done) log::error("gateways", "trunk not set up", {{"trunk", t.name}, {"why", done.error().detail}});
    }
}

void trunk_push::on_event(const asterisk::event& e) {
    const auto* c = e.as<asterisk::contact_status>();
    if (c == nullptr || !c->endpoint.starts_with("trunk-")) return;
    const auto rtt = c->rtt_us > 0 ? std::optional(static_cast<double>(c->rtt_us) / 1000) : std::nullopt;
    if (c->status == "Reachable") book_.set_reach(c->endpoint, reach::reachable, rtt);
    if (c->status == "Unreachable") book_.set_reach(c->endpoint, reach::unreachable, std::nullopt);
}

}  // namespace zenix::gateways
