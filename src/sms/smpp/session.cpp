#include "sms/smpp/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::sms::smpp {
namespace {

constexpr std::uint32_t sequence_max = 0x7FFFFFFF;
constexpr std::size_t bad_max = 10, late_max = 10'000;

command bind_command(bind_mode m) {
    switch (m) {
    case bind_mode::transmitter: return command::bind_transmitter;
    case bind_mode::receiver: return command::bind_receiver;
    case bind_mode::transceiver: break;
    }
    return command::bind_transceiver;
}

bind_mode mode_of(command c) {
    if (c == command::bind_transmitter) return bind_mode::transmitter;
    return c == command::bind_receiver ? bind_mode::receiver : bind_mode::transceiver;
}

}  // namespace

std::string_view to_string(bind_mode m) {
    switch (m) {
    case bind_mode::transmitter: return "transmitter";
    case bind_mode::receiver: return "receiver";
    case bind_mode::transceiver: break;
    }
    return "transceiver";
}

std::string_view to_string(session_state s) {
    switch (s) {
    case session_state::opened: return "opened";
    case session_state::binding: return "binding";
    case session_state::bound: return "bound";
    case session_state::closing: return "closing";
    case session_state::closed: break;
    }
    return "closed";
}

session::session(session_settings s, instant now)
    : settings_(std::move(s)), mode_(settings_.mode), opened_at_(now), heard_at_(now),
      enquired_at_(now), goodbye_at_(now) {}

void session::start(instant now) {
    bind_sequence_ = request(bind_command(settings_.mode), settings_.identity, own_token, now);
    state_ = session_state::binding;
}

std::vector<session_event> session::take_events() { return std::exchange(events_, {}); }

void session::write(const pdu& p) {
    if (tap) tap(false, p);
    write_pdu(out_, p);
}

void session::end(std::string why) {
    if (state_ == session_state::closed) return;
    drop_lost();
    state_ = session_state::closed;
    events_.emplace_back(event::ended{std::move(why)});
}

void session::broken(const std::string& why) { end(why); }

// Everything still open: nobody knows what became of it.
void session::drop_lost() {
    for (const auto& [sequence, sent] : order_) {
        const auto found = open_.find(sequence);
        if (found != open_.end() && found->second.token != own_token)
            events_.emplace_back(
                event::lost{found->second.token, "the session ended before the answer"});
    }
    open_.clear();
    order_.clear();
}

std::uint32_t session::request(command c, body b, std::uint64_t token, instant now) {
    do {
        sequence_ = sequence_ >= sequence_max ? 1 : sequence_ + 1;
    } while (open_.contains(sequence_));
    late_.erase(sequence_);
    write(pdu{c, 0, sequence_, std::move(b)});
    open_.emplace(sequence_, open_request{token, c, now, false});
    order_.emplace_back(sequence_, now);
    return sequence_;
}

std::size_t session::room() const {
    if (state_ != session_state::bound || unbinding_) return 0;
    return settings_.window > open_.size() ? settings_.window - open_.size() : 0;
}

bool session::send(command c, body b, std::uint64_t token, instant now) {
    if (room() == 0) return false;
    request(c, std::move(b), token, now);
    return true;
}

void session::answer(const pdu& request, std::uint32_t status, body b) {
    if (asked_ > 0) --asked_;
    if (state_ == session_state::closed) return;
    write(pdu{response_to(request.id), status, request.sequence, std::move(b)});
}

void session::accept_bind(instant now) {
    if (state_ != session_state::binding || !bind_command_) return;
    bind_answer a{settings_.system_id, {}};
    put_number(a.tlvs, tag::sc_interface_version, 0x34, 1);
    write(pdu{response_to(*bind_command_), 0, bind_sequence_, std::move(a)});
    mode_ = mode_of(*bind_command_);
    state_ = session_state::bound;
    enquired_at_ = now;
    events_.emplace_back(event::bound{});
}

void session::refuse_bind(std::uint32_t status) {
    if (state_ != session_state::binding || !bind_command_) return;
    write(pdu{
        response_to(*bind_command_), status, bind_sequence_, bind_answer{settings_.system_id, {}}});
    end(fmt::format("bind refused with {}", status_name(status)));
}

void session::unbind(instant now) {
    if (state_ == session_state::closed || unbinding_) return;
    if (state_ != session_state::bound) return end("closed before it was bound");
    unbinding_ = true;
    begin_goodbye(now);
    advance(now);
}

void session::begin_goodbye(instant now) { goodbye_at_ = now + settings_.goodbye; }

