#include "sms/smpp/server_core.hpp"

#include "base/log.hpp"
#include "gateways/in_time.hpp"

#include <boost/asio/redirect_error.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace zenix::sms::smpp {
namespace {

using clock = std::chrono::steady_clock;
constexpr std::size_t batch_max = 1000;

task<std::vector<submit_answer>> take_safely(server_house* house, std::vector<submitted> items) {
    const auto n = items.size();
    try {
        co_return co_await house->take(std::move(items));
    } catch (const std::exception& e) {
        log::error("sms", "submits were not stored", {{"error", e.what()}, {"count", n}});
    }
    co_return std::vector<submit_answer>(n);
}

}  // namespace

server::core::core(asio::any_io_executor e, server_settings s, server_house& h)
    : ex(e), settings(std::move(s)), house(&h), tasks(e), acceptor(e),
      inbox_bell(e, asio::steady_timer::time_point::max()),
      stop_bell(e, asio::steady_timer::time_point::max()),
      lock(settings.wrong_passwords, settings.lock_first, settings.lock_longest) {}

session_settings server::core::session_rules() const {
    session_settings s;
    s.we_are = side::smsc;
    s.system_id = settings.system_id;
    s.bind_timeout = settings.bind_timeout;
    s.inactivity = settings.inactivity;
    s.enquire_every = settings.enquire_every;
    s.response_timeout = settings.response_timeout;
    return s;
}

task<> server::core::accept(std::shared_ptr<core> c) {
    boost::system::error_code bad;
    asio::steady_timer pause(c->ex);
    while (!c->closing) {
        tcp::socket s(c->ex);
        co_await c->acceptor.async_accept(s, asio::redirect_error(asio::use_awaitable, bad));
        if (c->closing || bad == asio::error::operation_aborted) co_return;
        if (bad) {  // out of descriptors: the queue of the kernel holds them a while
            pause.expires_after(ms(100));
            co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, bad));
            continue;
        }
        ++c->count.connections;
        if (c->guests.size() >= c->settings.sessions_max) {
            ++c->count.refused;
            continue;  // closes it
        }
        s.set_option(tcp::no_delay(true), bad);
        auto g = std::make_shared<guest>();
        g->number = ++c->last_number;
        g->since = zenix::now();
        auto w = std::make_shared<wire>(std::move(s));
        g->peer = w->peer();
        g->on = std::make_shared<link>(c->ex, std::move(w), c->session_rules());
        c->guests.emplace(g->number, g);
        c->tasks.spawn(fmt::format("smpp client {}", g->number), attend(c, g, c->tls != nullptr));
    }
}

task<> server::core::attend(std::shared_ptr<core> c, std::shared_ptr<guest> g, bool secure) {
    bool fine = true;
    if (secure) {
        auto shaken = co_await gateways::in_time(
            g->on->on().secure_as_server(*c->tls), c->settings.bind_timeout);
        fine = shaken && shaken->ok();
    }
    if (fine) {
        const std::weak_ptr<guest> weak = g;
        g->on->on_events = [core = c.get(), weak] {
            if (const auto there = weak.lock()) core->on_events(there);
        };
        g->on->session().tap = [core = c.get(), number = g->number](bool in, const pdu& p) {
            core->ring.record(number, in, p, zenix::now());
        };
        co_await g->on->serve();
        g->on->on_events = nullptr;
        g->on->session().tap = nullptr;
    }
    g->on->cut();
    c->gone(g);
}

void server::core::gone(const std::shared_ptr<guest>& g) {
    guests.erase(g->number);
    for (auto& [token, d] : std::exchange(g->open, {})) settle(std::move(d), false);
    if (!g->account) return;
    const auto id = g->account->id;
    const bool others = std::ranges::any_of(
        guests, [&](const auto& e) { return e.second->listens() && e.second->account->id == id; });
    if (others) return;
    auto& waiting = outgoing[id];
    while (!waiting.empty()) {
        settle(std::move(waiting.front()), false);
        waiting.pop_front();
    }
}

std::size_t server::core::binds_of(std::int64_t account_id) const {
    return static_cast<std::size_t>(std::ranges::count_if(guests,
        [&](const auto& e) { return e.second->account && e.second->account->id == account_id; }));
}

