#include "agents/phones.hpp"

#include "agents/sip_glance.hpp"
#include "base/log.hpp"
#include "base/problem.hpp"
#include "base/task_group.hpp"
#include "net/client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/ranges.h>

#include <algorithm>
#include <list>
#include <set>

namespace zenix::agents {
namespace {

/// One phone's way through the relay.
struct line {
    std::int64_t user_id = 0;
    std::string session, endpoint;
    std::shared_ptr<net::websocket> browser, asterisk;
    bool registered = false;
    std::uint64_t order = 0;  ///< of registration, the last one is rung
};

asterisk::variable_map endpoint_attributes(const std::string& name, const std::string& codecs) {
    return {{"transport", "ws"}, {"context", "zenix-phones"}, {"disallow", "all"},
        {"allow", codecs}, {"aors", name}, {"auth", name}, {"identify_by", "auth_username"},
        {"webrtc", "yes"}, {"dtls_auto_generate_cert", "yes"}, {"direct_media", "no"},
        {"rtp_symmetric", "yes"}, {"force_rport", "yes"}, {"rewrite_contact", "yes"},
        {"dtmf_mode", "auto"}, {"send_pai", "no"}, {"rtp_timeout", "0"}, {"timers", "no"}};
}

}  // namespace

std::string endpoint_name(const std::string& session) {
    return "phone-" + secret::sha256_hex(session).substr(0, 16);
}

struct phones::state : std::enable_shared_from_this<phones::state> {
    state(asio::any_io_executor executor, std::shared_ptr<asterisk::session> session,
        secret::master_key k, session_lookup lookup)
        : ex(executor), ari(std::move(session)), key(std::move(k)), sessions(std::move(lookup)),
          tasks(executor) {}

    asio::any_io_executor ex;
    asterisk::verbs ari;
    secret::master_key key;
    session_lookup sessions;
    presence_listener listener;
    std::string upstream;
    std::vector<std::string> codecs{"ulaw", "alaw", "opus"};
    std::set<std::string> pushed;
    std::list<std::shared_ptr<line>> lines;
    std::uint64_t order = 0;
    task_group tasks;

