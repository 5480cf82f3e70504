#include "dialer/rehearsal/shift.hpp"

#include <algorithm>
#include <map>
#include <deque>
#include <queue>
#include <set>
#include <tuple>

namespace zenix::dialer::rehearsal {
namespace {

using pacing::agent_state;
using pacing::attempt_state;

enum purpose : std::uint64_t { login = 100, speed, next_break, break_length };

struct telecaller {
    agent_state state = agent_state::offline;
    double since = 0, speed = 1, break_due = 0;
    std::uint64_t breaks = 0;
};

struct line {
    double began = 0;
    fate comes_to;
    enum class at : std::uint8_t { dialling, waiting, talking } now = at::dialling;
};

/// One shift, event by event.
class player {
  public:
    player(const world& w, std::uint64_t seed, method& m)
        : w_(w), chance_(seed), rate_(w, chance_), m_(m), team_(static_cast<std::size_t>(w.agents)) {}

    outcome run(const std::function<bool(double)>& watch);

  private:
    enum class kind : std::uint8_t { log_in, ring, answer, fail, give_up, talk_over, wrap_over, break_over, tick };
    struct event {
        double t;
        std::uint64_t turn, who;  // who: attempt or agent
        kind what;
        bool operator>(const event& o) const { return std::tie(t, turn) > std::tie(o.t, o.turn); }
    };

    void at(double t, kind what, std::uint64_t who) { queue_.push({t, turn_++, who, what}); }
    void happen(const event& e);
    void agent_is(std::uint64_t who, agent_state s, double free_at = pacing::never);
    void account(telecaller& a);
    void free(std::uint64_t who);
    void rest(std::uint64_t who);
    void connect(std::uint64_t attempt, std::uint64_t who);
    void tell(std::uint64_t attempt, attempt_state s, pacing::foresight f = {});
    void decide();
    void start();
    void close(std::uint64_t attempt);
    [[nodiscard]] pacing::foresight foresee(std::uint64_t attempt) const;
    void hour(std::size_t what);