void server::core::on_events(const std::shared_ptr<guest>& g) {
    for (auto& e : g->on->session().take_events()) {
        if (auto* q = std::get_if<event::asked>(&e)) {
            on_asked(g, std::move(q->request));
        } else if (auto* b = std::get_if<event::bind_asked>(&e)) {
            tasks.spawn("smpp sign in", sign_in(shared_from_this(), g, std::move(*b)));
        } else if (auto* a = std::get_if<event::answered>(&e)) {
            const auto d = g->open.find(a->token);
            if (d == g->open.end()) continue;
            settle(std::move(d->second),
                a->response.status == 0 && a->response.id != command::generic_nack);
            g->open.erase(d);
        } else if (auto* l = std::get_if<event::lost>(&e)) {
            const auto d = g->open.find(l->token);
            if (d == g->open.end()) continue;
            settle(std::move(d->second), false);
            g->open.erase(d);
        } else if (auto* n = std::get_if<event::noticed>(&e)) {
            ++count.bad_pdus;
            log::warn("sms", "smpp client",
                {{"session", g->number}, {"peer", g->peer}, {"what", n->what}});
        } else if (auto* x = std::get_if<event::ended>(&e)) {
            log::info("sms", "smpp client left", {{"session", g->number}, {"why", x->why}});
        }
    }
    if (!g->account) return;
    if (const auto over = g->on->session().take_over_window(); over > 0) {
        count.throttled += over;
        house->throttled(g->account->id, over);
    }
    pump(g->account->id);
}

task<> server::core::sign_in(
    std::shared_ptr<core> c, std::shared_ptr<guest> g, event::bind_asked e) {
    const auto who = e.who.system_id + "\n" + g->peer;
    std::variant<client_account, std::uint32_t> answer = status::invalid_password;
    const bool locked = c->lock.is_locked(who, clock::now());
    if (!locked) {
        try {
            answer = co_await c->house->sign_in(e.who.system_id, e.who.password, g->peer);
        } catch (const std::exception& fault) {
            log::error("sms", "smpp sign-in failed", {{"error", fault.what()}});
            answer = status::system_error;
        }
    }
    auto& s = g->on->session();
    if (s.state() != session_state::binding) co_return;
    if (const auto* refused = std::get_if<std::uint32_t>(&answer)) {
        const bool wrong =
            *refused == status::invalid_password || *refused == status::invalid_system_id;
        if (!locked && wrong && c->lock.wrong(who, clock::now())) {
            log::warn("sms", "smpp client locked out after wrong passwords", {{"peer", g->peer}});
            c->house->locked_out(e.who.system_id, g->peer);
        }
        ++c->count.refused;
        s.refuse_bind(*refused);
        g->on->flush();
        co_return;
    }
    c->lock.right(who);
    auto& account = std::get<client_account>(answer);
    if (c->binds_of(account.id) >= account.binds_max) {
        ++c->count.refused;
        s.refuse_bind(status::already_bound);
        g->on->flush();
        co_return;
    }
    g->system_id = e.who.system_id;
    s.set_window(account.window);
    s.set_asked_max(account.asked_max);
    c->paces[account.id].set_rate(account.rate_per_s);
    g->account = std::move(account);
    ++c->count.binds;
    s.accept_bind(clock::now());
    c->on_events(g);
    g->on->flush();
    log::info("sms", "smpp client bound", {{"session", g->number}, {"account", g->account->id}});
    if (g->listens()) c->house->listening(g->account->id);
}

std::uint32_t server::core::may_take(const guest& g, std::size_t how_many) {
    if (inbox.size() + how_many > settings.waiting_max) return status::queue_full;
    auto& p = paces[g.account->id];
    if (p.ready(clock::now()) < how_many) {
        ++count.throttled;
        house->throttled(g.account->id, how_many);
        return status::throttled;
    }
    p.spend(how_many);
    return status::ok;
}

void server::core::on_asked(const std::shared_ptr<guest>& g, pdu request) {
    switch (request.id) {
    case command::submit_sm:
    case command::data_sm: return enqueue(g, std::move(request));
    case command::submit_multi: return enqueue_multi(g, std::move(request));
    case command::query_sm:
    case command::cancel_sm:
        tasks.spawn("smpp question", ask_house(shared_from_this(), g, std::move(request)));
        return;
    default:
        g->on->session().answer(request,
            request.id == command::replace_sm ? 0x13U : status::invalid_command,
            make_body(response_to(request.id)));
    }
}

void server::core::enqueue(const std::shared_ptr<guest>& g, pdu request) {
    if (const auto refused = may_take(*g, 1); refused != 0) {
        g->on->session().answer(request, refused, message_answer{});
        return;
    }
    waiting w;
    w.from = g;
    w.what.account_id = g->account->id;
    w.what.what =
        read_incoming(std::get<message_body>(std::move(request.body)), g->account->reading);
    request.body = no_body{};
    w.request = std::move(request);
    inbox.push_back(std::move(w));
    ++count.submits;
    inbox_bell.cancel_one();
}