    [[nodiscard]] std::string derive(const std::string& purpose, const std::string& session) const {
        const auto k = key.derive(purpose);
        return secret::sha256_hex(std::string(k.begin(), k.end()) + session).substr(0, 40);
    }
    [[nodiscard]] bool online(std::int64_t user) const {
        return std::ranges::any_of(
            lines, [&](const auto& l) { return l->user_id == user && l->registered; });
    }
    void changed(std::int64_t user, bool was) const {
        const bool is = online(user);
        if (is != was && listener) listener(user, is);
    }
    void set_registered(const std::shared_ptr<line>& l, bool registered) {
        const bool was = online(l->user_id);
        const bool again = registered && !l->registered;
        l->registered = registered;
        if (again) l->order = ++order;
        changed(l->user_id, was);
    }
    /// A running call may hang on the socket that went, even when another tab has registered since.
    void leave(const std::shared_ptr<line>& l) {
        lines.remove(l);
        if (!l->registered || !listener) return;
        listener(l->user_id, false);
        if (online(l->user_id)) listener(l->user_id, true);
    }
    task<void> erase(std::string name) {
        for (const char* type : {"endpoint", "auth", "aor"}) {
            const auto gone = co_await ari.erase(type, name);
            if (!gone)
                log::warn("agents", "endpoint not removed",
                    {{"endpoint", name}, {"why", gone.error().detail}});
        }
    }
};

phones::phones(asio::any_io_executor ex, std::shared_ptr<asterisk::session> ari,
    secret::master_key key, session_lookup sessions)
    : state_(std::make_shared<state>(ex, std::move(ari), std::move(key), std::move(sessions))) {}
phones::~phones() = default;

void phones::on_presence(presence_listener l) { state_->listener = std::move(l); }
void phones::set_upstream(std::string address) { state_->upstream = std::move(address); }
void phones::set_codecs(const std::vector<std::string>& names) { state_->codecs = names; }

const std::vector<std::string>& phones::codecs() const { return state_->codecs; }

task<phone_credentials> phones::issue(const principal& who) {
    const auto s = state_;
    const auto session = who.session;
    const auto name = endpoint_name(session);
    phone_credentials out{name, s->derive("softphone-password", session),
        session + '.' + s->derive("softphone-ticket", session)};
    if (s->pushed.contains(name)) co_return out;
    asterisk::variable_map auth{
        {"auth_type", "userpass"}, {"username", name}, {"password", out.password}};
    asterisk::variable_map aor{{"max_contacts", "1"}, {"remove_existing", "yes"},
        {"qualify_frequency", "0"}, {"minimum_expiration", "30"}};
    auto done = co_await s->ari.push("auth", name, std::move(auth));
    if (done) done = co_await s->ari.push("aor", name, std::move(aor));
    auto attributes = endpoint_attributes(name, fmt::format("{}", fmt::join(s->codecs, ",")));
    if (done) done = co_await s->ari.push("endpoint", name, std::move(attributes));
    if (!done) {
        log::error(
            "agents", "phone not set up", {{"endpoint", name}, {"why", done.error().detail}});
        throw unavailable(
            "telephony_away", "The telephone server is not there yet; try again in a moment.");
    }
    s->pushed.insert(name);
    co_return out;
}

std::optional<std::string> phones::dial_string(std::int64_t user_id) const {
    const line* last = nullptr;
    for (const auto& l : state_->lines)
        if (l->user_id == user_id && l->registered && (!last || l->order > last->order))
            last = l.get();
    return last ? std::optional("PJSIP/" + last->endpoint) : std::nullopt;
}

void phones::session_ended(const principal& who) {
    const auto name = endpoint_name(who.session);
    for (const auto& l : std::list(state_->lines)) {
        if (l->session != who.session) continue;
        l->browser->close(4001, "signed out");
        if (l->asterisk) l->asterisk->close(1000, "signed out");
    }
    if (state_->pushed.erase(name) > 0) state_->tasks.spawn("erase phone", state_->erase(name));
}

void phones::asterisk_restarted() {
    state_->pushed.clear();
    for (const auto& l : std::list(state_->lines))
        l->browser->close(1012, "telephone server restarted");
}

principal phones::admit(const net::request& r) const {
    if (const auto ticket = r.maybe_query("ticket")) {
        const auto dot = ticket->rfind('.');
        if (dot != std::string::npos) {
            const auto session = ticket->substr(0, dot);
            if (secret::equal(ticket->substr(dot + 1), state_->derive("softphone-ticket", session)))
                if (auto who = state_->sessions(session)) return *who;
        }
        throw problem(401, "ticket_refused",
            "This phone's ticket is no longer good. Sign in and ask GET /api/v1/softphone again.");
    }
    if (r.who && !r.who->via_token) return *r.who;
    throw problem(401, "not_signed_in", "Sign in first; the phone lives as long as the session.");
}

namespace {

task<void> pump_up(std::shared_ptr<line> l) {
    for (;;) {
        auto message = co_await l->browser->read();
        if (!message) break;
        if (!l->asterisk->send(std::move(*message))) break;
    }
    l->asterisk->close(1000, "phone closed");
}

}  // namespace

task<void> phones::relay(principal who, std::shared_ptr<net::websocket> browser) {
    const auto s = state_;
    try {
        co_await issue(who);
    } catch (const problem&) {
        browser->close(1013, "telephone server away");
        co_return;
    }
    auto upstream =
        co_await net::connect_websocket(s->upstream, net::header_list{}, "sip", ms(3000));
    if (!upstream) {
        log::warn("agents", "relay could not reach Asterisk", {{"why", upstream.error().detail}});
        browser->close(1013, "telephone server away");
        co_return;
    }
    const auto l = std::make_shared<line>();
    l->user_id = who.user_id;
    l->session = who.session;
    l->endpoint = endpoint_name(who.session);
    l->browser = browser;
    l->asterisk = std::move(upstream).value();
    s->lines.push_back(l);
    s->tasks.spawn("phone to asterisk", pump_up(l));
    for (;;) {
        auto message = co_await l->asterisk->read();
        if (!message) break;
        if (const auto registered = registration_in(*message)) s->set_registered(l, *registered);
        if (!browser->send(std::move(*message))) break;
    }
    browser->close(1012, "telephone server closed");
    s->leave(l);
}

}  // namespace zenix::agents
