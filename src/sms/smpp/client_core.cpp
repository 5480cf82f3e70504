#include "sms/smpp/client_core.hpp"

#include "base/log.hpp"
#include "gateways/in_time.hpp"

#include <boost/asio/redirect_error.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace zenix::sms::smpp {
namespace {

using clock = std::chrono::steady_clock;
constexpr std::size_t batch_max = 500;

task<std::vector<bool>> take_safely(client_house* house, std::vector<incoming> items) {
    const auto n = items.size();
    try {
        co_return co_await house->take(std::move(items));
    } catch (const std::exception& e) {
        log::error("sms", "what a centre delivered was not stored", {{"error", e.what()}});
    }
    co_return std::vector<bool>(n, false);
}

}  // namespace

std::size_t client_bind::room(instant at) {
    if (!may_send()) return 0;
    const auto& s = now->session();
    const auto share = pace.share_of(s.room() + s.open_requests());
    const auto left = share > s.open_requests() ? share - s.open_requests() : 0;
    return std::min(left, pace.ready(at));
}

client::core::core(asio::any_io_executor e, client_settings s, client_house& h)
    : ex(e), settings(std::move(s)), house(&h), tasks(e),
      inbox_bell(e, asio::steady_timer::time_point::max()),
      stop_bell(e, asio::steady_timer::time_point::max()), dice(std::random_device{}()) {
    const auto add = [&](bind_mode mode) {
        auto b = std::make_unique<client_bind>();
        b->number = static_cast<int>(binds.size()) + 1;
        b->mode = mode;
        b->since = zenix::now();
        binds.push_back(std::move(b));
    };
    for (int i = 0; i < std::max(1, settings.binds); ++i) {
        add(settings.separate ? bind_mode::transmitter : bind_mode::transceiver);
        if (settings.separate) add(bind_mode::receiver);
    }
}

session_settings client::core::settings_for(const client_bind& b) const {
    session_settings s;
    s.mode = b.mode;
    s.identity = settings.identity;
    s.window = settings.window;
    s.asked_max = settings.inbound_max;
    s.response_timeout = settings.response_timeout;
    s.enquire_every = settings.enquire_every;
    s.bind_timeout = settings.connect_timeout;
    return s;
}

void client::core::set_state(client_bind& b, std::string state, std::string detail) {
    if (b.state != state) b.since = zenix::now();
    b.state = std::move(state);
    b.detail = std::move(detail);
}

// The same trouble again and again is one line in the log, until the bind has been up.
void client::core::error(client_bind& b, const std::string& what) {
    last_error = fmt::format("bind {}: {}", b.number, what);
    last_error_at = zenix::now();
    if (std::exchange(b.logged, what) == what) return;
    log::warn("sms", "smpp bind", {{"account", settings.name}, {"bind", b.number}, {"what", what}});
}

bool client::core::up() const {
    return std::ranges::any_of(binds, [](const auto& b) { return b->may_send(); });
}

void client::core::share_rate() {
    const auto sending = std::ranges::count_if(binds, [](const auto& b) { return b->may_send(); });
    for (auto& b : binds)
        b->pace.set_rate(
            settings.rate_per_s / static_cast<double>(std::max<std::ptrdiff_t>(sending, 1)));
}

