#include "lab/network.hpp"

#include "base/ids.hpp"
#include "base/log.hpp"
#include "lab/carrier.hpp"

#include <charconv>
#include <utility>

namespace zenix::lab {
namespace {

constexpr std::size_t history_max = 200;
constexpr std::int64_t longest_call_ms = 3'600'000;
constexpr int dial_timeout_s = 60;

// What a gateway of ours is to the main Asterisk, seen from our side. Behind a box's SIP side what
// follows an answer goes through it too, so that a box that is dead is so in the midst of a call.
asterisk::variable_map endpoint_towards_main(const std::string& name, bool behind_a_side) {
    return {{"transport", "udp"}, {"context", "zenix-in"}, {"disallow", "all"},
        {"allow", "ulaw,alaw"}, {"aors", name}, {"direct_media", "no"}, {"rtp_symmetric", "yes"},
        {"force_rport", "yes"}, {"rewrite_contact", behind_a_side ? "yes" : "no"},
        {"dtmf_mode", "rfc4733"}, {"identify_by", "ip"}, {"trust_id_inbound", "yes"},
        {"send_pai", "yes"}, {"timers", "yes"},
        // A call whose main Asterisk died has nobody left to end it.
        {"rtp_timeout", "60"}, {"rtp_timeout_hold", "300"}};
}

constexpr std::string_view box_prefix = "box-";
std::string endpoint_of(std::string_view id) { return std::string(box_prefix) + std::string(id); }

std::string address(const network::peer& p) { return p.host + ":" + std::to_string(p.port); }

}  // namespace

network::network(asio::any_io_executor ex, std::shared_ptr<asterisk::session> session,
    lab::rack& boxes, std::string sounds, peer main)
    : ex_(ex), ari_(session), boxes_(boxes), sounds_(std::move(sounds)), main_(std::move(main)),
      beat_(ex), calls_running_(ex) {
    boxes_.set_main({main_.host, main_.port});
    boxes_.on_call_lost = [this](const std::string& id) {
        if (const auto c = find(id); c && !c->over()) c->wish_hangup(38, "network");
    };
    boxes_.on_added = [this](std::string id) { return introduce(std::move(id)); };
    boxes_.on_removed = [this](std::string id) { return part_from(std::move(id)); };
    session->on_event([this](const asterisk::event& e) { on_event(e); });
    session->on_state([this](bool up) {
        ready_ = false;
        if (up) calls_running_.spawn("lab: prepare", prepare());
    });
}

network::~network() = default;

void network::set_peer(peer main) {
    main_ = std::move(main);
    boxes_.set_main({main_.host, main_.port});
    if (ready_) calls_running_.spawn("lab: prepare", prepare());
}

// Calls of a life before this one cannot be told apart from noise: they end. Then the gateway is
// there.
task<> network::prepare() {
    const auto there = co_await ari_.list_channels();
    if (there.ok())
        for (const auto& c : there.value())
            if (!live_.contains(c.id) && !c.id.starts_with("ear-"))
                (void)co_await ari_.hangup(c.id, 41);
    asterisk::variable_map aor{{"contact", "sip:" + address(main_)}, {"qualify_frequency", "0"}};
    asterisk::variable_map identify{{"endpoint", "main"}, {"match", address(main_)}};
    const auto a = co_await ari_.push("aor", "main", std::move(aor));
    const auto e = co_await ari_.push("endpoint", "main", endpoint_towards_main("main", false));
    const auto i = co_await ari_.push("identify", "main", std::move(identify));
    std::vector<std::string> ids;
    for (const auto* g : boxes_.all()) ids.push_back(g->id());
    for (const auto& id : ids) co_await introduce(id);
    ready_ = a.ok() && e.ok() && i.ok();
    if (ready_) log::info("lab", "gateway ready", {{"main", address(main_)}});
    for (const auto* r : {&a, &e, &i})
        if (!r->ok()) log::error("lab", "gateway not ready", {{"error", r->error().detail}});
    for (auto& [type, attributes] : carrier::objects()) {
        const auto done = co_await ari_.push(type, std::string(carrier::username), attributes);
        if (!done) log::error("lab", "trunk not ready", {{"error", done.error().detail}});
    }
}

task<> network::introduce(std::string id) {
    const auto* g = boxes_.find(id);
    if (g == nullptr) co_return;
    const auto name = endpoint_of(id);
    const auto side = address({"127.0.0.1", g->sip().inner()});
    asterisk::variable_map aor{
        {"contact", "sip:" + side}, {"qualify_frequency", std::to_string(g->voice.keep_alive_s)}};
    // A second push would add to what the first one left.
    co_await part_from(id);
    asterisk::variable_map identify{{"endpoint", name}, {"match", side}};
    const auto a = co_await ari_.push("aor", name, std::move(aor));
    const auto e = co_await ari_.push("endpoint", name, endpoint_towards_main(name, true));
    const auto i = co_await ari_.push("identify", name, std::move(identify));
    for (const auto* r : {&a, &e, &i})
        if (!r->ok())
            log::error("lab", "box has no voice", {{"box", id}, {"error", r->error().detail}});
}

task<> network::part_from(std::string id) {
    const auto name = endpoint_of(id);
    for (const char* type : {"identify", "endpoint", "aor"}) (void)co_await ari_.erase(type, name);
}

void network::on_event(const asterisk::event& e) {
    if (const auto* s = e.as<asterisk::stasis_start>()) {
        if (s->args.size() >= 2 && s->args[0] == "inbound" && !live_.contains(s->channel.id)) {
            const auto c = make_call(s->channel.id);
            c->caller = s->channel.caller.number;
            const auto from = s->channel.endpoint();
            c->by_trunk = from == carrier::username;
            if (from.starts_with(box_prefix)) c->gateway = from.substr(box_prefix.size());
            calls_running_.spawn("lab: call", run_incoming(c, s->args[1]));
        } else if (const auto c = find(s->channel.id); c && !c->to_borrower) {
            c->wish_answer();  // main has answered
        }
        return;
    }
    if (const auto* d = e.as<asterisk::dial>()) {
        const auto c = find(d->peer_id);
        if (c && !c->over() && (d->status == "RINGING" || d->status == "PROGRESS")) {
            c->state = d->status == "RINGING" ? call_state::ringing : call_state::early_media;
            if (!c->ringing_ms) c->ringing_ms = c->clock_ms();
        }
        return;
    }
    if (const auto* gone = e.as<asterisk::channel_destroyed>()) {
        const auto found = live_.find(gone->channel.id);
        if (found != live_.end()) found->second->gone(gone->cause);
        return;
    }
    if (const auto* digit = e.as<asterisk::dtmf_received>()) {
        const auto found = live_.find(digit->channel.id);
        if (found != live_.end())
            found->second->dtmf.push_back({digit->digit, found->second->clock_ms()});
        return;
    }
    if (const auto* played = e.as<asterisk::playback_finished>()) {
        const auto found = playbacks_.find(played->playback.id);
        if (found == playbacks_.end()) return;
        if (const auto c = found->second.lock()) c->wish_hangup(c->plan.cause);
        playbacks_.erase(found);
    }
}

std::shared_ptr<call> network::make_call(std::string id) {
    const auto c = std::make_shared<call>(ex_, std::move(id), now());
    live_[c->id] = c;
    history_.push_front(c);
    while (history_.size() > history_max && history_.back()->over()) history_.pop_back();
    return c;
}

std::vector<std::shared_ptr<call>> network::calls() const {
    return {history_.begin(), history_.end()};
}

std::shared_ptr<call> network::find(const std::string& id) const {
    for (const auto& c : history_)
        if (c->id == id) return c;
    return nullptr;
}

int network::take_trunk(call& c, const std::string& user) {
    constexpr int invalid_number = 28;
    c.borrower = carrier::number_in(user);
    c.sim_number = c.caller;
    return c.borrower.empty() ? invalid_number : 0;
}

int network::seize(call& c, const std::string& user) {
    constexpr int no_circuit = 34;
    // SIP that came straight to the lab's Asterisk is the own box's.
    auto* g = c.gateway.empty() ? boxes_.first() : boxes_.find(c.gateway);
    if (g == nullptr) return no_circuit;
    c.gateway = g->id();
    const auto to = g->place(user, c.caller, {main_.host, main_.port}, now());
    c.borrower = to.number;
    if (to.cause != 0) return to.cause;
    if (const auto* p = g->box().at(to.port)) {
        c.port = to.port;
        if (p->sim() != nullptr) c.sim_number = p->sim()->number;
    }
    const int refused = g->box().seize(to.port, c.id, now());
    if (refused == 0) c.plan.credit_s = g->box().at(to.port)->sim()->seconds_left();
    return refused;
}

voice_manner network::manner_of(const call& c) const {
    const auto* g = boxes_.find(c.gateway);
    return g != nullptr ? g->voice : voice_manner{};
}

void network::show(const call& c, const char* word) {
    if (auto* g = boxes_.find(c.gateway))
        if (auto* p = g->box().at(c.port); p != nullptr && p->busy_for() == c.id)
            p->call_word = word;
}

void network::settle(const call& c) {
    auto* g = boxes_.find(c.gateway);
    if (g == nullptr) return;
    g->box().release(c.id);
    if (c.port < 0) return;
    call_record r;
    r.port = c.port;
    r.to_gsm = c.to_borrower;
    r.source = c.to_borrower ? c.caller : c.borrower;
    r.destination = c.to_borrower ? c.borrower : c.sim_number;
    r.began = c.began;
    r.ended = c.began + ms(c.ended_ms.value_or(0));
    if (c.answered_ms) r.answered = c.began + ms(*c.answered_ms);
    r.gsm_code = c.cause != 0 ? c.cause : 16;
    const bool by_ip = c.released_by == "zenix";
    r.hangup = c.released_by == "network" ? "gateway"
               : by_ip == c.to_borrower   ? "calling"
                                          : "called";
    g->box().settle(std::move(r));
}

task<> network::run_incoming(std::shared_ptr<call> c, std::string user) {
    const int refused = c->by_trunk ? take_trunk(*c, user) : seize(*c, user);
    if (refused != 0) {
        log::info("lab", "no circuit", {{"user", log::mask(user)}, {"cause", refused}});
        co_await release(c, refused, "network");
        co_await finish(c);
        co_return;
    }
    const auto credit_s = c->plan.credit_s;
    const auto told = scripts_.find(c->borrower);
    c->plan = plan_for(c->borrower, told != scripts_.end() ? told->second : script{});
    c->plan.credit_s = credit_s;

    auto why = call::woken::time;
    const auto manner = manner_of(*c);
    if (manner.early_183) (void)co_await ari_.progress(c->id);
    if (c->plan.ring_after_ms >= 0) {
        why = co_await c->wait_until(c->plan.ring_after_ms);
        if (why == call::woken::time) {
            c->state = call_state::ringing;
            c->ringing_ms = c->clock_ms();
            show(*c, "Alerting");
            (void)co_await ari_.ring(c->id);
            // Its record says the same as its SIP side: what bills by it bills the ringing.
            if (manner.answer_on_alerting) {
                (void)co_await ari_.answer(c->id);
                c->answered_ms = c->clock_ms();
            }
        }
    }
    if (why == call::woken::time) why = co_await c->wait_until(c->plan.decide_after_ms);
    const bool answers = why == call::woken::answer ||
                         (why == call::woken::time && c->plan.behaviour == behaviour::answer);
    if (answers)
        co_await talk(c);
    else if (why == call::woken::hangup)
        co_await release(c, c->hangup_cause, c->hangup_by);
    else if (why == call::woken::gone)
        c->released_by = "zenix";
    else if (!c->plan.announcement.empty())
        co_await announce(c);
    else
        co_await release(c, c->plan.cause,
            c->plan.behaviour == behaviour::reject || c->plan.behaviour == behaviour::busy
                ? "borrower"
                : "network");
    co_await finish(c);
}

task<> network::talk(std::shared_ptr<call> c) {
    if (c->to_borrower) {
        const auto answered = co_await ari_.answer(c->id);
        if (!answered.ok()) co_return;
    }
    c->state = call_state::talking;
    if (!c->answered_ms) c->answered_ms = c->clock_ms();
    show(*c, "Active");
    const bool can_hear = co_await attach(c);
    if (!can_hear) log::warn("lab", "borrower is deaf and mute", {{"call", c->id}});
    auto most = c->plan.talk_for_ms > 0 ? c->plan.talk_for_ms : longest_call_ms;
    const bool credit_ends = c->to_borrower && c->plan.credit_s * 1000 < most;
    if (credit_ends) most = c->plan.credit_s * 1000;
    auto why = call::woken::answer;  // a wish to answer again changes nothing
    while (why == call::woken::answer) why = co_await c->wait_until(*c->answered_ms + most);
    if (why == call::woken::gone)
        c->released_by = "zenix";
    else if (why == call::woken::hangup)
        co_await release(c, c->hangup_cause, c->hangup_by);
    else
        co_await release(c, 16, credit_ends ? "network" : "borrower");
}

// The borrower's channel, and one that is RTP to us, in a bridge.
task<bool> network::attach(std::shared_ptr<call> c) {
    const auto leg = std::make_shared<media_leg>(ex_, [c = c.get()] { return c->clock_ms(); });
    leg->open();
    c->media = leg;
    calls_running_.spawn("lab: ear", leg->listen());
    const auto ear = "ear-" + c->id;
    const auto made = co_await ari_.external_media(
        ear, "127.0.0.1:" + std::to_string(leg->port()), "ulaw", {"ear"});
    if (!made.ok()) co_return false;
    const auto text = co_await ari_.variable(ear, "UNICASTRTP_LOCAL_PORT");
    std::uint16_t port = 0;
    if (text.ok())
        std::from_chars(text.value().data(), text.value().data() + text.value().size(), port);
    if (port == 0) co_return false;
    leg->talk_to(port, voice_of(*c));
    beat_.add(leg);
    const auto bridge = co_await ari_.create_bridge("room-" + c->id);
    std::vector<std::string> both{c->id, ear};
    const auto joined = co_await ari_.join("room-" + c->id, std::move(both));
    co_return bridge.ok() && joined.ok();
}

std::unique_ptr<voice> network::voice_of(const call& c) const {
    return c.plan.tone_hz > 0 ? make_tone(c.plan.tone_hz) : make_borrower(sounds_, c.plan.voice);
}

void network::say(call& c, double tone_hz) {
    c.plan.tone_hz = tone_hz;
    if (c.media) c.media->say(voice_of(c));
}

// The network speaks before it gives up; nobody pays for that.
task<> network::announce(std::shared_ptr<call> c) {
    c->state = call_state::early_media;
    (void)co_await ari_.progress(c->id);
    std::string last;
    for (std::size_t i = 0; i < c->plan.announcement.size(); ++i) {
        last = c->id + "-say-" + std::to_string(i);
        if (i + 1 == c->plan.announcement.size()) playbacks_[last] = c;
        (void)co_await ari_.play(c->id, "sound:" + c->plan.announcement[i], last);
    }
    const auto why = co_await c->wait_until(c->clock_ms() + 20000);
    playbacks_.erase(last);
    if (why == call::woken::answer)
        co_await talk(c);
    else if (why == call::woken::gone)
        c->released_by = "zenix";
    else
        co_await release(
            c, why == call::woken::hangup ? c->hangup_cause : c->plan.cause, "network");
}

task<> network::release(std::shared_ptr<call> c, int q850, std::string by) {
    c->released_by = std::move(by);
    const int told = manner_of(*c).only_cause;
    const auto done = co_await ari_.hangup(c->id, told != 0 && !c->answered_ms ? told : q850);
    if (!done.ok() && done.error().status != 404)
        log::warn("lab", "hangup failed", {{"call", c->id}, {"error", done.error().detail}});
    (void)co_await c->wait_until(c->clock_ms() + 2000);  // until the channel says so
    c->cause = q850;
}

task<> network::finish(std::shared_ptr<call> c) {
    c->state = call_state::ended;
    c->ended_ms = c->clock_ms();
    settle(*c);
    live_.erase(c->id);
    log::info("lab", "call over",
        {{"call", c->id}, {"borrower", log::mask(c->borrower)}, {"cause", c->cause},
            {"by", c->released_by}});
    if (!c->media) co_return;
    c->media->close();
    (void)co_await ari_.hangup("ear-" + c->id);
    (void)co_await ari_.delete_bridge("room-" + c->id);
}

result<std::shared_ptr<call>> network::call_in(std::string borrower, std::string to, script said) {
    const auto where = to.empty() ? boxes_.idle(now()) : boxes_.by_number(to);
    if (where.box == nullptr && to.empty()) return failure{"busy", "every SIM is in a call"};
    if (where.box == nullptr) return failure{"not_found", "no SIM has the number " + to};
    if (!ready_) return failure{"down", "the gateway is not ready"};
    auto* port = where.box->box().at(where.port);
    // Credit and congestion are the outgoing side's: the SIM can be called all the same.
    if (port->state(now()) != registration::registered)
        return failure{"busy", "the SIM is not registered"};
    const auto id = "in-" + new_uuid();
    if (!port->seize(gsm_port::job::call, id)) return failure{"busy", "the SIM is in a call"};
    port->call_word = "Ringing";
    const auto c = make_call(id);
    c->to_borrower = false;
    c->borrower = std::move(borrower);
    c->gateway = where.box->id();
    c->sim_number = port->sim()->number;
    c->port = where.port;
    c->plan = plan_for(c->borrower, said);
    c->plan.behaviour = behaviour::answer;
    calls_running_.spawn("lab: call in", run_outgoing(c));
    return c;
}

task<> network::run_outgoing(std::shared_ptr<call> c) {
    asterisk::leg_request leg;
    leg.id = c->id;
    auto* g = boxes_.find(c->gateway);
    const auto target = g != nullptr ? g->destination(c->port) : sip_address{};
    const auto called =
        g == nullptr || g->voice.inbound_user.empty() ? c->sim_number : g->voice.inbound_user;
    if (g != nullptr) g->sip().set_target(target);
    leg.endpoint = "PJSIP/" + called + "@" + endpoint_of(c->gateway);
    leg.args = {"borrower"};
    leg.caller = {"", g != nullptr && g->voice.anonymous ? "anonymous" : c->borrower};
    leg.timeout_s = dial_timeout_s;
    leg.formats = {"ulaw"};
    leg.variables.emplace(asterisk::sip_header("X-GSM-Port"), std::to_string(c->port));
    result<asterisk::channel> made = failure{"no_route", "the box sends this call nowhere"};
    if (!target.host.empty()) made = co_await ari_.originate(std::move(leg));
    if (!made.ok()) {
        log::error("lab", "borrower cannot call", {{"error", made.error().detail}});
        c->cause = 38;
        c->released_by = "network";
        co_await finish(c);
        co_return;
    }
    const auto why = co_await c->wait_until(1000 * (dial_timeout_s + 5));
    if (why == call::woken::answer)
        co_await talk(c);
    else if (why == call::woken::gone)
        c->released_by = "zenix";
    else
        co_await release(c, why == call::woken::hangup ? c->hangup_cause : 19, c->hangup_by);
    co_await finish(c);
}

task<result<void>> network::send_dtmf(std::shared_ptr<call> c, std::string digits) {
    return ari_.dtmf(c->id, std::move(digits));
}

}  // namespace zenix::lab