void session::receive(std::string_view octets, instant now) {
    if (state_ == session_state::closed) return;
    frames_.feed(octets);
    while (state_ != session_state::closed) {
        const auto frame = frames_.next();
        if (!frame) break;
        heard_at_ = now;
        enquiry_open_.reset();  // whatever comes, the peer lives
        handle(*frame, now);
    }
    if (frames_.spoilt() && state_ != session_state::closed) {
        write(pdu{command::generic_nack, frames_.spoilt()->status, 0, no_body{}});
        end(frames_.spoilt()->why);
    }
    if (unbinding_ && state_ != session_state::closed) advance(now);
}

void session::handle(std::string_view frame, instant now) {
    auto read = read_pdu(frame);
    if (const auto* bad = std::get_if<bad_pdu>(&read)) return handle_bad(frame, *bad);
    auto& p = std::get<pdu>(read);
    if (tap) tap(true, p);
    if (is_response(p.id))
        handle_response(std::move(p), now);
    else
        handle_request(std::move(p), now);
}

void session::handle_bad(std::string_view frame, const bad_pdu& bad) {
    const auto h = read_header(frame);
    events_.emplace_back(event::noticed{
        fmt::format("{} {} cannot be read: {}", to_string(h.id), h.sequence, bad.why)});
    if (is_response(h.id)) {
        const auto found = open_.find(h.sequence);
        if (found != open_.end()) {
            if (found->second.token != own_token)
                events_.emplace_back(event::lost{found->second.token, "the answer cannot be read"});
            open_.erase(found);
        }
    } else {
        const bool known = is_known(h.id);
        write(pdu{known ? response_to(h.id) : command::generic_nack, bad.status, h.sequence,
            known ? make_body(response_to(h.id)) : body(no_body{})});
    }
    if (++bad_ >= bad_max) end("too many PDUs that cannot be read");
}

bool session::may_ask(command c) const {
    if (state_ != session_state::bound || unbind_sent_) return false;
    if (settings_.we_are == side::smsc)
        return c != command::deliver_sm && c != command::alert_notification &&
               (mode_ != bind_mode::receiver || c == command::data_sm);
    return (c == command::deliver_sm || c == command::data_sm ||
               c == command::alert_notification) &&
           mode_ != bind_mode::transmitter;
}

void session::handle_request(pdu p, instant now) {
    const auto refuse = [&](std::uint32_t status) {
        write(pdu{response_to(p.id), status, p.sequence, make_body(response_to(p.id))});
    };
    switch (p.id) {
    case command::enquire_link: write(pdu{response_to(p.id), 0, p.sequence, no_body{}}); return;
    case command::unbind: return handle_unbind(p, now);
    case command::outbind: return;  // we bind anyway
    case command::bind_receiver:
    case command::bind_transmitter:
    case command::bind_transceiver:
        if (settings_.we_are == side::esme) return refuse(status::invalid_command);
        if (state_ != session_state::opened) return refuse(status::already_bound);
        state_ = session_state::binding;
        bind_command_ = p.id;
        bind_sequence_ = p.sequence;
        events_.emplace_back(event::bind_asked{p.id, std::get<bind_body>(std::move(p.body))});
        return;
    default: break;
    }
    if (p.id == command::alert_notification) {  // it has no answer
        events_.emplace_back(event::noticed{"alert_notification: a handset can be reached again"});
        return;
    }
    if (!may_ask(p.id)) return refuse(status::wrong_bind_state);
    if (asked_ >= settings_.asked_max) {
        ++over_window_;
        return refuse(status::throttled);
    }
    ++asked_;
    events_.emplace_back(event::asked{std::move(p)});
}

void session::handle_unbind(const pdu& p, instant now) {
    write(pdu{response_to(p.id), 0, p.sequence, no_body{}});
    if (open_.empty()) return end("the peer unbound");
    // What is open may still be answered before the peer closes.
    state_ = session_state::closing;
    unbinding_ = true;
    unbind_sent_ = true;
    begin_goodbye(now);
}

