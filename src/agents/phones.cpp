#include "agents/phones.hpp"

#include "agents/sip_glance.hpp"
#include "base/log.hpp"
#include "base/problem.hpp"
#include "base/task_group.hpp"
#include "net/client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/ranges.h>

#include <list>
#include <set>
#include <utility>

namespace zenix::agents {
namespace {

/// One phone's way through the relay.
struct line {
    std::int64_t user_id = 0;
    std::string session, endpoint;
    std::shared_ptr<net::websocket> browser, asterisk;
    bool registered = false;
    std::uint64_t order = 0;  ///< of registration, the last one is rung
    std::string mark;         ///< what `mark_header` says on it
};

// The registrar goes by `auth_username`: it wants an AOR of that name, where the distributor would want
// an endpoint, which there is not.
asterisk::variable_map endpoint_attributes(
    const std::string& name, const std::string& login, const std::string& codecs) {
    return {{"transport", "ws"}, {"context", "zenix-phones"}, {"disallow", "all"},
        {"allow", codecs}, {"aors", login}, {"auth", name}, {"identify_by", "header,auth_username"},
        {"webrtc", "yes"}, {"dtls_auto_generate_cert", "yes"}, {"direct_media", "no"},
        {"rtp_symmetric", "yes"}, {"force_rport", "yes"}, {"rewrite_contact", "yes"},
        {"dtmf_mode", "auto"}, {"send_pai", "no"}, {"rtp_timeout", "0"}, {"timers", "no"}};
}

/// By this alone Asterisk finds a phone's endpoint, and only the relay puts it on a message: a name and a
/// password that were taken from a page open nothing, neither Asterisk's sockets nor the relay.
constexpr std::string_view mark_header = "X-Zenix-Line";

}  // namespace

std::string endpoint_name(const std::string& session) {
    return "phone-" + secret::sha256_hex(session).substr(0, 16);
}

std::string login_name(const std::string& session) {
    return "line-" + secret::sha256_hex(session).substr(0, 16);
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
    [[nodiscard]] std::string mark(const std::string& session) const {
        return derive("softphone-line", session);
    }
    void set_registered(const std::shared_ptr<line>& l, bool registered) {
        if (l->registered == registered) return;
        l->registered = registered;
        if (registered) {
            l->order = ++order;
            take_over(*l);
        }
        if (listener) listener(l->user_id, l->endpoint, registered);
    }
    /// Asterisk keeps one contact of an endpoint, the newest. A socket that had the one before is dead,
    /// as after a change of network, or another tab's, which would wait for calls in vain.
    void take_over(const line& newest) const {
        for (const auto& l : lines) {
            if (l.get() == &newest || l->session != newest.session || !l->registered) continue;
            l->registered = false;
            l->browser->close(4002, "the phone has registered anew");
        }
    }
    void leave(const std::shared_ptr<line>& l) {
        lines.remove(l);
        if (std::exchange(l->registered, false) && listener) listener(l->user_id, l->endpoint, false);
    }
    task<void> erase(std::string session) {
        const auto name = endpoint_name(session);
        for (const char* type : {"identify", "endpoint", "auth", "aor"}) {
            const auto gone =
                co_await ari.erase(type, type == std::string_view("aor") ? login_name(session) : name);
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
    const auto name = endpoint_name(session), login = login_name(session);
    phone_credentials out{login, s->derive("softphone-password", session),
        session + '.' + s->derive("softphone-ticket", session)};
    if (s->pushed.contains(name)) co_return out;
    asterisk::variable_map auth{
        {"auth_type", "userpass"}, {"username", login}, {"password", out.password}};
    asterisk::variable_map aor{{"max_contacts", "1"}, {"remove_existing", "yes"},
        {"qualify_frequency", "0"}, {"minimum_expiration", "30"}};
    auto done = co_await s->ari.push("auth", name, std::move(auth));
    if (done) done = co_await s->ari.push("aor", login, std::move(aor));
    auto attributes = endpoint_attributes(name, login, fmt::format("{}", fmt::join(s->codecs, ",")));
    if (done) done = co_await s->ari.push("endpoint", name, std::move(attributes));
    if (done)
        done = co_await s->ari.push("identify", name,
            {{"endpoint", name}, {"match_header", fmt::format("{}: {}", mark_header, s->mark(session))}});
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
    if (state_->pushed.erase(name) > 0) state_->tasks.spawn("erase phone", state_->erase(who.session));
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
        if (!l->asterisk->send(with_header(std::move(*message), mark_header, l->mark))) break;
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
    l->mark = s->mark(who.session);
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
