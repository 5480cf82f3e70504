#include "lab/smsc/visitor.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>

namespace zenix::lab::smsc {

using clock = std::chrono::steady_clock;

visitor::visitor(asio::ip::tcp::socket s, centre& of)
    : socket_(std::move(s)), of_(of), bell_(socket_.get_executor(), clock::time_point::max()) {}

task<> visitor::serve() {
    using namespace asio::experimental::awaitable_operators;
    const auto self = shared_from_this();
    co_await (read_all(self) || write_all(self) || enquire(self));
    cut(leaving_ ? "clean" : "dirty");
}

task<> visitor::read_all(std::shared_ptr<visitor> v) {
    std::array<char, 32 * 1024> buffer;  // NOLINT: filled by the read
    std::string held;
    boost::system::error_code bad;
    while (v->alive) {
        const auto n = co_await v->socket_.async_read_some(
            asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, bad));
        if (bad) co_return;
        held.append(buffer.data(), n);
        bool spoilt = false;
        while (auto f = take_frame(held, spoilt)) v->handle(*f);
        if (spoilt) {
            v->write(write_frame(generic_nack, 2, 0, {}));
            v->leaving_ = true;
        }
    }
}

task<> visitor::write_all(std::shared_ptr<visitor> v) {
    boost::system::error_code bad;
    while (v->alive) {
        if (v->out_.empty()) {
            if (v->leaving_) co_return;
            co_await v->bell_.async_wait(asio::redirect_error(asio::use_awaitable, bad));
            continue;
        }
        auto now = std::exchange(v->out_, {});
        const auto step = v->of_.faults.split_bytes;
        if (v->of_.faults.reset_mid_pdu && now.size() > 4) {
            now.resize(now.size() - 3);
            co_await asio::async_write(
                v->socket_, asio::buffer(now), asio::redirect_error(asio::use_awaitable, bad));
            v->cut("reset");
            co_return;
        }
        if (step > 0 && now.size() > static_cast<std::size_t>(step)) {
            v->out_ = now.substr(static_cast<std::size_t>(step)) + v->out_;
            now.resize(static_cast<std::size_t>(step));
        }
        co_await asio::async_write(
            v->socket_, asio::buffer(now), asio::redirect_error(asio::use_awaitable, bad));
        if (bad) co_return;
    }
}

task<> visitor::enquire(std::shared_ptr<visitor> v) {
    const auto say = [&] { v->write(write_frame(enquire_link, 0, ++v->sequence_, {})); };
    if (v->of_.faults.enquire_before_bind) say();
    auto last = clock::now();
    bool more = true;
    while (more && v->alive) {
        more = co_await sleep_for(ms(100));
        if (!v->alive) co_return;
        const auto every = ms(v->of_.faults.enquire_every_ms);
        if (every.count() <= 0 || !v->bound_ || clock::now() - last < every) continue;
        last = clock::now();
        say();
    }
}

void visitor::write(std::string octets) {
    auto& wrong = of_.faults.bad_length;
    if (wrong >= 0 && octets.size() >= 16 && (static_cast<std::uint8_t>(octets[4]) & 0x80U) != 0) {
        for (unsigned i = 0; i < 4; ++i)
            octets[i] =
                static_cast<char>(static_cast<std::uint32_t>(wrong) >> (24U - 8U * i) & 0xFFU);
        wrong = -1;
    }
    out_ += octets;
    bell_.cancel();
}

void visitor::answer(const frame& f, std::uint32_t status, std::string body) {
    write(write_frame(f.id | response, status, f.sequence, body));
}

void visitor::send(centre::outgoing o) {
    const auto sequence = ++sequence_;
    write(write_frame(o.command, 0, sequence, o.body));
    open_.emplace(sequence, std::move(o));
}

void visitor::cut(const std::string& how) {
    if (!alive) return;
    boost::system::error_code ignored;
    if (how == "half") {
        socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
        return;
    }
    alive = false;
    if (how == "reset") socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    if (how != "clean" && bound_) of_.dirty_ = clock::now();
    socket_.close(ignored);
    bell_.cancel();
    for (auto& [sequence, o] : std::exchange(open_, {}))
        of_.answered(shared_from_this(), std::move(o), 0xFF);
    std::erase_if(of_.visitors_, [&](const auto& v) { return v.get() == this; });
}

void visitor::handle(const frame& f) {
    if ((f.id & response) != 0) {
        const auto o = open_.find(f.sequence);
        if (o == open_.end()) return;
        auto was = std::move(o->second);
        open_.erase(o);
        of_.answered(shared_from_this(), std::move(was), f.status);
        return;
    }
    switch (f.id) {
    case bind_receiver:
    case bind_transmitter:
    case bind_transceiver: return bind(f);
    case enquire_link:
        if (!of_.faults.ignore_enquire) answer(f, 0, {});
        return;
    case unbind:
        answer(f, 0, {});
        leaving_ = true;
        return;
    case submit_sm:
    case data_sm:
        if (!bound_ || mode_ == bind_receiver) return answer(f, 0x04, cstring(""));
        return of_.arrived(shared_from_this(), f);
    case query_sm: return query(f);
    case cancel_sm: return answer(f, 0x11, {});
    case replace_sm: return answer(f, 0x13, {});
    default: write(write_frame(generic_nack, 3, f.sequence, {}));
    }
}

void visitor::bind(const frame& f) {
    walker w(f.body);
    const auto id = w.string(), password = w.string();
    const auto& rules = of_.faults;
    std::uint32_t status = 0;
    if (bound_) status = 0x05;
    if (id != of_.where_.system_id)
        status = 0x0F;
    else if (password != of_.where_.password)
        status = 0x0E;
    if (clock::now() - of_.dirty_ < ms(rules.rebind_refused_ms)) status = 0x0D;
    if (rules.bind_status > 0) status = static_cast<std::uint32_t>(rules.bind_status);
    const auto finish = [self = shared_from_this(), f, id, status] {
        if (!self->alive) return;
        self->answer(f, status, cstring("zenix-lab") + write_parameters({{0x0210, "\x34"}}));
        if (status != 0) {
            self->leaving_ = true;
            return;
        }
        self->account = id;
        self->mode_ = f.id;
        self->bound_ = true;
        ++self->of_.count_.binds;
        self->of_.send_all();
    };
    rules.bind_delay_ms > 0 ? of_.later(ms(rules.bind_delay_ms), finish) : finish();
}

void visitor::query(const frame& f) {
    walker w(f.body);
    const auto id = w.string();
    const auto* t = of_.find(id);
    if (!t) return answer(f, 0x0C, {});
    constexpr std::array<std::pair<std::string_view, char>, 5> states{
        {{"ENROUTE", 1}, {"DELIVRD", 2}, {"EXPIRED", 3}, {"UNDELIV", 5}, {"REJECTD", 8}}};
    const auto* s = std::ranges::find(states, t->state, &std::pair<std::string_view, char>::first);
    answer(f, 0, cstring(id) + cstring("") + (s == states.end() ? '\7' : s->second) + '\0');
}

}  // namespace zenix::lab::smsc