void session::handle_response(pdu p, instant now) {
    if (p.sequence == bind_sequence_ && state_ == session_state::binding &&
        settings_.we_are == side::esme)
        return handle_bind_answer(p, now);
    if (p.id == response_to(command::enquire_link)) return;
    const auto found = open_.find(p.sequence);
    if (found == open_.end()) {
        const auto late = late_.find(p.sequence);
        if (late == late_.end() || response_to(late->second.what) != p.id) {
            events_.emplace_back(event::noticed{
                fmt::format("{} {} answers nothing that is open", to_string(p.id), p.sequence)});
            return;
        }
        events_.emplace_back(event::answered{late->second.token, std::move(p),
            std::chrono::duration_cast<std::chrono::microseconds>(now - late->second.sent), true});
        late_.erase(late);
        return;
    }
    const auto request = found->second;
    if (p.id != command::generic_nack && p.id != response_to(request.what)) {
        events_.emplace_back(event::noticed{fmt::format(
            "{} {} answers a {}", to_string(p.id), p.sequence, to_string(request.what))});
        return;
    }
    open_.erase(found);
    while (!order_.empty() && !open_.contains(order_.front().first)) order_.pop_front();
    if (request.what == command::unbind) return end("unbound");
    if (request.token == own_token) return;
    events_.emplace_back(event::answered{request.token, std::move(p),
        std::chrono::duration_cast<std::chrono::microseconds>(now - request.sent), false});
}

void session::handle_bind_answer(const pdu& p, instant now) {
    open_.erase(p.sequence);
    if (p.status != 0 || p.id == command::generic_nack) {
        const auto why = p.status == 0 ? status::bind_failed : p.status;
        events_.emplace_back(event::bind_refused{why});
        return end(fmt::format("bind refused with {}", status_name(why)));
    }
    state_ = session_state::bound;
    enquired_at_ = now;
    event::bound b;
    if (const auto* a = std::get_if<bind_answer>(&p.body)) {
        b.peer = a->system_id;
        if (const auto v = number(a->tlvs, tag::sc_interface_version))
            b.version = static_cast<std::uint8_t>(*v);
    }
    events_.emplace_back(std::move(b));
}

void session::give_up_old(instant now) {
    while (!order_.empty() && order_.front().second + settings_.response_timeout <= now) {
        const auto sequence = order_.front().first;
        order_.pop_front();
        const auto found = open_.find(sequence);
        if (found == open_.end() || found->second.sent + settings_.response_timeout > now) continue;
        if (found->second.token != own_token) {
            events_.emplace_back(event::lost{found->second.token, "no answer in time"});
            if (late_.size() >= late_max) late_.clear();
            late_.emplace(sequence, found->second);
        }
        open_.erase(found);
    }
    while (!order_.empty() && !open_.contains(order_.front().first)) order_.pop_front();
}

void session::advance(instant now) {
    if (state_ == session_state::closed) return;
    if (state_ <= session_state::binding) {
        if (now - opened_at_ >= settings_.bind_timeout) end("no bind in time");
        return;
    }
    const bool waited = !order_.empty() || enquiry_open_;
    give_up_old(now);
    if (enquiry_open_ && now - *enquiry_open_ >= settings_.response_timeout)
        return end("enquire_link was not answered");
    // Something was due and not a single octet came in all that time: the peer is gone.
    if (waited && now - heard_at_ >= settings_.response_timeout && open_.empty() && !late_.empty())
        return end("the peer has fallen silent");
    if (settings_.inactivity.count() > 0 && now - heard_at_ >= settings_.inactivity)
        return end("nothing came for too long");
    if (unbinding_) {
        if (!unbind_sent_ && (open_.empty() || now >= goodbye_at_)) {
            unbind_sent_ = true;
            request(command::unbind, no_body{}, own_token, now);
            begin_goodbye(now);
        } else if (unbind_sent_ &&
                   (now >= goodbye_at_ || (state_ == session_state::closing && open_.empty()))) {
            end("closed");
        }
        return;
    }
    if (settings_.enquire_every.count() > 0 && now - enquired_at_ >= settings_.enquire_every) {
        enquired_at_ = now;
        if (!enquiry_open_) enquiry_open_ = now;
        // Beside the window: a full one must not make a living peer look dead.
        do {
            sequence_ = sequence_ >= sequence_max ? 1 : sequence_ + 1;
        } while (open_.contains(sequence_));
        write(pdu{command::enquire_link, 0, sequence_, no_body{}});
    }
}

instant session::next() const {
    if (state_ == session_state::closed) return instant::max();
    if (state_ <= session_state::binding) return opened_at_ + settings_.bind_timeout;
    instant t = instant::max();
    if (!order_.empty()) t = std::min(t, order_.front().second + settings_.response_timeout);
    if (enquiry_open_) t = std::min(t, *enquiry_open_ + settings_.response_timeout);
    if (settings_.inactivity.count() > 0) t = std::min(t, heard_at_ + settings_.inactivity);
    if (unbinding_) return std::min(t, goodbye_at_);
    if (settings_.enquire_every.count() > 0)
        t = std::min(t, enquired_at_ + settings_.enquire_every);
    return t;
}

}  // namespace zenix::sms::smpp