/// Jittered, so that many binds do not come back at the same moment.
ms client::core::pause_after(client_bind& b, int failures) {
    auto d = settings.retry_min * (std::int64_t{1} << std::min(failures, 16));
    d = std::min(d, settings.retry_max);
    switch (b.refused_with) {
    case status::invalid_password:
    case status::invalid_system_id: d = settings.retry_refused; break;
    case status::already_bound:  // some centres need about ten seconds after a dirty close
    case status::bind_failed: d = std::max(d, std::min(ms(10'000), settings.retry_refused)); break;
    default: break;
    }
    return ms(std::uniform_int_distribution<std::int64_t>(d.count() / 2, d.count())(dice));
}

task<> client::core::live(std::shared_ptr<core> c, client_bind* b) {
    int failures = 0;
    boost::system::error_code rung;
    asio::steady_timer pause(c->ex);
    while (!c->closing) {
        c->set_state(*b, "connecting", b->detail);
        b->refused_with = 0;
        b->was_bound = false;
        auto made = co_await connect(
            c->settings.host, c->settings.port, c->settings.tls, c->settings.connect_timeout);
        if (c->closing) break;
        if (made.ok()) {
            ++c->count.connects;
            ++b->life;
            b->now = std::make_shared<link>(c->ex, std::move(made).value(), c->settings_for(*b));
            b->now->on_events = [core = c.get(), b] { core->on_events(*b); };
            b->now->also_next = [core = c.get(), b] {
                return core->queue.empty() || b->mode == bind_mode::receiver ? instant::max()
                       : b->pace.ready(clock::now()) > 0                     ? instant::max()
                                                         : b->pace.next(clock::now());
            };
            b->now->session().tap = [core = c.get(), b](bool in, const pdu& p) {
                core->ring.record(b->number, in, p, zenix::now());
            };
            c->set_state(*b, "binding", b->detail);
            b->now->session().start(clock::now());
            const auto serving = b->now;
            co_await serving->serve();
            serving->on_events = nullptr;
            serving->also_next = nullptr;
            serving->session().tap = nullptr;
            if (b->now == serving) c->ended(*b, "the connection broke");
        } else {
            c->error(*b, made.error().code + ": " + made.error().detail);
            c->set_state(*b, "down", made.error().detail);
        }
        if (c->closing) break;
        failures = b->was_bound ? 0 : failures + 1;
        pause.expires_after(c->pause_after(*b, std::max(0, failures - 1)));
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, rung));
        const auto cancelled = co_await asio::this_coro::cancellation_state;
        if (cancelled.cancelled() != asio::cancellation_type::none) break;
    }
    c->set_state(*b, "down", "closed");
}

void client::core::ended(client_bind& b, const std::string& why) {
    const bool was_up = b.was_bound;
    b.now.reset();
    b.flights.clear();  // all of them have been told of
    b.free_slots.clear();
    set_state(b, "down", why);
    if (!closing) error(b, why);
    share_rate();
    if (!up()) {
        // Nothing of these was ever written: the house may send them by another road.
        while (!queue.empty()) {
            auto f = std::move(queue.front());
            queue.pop_front();
            settle(std::move(f), {{}, verdict::temporary, 0, {}, "no bind is up", {}});
        }
    }
    flush_results();
    if (was_up) house->changed();
}

flight client::core::release(client_bind& b, std::uint64_t token) {
    auto f = std::exchange(b.flights[token], flight{});
    b.free_slots.push_back(token);
    return f;
}

void client::core::on_events(client_bind& b) {
    if (!b.now) return;
    const auto keep = b.now;
    std::string over;
    bool news = false;
    for (auto& e : b.now->session().take_events()) {
        if (auto* a = std::get_if<event::answered>(&e)) {
            on_answered(b, *a);
        } else if (auto* q = std::get_if<event::asked>(&e)) {
            on_asked(b, std::move(q->request));
        } else if (auto* l = std::get_if<event::lost>(&e)) {
            on_lost(b, *l);
        } else if (std::get_if<event::bound>(&e)) {
            b.was_bound = news = true;
            b.pace = smpp::pace();
            b.logged.clear();
            set_state(b, "bound", {});
            share_rate();
            log::info("sms", "smpp bound", {{"account", settings.name}, {"bind", b.number}});
        } else if (auto* r = std::get_if<event::bind_refused>(&e)) {
            b.refused_with = r->status;
        } else if (auto* n = std::get_if<event::noticed>(&e)) {
            error(b, n->what);
        } else if (auto* x = std::get_if<event::ended>(&e)) {
            over = x->why;
        }
    }
    if (!over.empty()) ended(b, over);
    pump();
    flush_results();
    if (full && queue.size() <= settings.queue_max / 2) {
        full = false;
        news = true;
    }
    if (news) house->changed();
}

void client::core::on_lost(client_bind& b, const event::lost& e) {
    auto& f = b.flights[e.token];
    if (f.question) {
        f.question->answer = failure{"timeout", e.why};
        f.question->bell.cancel();
        f.question.reset();
        f.what.key.clear();  // a late answer has nobody to tell
        return;
    }
    // The slot is kept free of others while a late answer may still name it.
    auto copy = f;
    f.group.reset();
    f.what.body = {};
    if (b.now && b.now->session().state() != session_state::closed)
        f.tries = -1;
    else
        release(b, e.token);
    settle(std::move(copy), {{}, verdict::unknown, 0, {}, e.why, {}});
}

void client::core::on_answered(client_bind& b, event::answered& e) {
    auto f = release(b, e.token);
    const auto now = clock::now();
    if (f.question) {
        if (const auto* q = std::get_if<query_answer>(&e.response.body);
            q && e.response.status == 0)
            f.question->answer = *q;
        else
            f.question->answer = failure{"refused", status_name(e.response.status)};
        f.question->bell.cancel();
        return;
    }
    submit_result r;
    r.status = e.response.status;
    r.took = e.took;
    const auto* a = std::get_if<message_answer>(&e.response.body);
    if (a) {
        r.message_id = a->message_id;
        if (const auto level = number(a->tlvs, tag::congestion_state))
            b.pace.congestion(*level, now);
    }
    if (r.status != 0) {
        r.why = status_name(r.status);
        if (const auto* more = a ? find(a->tlvs, tag::additional_status_info_text) : nullptr)
            r.why += ": " + *more;
    }
    switch (meaning_of(r.status)) {
    case meaning::accepted:
        // A generic_nack with status 0 accepts nothing.
        r.fate = e.response.id == command::generic_nack ? verdict::unknown : verdict::accepted;
        b.pace.accepted();
        break;
    case meaning::slow_down:
        b.pace.throttled(now);
        ++count.throttled;
        if (!e.late && !closing && ++f.tries < settings.throttle_tries) {
            queue.push_front(std::move(f));
            return;
        }
        r.fate = verdict::temporary;
        break;
    case meaning::temporary: r.fate = verdict::temporary; break;
    case meaning::permanent: r.fate = verdict::permanent; break;
    case meaning::rebind:
        r.fate = verdict::temporary;
        b.now->session().unbind(now);
        break;
    }
    if (e.late) {
        if (f.what.key.empty()) return;
        r.key = f.what.key;
        house->settled_late(std::move(r));
        return;
    }
    settle(std::move(f), std::move(r));
}

void client::core::settle(flight f, submit_result r) {
    switch (r.fate) {
    case verdict::accepted: ++count.accepted; break;
    case verdict::temporary: ++count.temporary; break;
    case verdict::permanent: ++count.permanent; break;
    case verdict::unknown: ++count.unknown; break;
    }
    r.key = std::move(f.what.key);
    if (!f.group) {
        results.push_back(std::move(r));
        return;
    }
    f.group->results[f.place] = std::move(r);
    if (--f.group->missing == 0) f.group->bell.cancel();
}

void client::core::flush_results() {
    if (results.empty()) return;
    auto batch = std::exchange(results, {});
    house->settled(batch);
}

void client::core::pump() {
    if (pumping || queue.empty()) return;
    pumping = true;
    const auto now = clock::now();
    for (auto& b : binds) {
        auto room = b->room(now);
        if (room == 0) continue;
        room = std::min(room, queue.size());
        for (std::size_t i = 0; i < room; ++i) {
            auto f = std::move(queue.front());
            queue.pop_front();
            std::size_t slot = b->flights.size();
            if (!b->free_slots.empty()) {
                slot = b->free_slots.back();
                b->free_slots.pop_back();
            } else {
                b->flights.emplace_back();
            }
            const auto how = f.question ? command::query_sm : command::submit_sm;
            body what = f.question ? body(query_body{f.what.key, f.what.body.source, {}})
                                   : body(f.what.body);
            const bool sent = b->now->session().send(how, std::move(what), slot, now);
            f.taken = true;
            b->flights[slot] = std::move(f);
            if (!sent) {  // room() said otherwise: nothing was written
                queue.push_front(release(*b, slot));
                break;
            }
            b->pace.spend(1);
            ++count.submitted;
        }
        b->now->flush();
    }
    pumping = false;
}

void client::core::on_asked(client_bind& b, pdu request) {
    if (inbox.size() >= settings.inbound_max) {
        ++count.put_off;
        b.now->session().answer(
            request, status::receiver_temporary, make_body(response_to(request.id)));
        return;
    }
    inbox.push_back({&b, b.life, std::move(request)});
    inbox_bell.cancel();
}

task<> client::core::hear(std::shared_ptr<core> c) {
    boost::system::error_code rung;
    for (;;) {
        if (c->inbox.empty()) {
            co_await c->inbox_bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
            const auto cancelled = co_await asio::this_coro::cancellation_state;
            if (cancelled.cancelled() != asio::cancellation_type::none) co_return;
            continue;
        }
        std::vector<received> batch;
        std::vector<incoming> items;
        while (!c->inbox.empty() && batch.size() < batch_max) {
            batch.push_back(std::move(c->inbox.front()));
            c->inbox.pop_front();
            auto& m = std::get<message_body>(batch.back().request.body);
            items.push_back(read_incoming(std::move(m), c->settings.reading));
        }
        auto taken = co_await gateways::in_time(
            take_safely(c->house, std::move(items)), c->settings.take_deadline);
        if (!taken || taken->size() != batch.size()) {
            log::error("sms", "what a centre delivered could not be stored; it will send it again",
                {{"account", c->settings.name}, {"count", batch.size()}});
            taken.emplace(batch.size(), false);
        }
        for (std::size_t i = 0; i < batch.size(); ++i) {
            const auto& r = batch[i];
            (*taken)[i] ? ++c->count.received : ++c->count.put_off;
            if (!r.from->now || r.from->life != r.life) continue;  // it comes again on another bind
            r.from->now->session().answer(r.request,
                (*taken)[i] ? status::ok : status::receiver_temporary,
                make_body(response_to(r.request.id)));
        }
        for (auto& b : c->binds)
            if (b->now) b->now->flush();
    }
}

}  // namespace zenix::sms::smpp