void server::core::enqueue_multi(const std::shared_ptr<guest>& g, pdu request) {
    auto m = std::get<multi_body>(std::move(request.body));
    request.body = no_body{};
    const bool lists =
        std::ranges::any_of(m.destinations, [](const auto& d) { return d.list.has_value(); });
    const auto refused = m.destinations.empty() ? status::invalid_destinations
                         : lists                ? 0x34U  // we keep no distribution lists
                                                : may_take(*g, m.destinations.size());
    if (refused != 0) {
        g->on->session().answer(request, refused, multi_answer{});
        return;
    }
    const auto group = std::make_shared<multi>();
    group->request = request;
    group->missing = m.destinations.size();
    for (const auto& d : m.destinations) {
        waiting w;
        w.from = g;
        w.what.account_id = g->account->id;
        auto one = m.message;
        one.destination = d.to;
        w.what.what = read_incoming(std::move(one), g->account->reading);
        w.group = group;
        inbox.push_back(std::move(w));
        ++count.submits;
    }
    inbox_bell.cancel_one();
}

void server::core::answer_one(waiting& w, submit_answer a) {
    const auto g = w.from.lock();
    if (!w.group) {
        if (g)
            g->on->session().answer(
                w.request, a.status, message_answer{std::move(a.message_id), {}});
        return;
    }
    auto& all = *w.group;
    if (a.status != 0)
        all.answer.failures.push_back({w.what.what.destination, a.status});
    else if (all.answer.message_id.empty())
        all.answer.message_id = a.message_id;
    if (--all.missing > 0 || !g) return;
    const auto status =
        all.answer.message_id.empty() ? all.answer.failures.front().status : status::ok;
    g->on->session().answer(all.request, status, std::move(all.answer));
}

task<> server::core::take_all(std::shared_ptr<core> c) {
    boost::system::error_code rung;
    for (;;) {
        if (c->inbox.empty()) {
            co_await c->inbox_bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
            const auto cancelled = co_await asio::this_coro::cancellation_state;
            if (cancelled.cancelled() != asio::cancellation_type::none) co_return;
            continue;
        }
        std::vector<waiting> batch;
        std::vector<submitted> items;
        while (!c->inbox.empty() && batch.size() < batch_max) {
            batch.push_back(std::move(c->inbox.front()));
            c->inbox.pop_front();
            items.push_back(std::move(batch.back().what));
            batch.back().what.what.destination = items.back().what.destination;
        }
        auto answers = co_await gateways::in_time(
            take_safely(c->house, std::move(items)), c->settings.take_deadline);
        if (!answers || answers->size() != batch.size())
            answers.emplace(batch.size(), submit_answer{});
        std::vector<std::shared_ptr<guest>> touched;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            c->answer_one(batch[i], std::move((*answers)[i]));
            const auto g = batch[i].from.lock();
            if (g && (touched.empty() || touched.back() != g)) touched.push_back(g);
        }
        for (const auto& g : touched) g->on->flush();
    }
}

task<> server::core::ask_house(std::shared_ptr<core> c, std::shared_ptr<guest> g, pdu request) {
    const auto account = g->account->id;
    std::uint32_t status = status::system_error;
    body answer = make_body(response_to(request.id));
    try {
        if (const auto* q = std::get_if<query_body>(&request.body)) {
            auto said = co_await c->house->query(account, q->message_id);
            if (auto* found = std::get_if<query_answer>(&said)) {
                status = status::ok;
                answer = std::move(*found);
            } else {
                status = std::get<std::uint32_t>(said);
            }
        } else if (const auto* b = std::get_if<cancel_body>(&request.body)) {
            status = co_await c->house->cancel(account, b->message_id);
        }
    } catch (const std::exception& e) {
        log::error("sms", "smpp question failed", {{"error", e.what()}});
    }
    g->on->session().answer(request, status, std::move(answer));
    g->on->flush();
}

void server::core::settle(delivery d, bool done) {
    done ? ++count.delivered : ++count.undelivered;
    d.group->done[d.place] = done;
    if (--d.group->missing == 0) d.group->bell.cancel();
}

void server::core::pump(std::int64_t account_id) {
    const auto found = outgoing.find(account_id);
    if (found == outgoing.end() || found->second.empty()) return;
    auto& waiting = found->second;
    const auto now = clock::now();
    for (auto& [number, g] : guests) {
        if (waiting.empty()) return;
        if (!g->listens() || g->account->id != account_id) continue;
        bool wrote = false;
        while (!waiting.empty() && g->on->session().room() > 0) {
            auto d = std::move(waiting.front());
            waiting.pop_front();
            const auto token = ++g->last_token;
            if (!g->on->session().send(command::deliver_sm, d.what, token, now)) break;
            d.what = {};
            g->open.emplace(token, std::move(d));
            wrote = true;
        }
        if (wrote) g->on->flush();
    }
}

}  // namespace zenix::sms::smpp
