#include "gateways/drivers/yeastar/dialogue.hpp"

#include "net/encoding.hpp"

#include <utility>

namespace zenix::gateways::drivers::yeastar {

dialogue::dialogue(dialogue_options options, instant now)
    : options_(std::move(options)), due_(now + options_.patience) {}

void dialogue::finish(step& out, failure why) {
    if (phase_ == phase::over) return;
    phase_ = phase::over;
    due_.reset();
    if (flying_ && !flying_->command.empty()) out.done.push_back({flying_->id, why});
    flying_.reset();
    for (auto& w : waiting_)
        if (!w.command.empty()) out.done.push_back({w.id, why});
    waiting_.clear();
    out.over = std::move(why);
}

void dialogue::send_next(step& out, instant now) {
    if (phase_ != phase::ready || flying_) return;
    if (waiting_.empty()) {
        due_ = now + options_.ping_every;
        return;
    }
    flying_ = std::move(waiting_.front());
    waiting_.pop_front();
    const auto id = std::to_string(++actions_);
    out.send += flying_->command.empty()
                    ? write_action("Ping", id, {})
                    : write_action("smscommand", id, {{"command", flying_->command}});
    due_ = now + flying_->patience;
}

void dialogue::answered(packet p, step& out, instant now) {
    const auto id = p.get("actionid");
    if (!id.empty()) {
        echoes_ = true;
        if (id != std::to_string(actions_)) return;  // the answer nobody waits for any more
    }
    if (!flying_) return;
    missed_ = 0;
    const auto mine = *std::exchange(flying_, std::nullopt);
    if (!mine.command.empty()) {
        if (net::equal_without_case(p.get("response"), "Error"))
            out.done.push_back({mine.id, failure{"rejected", std::string(p.get("message"))}});
        else
            out.done.push_back({mine.id, std::move(p)});
    }
    send_next(out, now);
}

void dialogue::take(packet p, step& out, instant now) {
    if (phase_ == phase::over) return;
    if (p.what == packet::kind::event) {
        out.events.push_back(std::move(p));
        return;
    }
    switch (phase_) {
    case phase::greeting:
        if (p.what != packet::kind::greeting)
            return finish(out, {"protocol", "it greets like no such box"});
        phase_ = phase::login;
        out.send += write_action("Login", std::to_string(++actions_),
            {{"Username", options_.user}, {"Secret", options_.password}});
        due_ = now + options_.patience;
        return;
    case phase::login:
        if (p.what != packet::kind::response) return;
        if (!net::equal_without_case(p.get("response"), "Success"))
            return finish(out, {"login", "the box refuses this user and password: " +
                                             std::string(p.get("message"))});
        if (!p.get("actionid").empty()) echoes_ = true;
        phase_ = phase::ready;
        out.logged_in = true;
        return send_next(out, now);
    case phase::ready:
        if (p.what != packet::kind::response) return;
        if (net::equal_without_case(p.get("response"), "Goodbye"))
            return finish(out, {"closed", "the box said goodbye"});
        return answered(std::move(p), out, now);
    case phase::over: return;
    }
}

dialogue::step dialogue::bytes(std::string_view in, instant now) {
    step out;
    std::vector<packet> got;
    const bool sane = reader_.feed(in, got);
    for (auto& p : got) take(std::move(p), out, now);
    if (!sane) finish(out, {"too_large", "a line or packet without end"});
    return out;
}

dialogue::step dialogue::tick(instant now) {
    step out;
    if (!due_ || now < *due_) return out;
    if (phase_ == phase::ready && !flying_) {
        waiting_.push_front({0, {}, options_.patience});
        send_next(out, now);
        return out;
    }
    const failure late{"timeout", phase_ == phase::ready ? "the box did not answer the command"
                                                         : "the box did not answer the login"};
    const bool can_go_on = phase_ == phase::ready && echoes_ && ++missed_ < 2;
    if (!can_go_on) {
        finish(out, late);
        return out;
    }
    const auto mine = *std::exchange(flying_, std::nullopt);
    if (!mine.command.empty()) out.done.push_back({mine.id, late});
    send_next(out, now);
    return out;
}

dialogue::step dialogue::command(std::uint64_t id, std::string command, ms patience, instant now) {
    step out;
    if (phase_ == phase::over)
        out.done.push_back({id, failure{"closed", "the session is over"}});
    else if (command.empty() || waiting_.size() >= options_.queue_max)
        out.done.push_back({id, failure{"busy", "too many commands wait for this box"}});
    else
        waiting_.push_back({id, std::move(command), patience});
    send_next(out, now);
    return out;
}

dialogue::step dialogue::end(failure why) {
    step out;
    finish(out, std::move(why));
    return out;
}

}  // namespace zenix::gateways::drivers::yeastar