    const world& w_;
    chance chance_;
    answer_rate rate_;
    method& m_;
    std::vector<telecaller> team_;
    std::map<std::uint64_t, line> lines_;
    std::map<std::uint64_t, std::uint64_t> served_by_;           // agent to attempt
    std::map<std::uint64_t, std::pair<double, double>> lengths_; // agent to talk's end, wrap's length
    std::set<std::pair<double, std::uint64_t>> idle_;            // longest first
    std::deque<std::uint64_t> waiting_;
    std::priority_queue<event, std::vector<event>, std::greater<>> queue_;
    std::uint64_t turn_ = 0, dialled_ = 0;
    double now_ = 0;
    bool ask_ = false;
    outcome out_;
};

void player::hour(std::size_t what) {
    const auto h = static_cast<std::size_t>(now_ / 3600);
    if (out_.by_hour.size() <= h) out_.by_hour.resize(h + 1);
    ++out_.by_hour[h][what];
}

void player::account(telecaller& a) {
    const double lived = now_ - a.since;
    switch (a.state) {
    case agent_state::idle: out_.idle_s += lived; break;
    case agent_state::talking: out_.talk_s += lived; break;
    case agent_state::wrap: out_.wrap_s += lived; break;
    case agent_state::paused: out_.rest_s += lived; break;
    default: break;
    }
    a.since = now_;
}

void player::agent_is(std::uint64_t who, agent_state s, double free_at) {
    auto& a = team_[who];
    if (a.state == agent_state::idle) idle_.erase({a.since, who});
    account(a);
    a.state = s;
    if (s == agent_state::idle) idle_.emplace(a.since, who);
    occurrence o;
    o.t = now_;
    o.agent = who;
    o.agent_is = s;
    o.free_at = free_at;
    m_.hear(o);
}

void player::tell(std::uint64_t attempt, attempt_state s, pacing::foresight f) {
    occurrence o;
    o.what = occurrence::kind::attempt;
    o.t = now_;
    o.attempt = attempt;
    o.attempt_is = s;
    o.foresight = f;
    m_.hear(o);
}

void player::close(std::uint64_t attempt) {
    const auto l = lines_.find(attempt);
    out_.line_s += now_ - l->second.began;
    lines_.erase(l);
}

pacing::foresight player::foresee(std::uint64_t attempt) const {
    const auto f = fate_of(w_, chance_, attempt, rate_.at(now_));
    return {f.answers_after < 0 ? pacing::never : now_ + f.answers_after};
}

void player::start() {
    const auto id = dialled_++;
    line l;
    l.began = now_;
    l.comes_to = fate_of(w_, chance_, id, rate_.at(now_));
    ++out_.attempts;
    tell(id, attempt_state::started, m_.knows_answers() ? foresee(id) : pacing::foresight{});
    if (w_.tells_ringing && l.comes_to.rings_after >= 0) at(now_ + l.comes_to.rings_after, kind::ring, id);
    if (l.comes_to.answers_after >= 0) at(now_ + l.comes_to.answers_after, kind::answer, id);
    else at(now_ + l.comes_to.fails_after, kind::fail, id);
    lines_.emplace(id, l);
}

void player::connect(std::uint64_t attempt, std::uint64_t who) {
    lines_[attempt].now = line::at::talking;
    occurrence o;
    o.what = occurrence::kind::connected;
    o.t = now_;
    o.attempt = attempt;
    o.agent = who;
    m_.hear(o);
    const auto length = length_of(w_, chance_, attempt, team_[who].speed);
    agent_is(who, agent_state::talking);
    served_by_[who] = attempt;
    lengths_[who] = {now_ + length.talk_s, length.wrap_s};
    ++out_.handled;
    out_.contacts += length.contact ? 1 : 0;
    at(now_ + length.talk_s, kind::talk_over, who);
    if (!m_.knows_call_ends()) return;
    o.what = occurrence::kind::agent_frees;
    const double free_at = now_ + length.talk_s + length.wrap_s;
    o.free_at = free_at >= team_[who].break_due ? free_at + w_.break_s : free_at;
    m_.hear(o);
}

void player::free(std::uint64_t who) {
    agent_is(who, agent_state::idle);
    ask_ = true;
    if (waiting_.empty()) return;
    const auto first = waiting_.front();
    waiting_.pop_front();
    connect(first, who);
}

void player::rest(std::uint64_t who) {
    auto& a = team_[who];
    agent_is(who, agent_state::paused);
    const auto subject = who * 1000 + ++a.breaks;
    const double back = now_ + chance_.exponential(break_length, subject, w_.break_s);
    a.break_due = back + chance_.exponential(next_break, subject, w_.break_every_s);
    at(back, kind::break_over, who);
}

void player::happen(const event& e) {
    const auto l = lines_.find(e.who);
    switch (e.what) {
    case kind::log_in:
    case kind::break_over: return free(e.who);
    case kind::ring:
        if (l != lines_.end()) tell(e.who, attempt_state::ringing);
        return;
    case kind::fail:
        if (l == lines_.end()) return;
        close(e.who);
        return tell(e.who, attempt_state::failed);
    case kind::answer: {
        if (l == lines_.end()) return;
        ++out_.answered;
        hour(0);
        tell(e.who, attempt_state::answered);
        if (!idle_.empty()) return connect(e.who, idle_.begin()->second);
        l->second.now = line::at::waiting;
        waiting_.push_back(e.who);
        at(now_ + w_.abandon_after_s, kind::give_up, e.who);
        return;
    }
    case kind::give_up: {
        if (l == lines_.end() || l->second.now != line::at::waiting) return;
        std::erase(waiting_, e.who);
        close(e.who);
        ++out_.abandoned;
        hour(1);
        occurrence o;
        o.what = occurrence::kind::abandoned;
        o.t = now_;
        o.attempt = e.who;
        return m_.hear(o);
    }
    case kind::talk_over: {
        const auto attempt = served_by_[e.who];
        close(attempt);
        occurrence o;
        o.what = occurrence::kind::ended;
        o.t = now_;
        o.attempt = attempt;
        o.agent = e.who;
        m_.hear(o);
        const double over = now_ + lengths_[e.who].second;
        agent_is(e.who, agent_state::wrap, w_.wrap_fixed ? over : pacing::never);
        if (m_.knows_call_ends()) {
            o.what = occurrence::kind::agent_frees;
            o.free_at = over >= team_[e.who].break_due ? over + w_.break_s : over;
            m_.hear(o);
        }
        return at(over, kind::wrap_over, e.who);
    }
    case kind::wrap_over: return now_ >= team_[e.who].break_due ? rest(e.who) : free(e.who);
    case kind::tick: ask_ = true; return at(now_ + w_.tick_s, kind::tick, 0);
    }
}

void player::decide() {
    ask_ = false;
    ++out_.decisions;
    std::vector<pacing::foresight> next;
    if (m_.knows_answers())
        for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(w_.agents) + 50; ++i) next.push_back(foresee(dialled_ + i));
    const auto wanted = m_.decide(now_, next);
    for (const auto id : wanted.cancel) {
        const auto l = lines_.find(id);
        if (l == lines_.end() || l->second.now != line::at::dialling) continue;
        ++out_.cancelled;
        close(id);
        tell(id, attempt_state::cancelled);
    }
    const auto trunks = static_cast<std::size_t>(w_.trunks_per_agent * w_.agents);
    for (int i = 0; i < wanted.start && lines_.size() < trunks; ++i) {
        if (w_.leads > 0 && dialled_ >= static_cast<std::uint64_t>(w_.leads)) break;
        start();
    }
}

outcome player::run(const std::function<bool(double)>& watch) {
    for (std::uint64_t a = 0; a < team_.size(); ++a) {
        team_[a].speed = chance_.lognormal(speed, a, 1, w_.speed_sigma);
        const double in = w_.login_spread_s * chance_.uniform(login, a);
        team_[a].break_due = in + (w_.break_every_s > 0 ? chance_.exponential(next_break, a * 1000, w_.break_every_s)
                                                         : pacing::never);
        at(in, kind::log_in, a);
    }
    at(0, kind::tick, 0);
    double told = 0;
    while (!queue_.empty() && queue_.top().t <= w_.shift_s) {
        const auto e = queue_.top();
        queue_.pop();
        now_ = e.t;
        happen(e);
        if (ask_ && (queue_.empty() || queue_.top().t > now_)) decide();
        if (w_.leads > 0 && lines_.empty() && dialled_ >= static_cast<std::uint64_t>(w_.leads)) break;
        if (watch && now_ - told >= 60) {
            told = now_;
            if (!watch(now_)) break;
        }
    }
    if (queue_.empty() || queue_.top().t > w_.shift_s) now_ = w_.shift_s;
    for (auto& a : team_) account(a);
    for (const auto& [id, l] : lines_) out_.line_s += now_ - l.began;
    out_.simulated_s = now_;
    return out_;
}

}  // namespace

double outcome::worst_hour() const {
    double worst = 0;
    for (const auto& [a, b] : by_hour)
        if (a > 0) worst = std::max(worst, static_cast<double>(b) / static_cast<double>(a));
    return worst;
}

outcome play(const world& w, std::uint64_t seed, method& m, const std::function<bool(double)>& watch) {
    return player(w, seed, m).run(watch);
}

}  // namespace zenix::dialer::rehearsal
