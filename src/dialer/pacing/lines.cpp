#include "dialer/pacing/lines.hpp"

#include <cmath>

#include "base/json.hpp"
#include "base/problem.hpp"
#include "dialer/pacing/explain.hpp"

namespace zenix::dialer::pacing {
namespace {

constexpr std::size_t over_max = 100'000, id_max = 200;
constexpr double time_max = 1e12;

[[noreturn]] void wrong(std::string field, std::string detail) { throw invalid_field(std::move(field), std::move(detail)); }

}  // namespace

/// The members of one line, each asked for by name; what nobody asked for is an error.
struct line_reader::event {
    json::object members;
    std::set<std::string_view> asked{"t", "event"};

    const json::value* maybe(std::string_view name) {
        asked.insert(name);
        return members.if_contains(name);
    }
    const json::value& must(std::string_view name) {
        const auto* v = maybe(name);
        if (!v) wrong(std::string(name), "is missing");
        return *v;
    }
    double number(std::string_view name, double min, double max) {
        const auto& v = must(name);
        const double x = v.is_number() ? v.to_number<double>() : NAN;
        if (!(x >= min && x <= max))
            wrong(std::string(name), fmt::format("must be a number from {} to {}", min, max));
        return x;
    }
    std::string word(std::string_view name) {
        const auto& v = must(name);
        if (!v.is_string()) wrong(std::string(name), "must be a text");
        return std::string(v.get_string());
    }
    /// The JSON text of an id: a number and the same digits as text are two.
    std::string id(std::string_view name) {
        const auto& v = must(name);
        if (v.is_string() && v.get_string().size() <= id_max && !v.get_string().empty()) return json::serialize(v);
        if (v.is_int64() || v.is_uint64()) return json::serialize(v);
        if (v.is_double() && std::isfinite(v.get_double())) {
            const double d = v.get_double();  // 7.0 is 7.
            if (d == std::floor(d) && std::abs(d) < 9e15) return std::to_string(static_cast<std::int64_t>(d));
            return json::serialize(v);
        }
        wrong(std::string(name), fmt::format("must be a number, or a text of 1 to {} bytes", id_max));
    }
    template <class T>
    T one_of(std::string_view name, std::initializer_list<std::pair<std::string_view, T>> choices) {
        const auto given = word(name);
        std::string all;
        for (const auto& [text, value] : choices) {
            if (given == text) return value;
            all += (all.empty() ? "" : ", ") + std::string(text);
        }
        wrong(std::string(name), "must be one of " + all);
    }
    void done() const {
        for (const auto& m : members)
            if (!asked.contains(m.key())) wrong(std::string(m.key()), "is not a field of this event");
    }
};

std::string line_reader::too_long() {
    ++line_;
    return json::serialize(json::object{
        {"error", fmt::format("the line is longer than {} bytes", line_max)}, {"line", line_}, {"field", nullptr}});
}

std::string line_reader::read(std::string_view line) {
    if (line.size() > line_max) return too_long();
    ++line_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) return {};
    try {
        return act(line);
    } catch (const problem& p) {
        json::object error{{"error", p.detail()}, {"line", line_}, {"field", nullptr}};
        if (!p.field().empty()) {
            error["error"] = p.field() + " " + p.detail();
            error["field"] = p.field();
        }
        return json::serialize(error);
    }
}

std::string line_reader::act(std::string_view line) {
    auto parsed = parse_json(line);
    if (!parsed.is_object()) throw bad_request("not_an_object", "a line must be one JSON object");
    event e{std::move(parsed.get_object())};
    const double t = e.number("t", 0, time_max);
    if (t < now_) wrong("t", fmt::format("runs backwards: it was {} before", now_));
    const auto what = e.word("event");
    if (what == "decide") {
        e.done();
        now_ = t;
        return decide(t);
    }
    // Everything is read and checked before anything is done.
    const double before = now_;
    now_ = t;
    try {
        if (what == "config") configure(e);
        else if (what == "agent") agent(e);
        else if (what == "attempt") attempt(e);
        else if (what == "connected" || what == "ended" || what == "abandoned") on_call(e, what);
        else wrong("event", "must be one of config, agent, attempt, connected, ended, abandoned, decide");
    } catch (const problem&) {
        now_ = before;
        throw;
    }
    return {};
}

std::string line_reader::decide(double t) {
    const auto d = pacer_.decide(t);
    json::array cancel;
    for (const auto k : d.cancel) cancel.push_back(parse_json(attempts_.text.at(k)));
    return json::serialize(
        json::object{{"t", t}, {"start", d.start}, {"cancel", std::move(cancel)}, {"why", explain(d.why)}});
}

void line_reader::configure(event& e) {
    auto s = pacer_.current();
    if (e.maybe("abandon_budget")) s.abandon_budget = e.number("abandon_budget", 0, 1);
    if (e.maybe("max_ratio")) s.max_ratio = e.number("max_ratio", 0, 1000);
    if (e.maybe("max_trunks")) {
        const double n = e.number("max_trunks", 0, 1'000'000);
        if (n != std::floor(n)) wrong("max_trunks", "must be a whole number");
        s.max_trunks = static_cast<int>(n);
    }
    if (e.maybe("ring_timeout_s")) s.ring_timeout_s = e.number("ring_timeout_s", 1, 600);
    if (e.maybe("abandon_after_s")) s.abandon_after_s = e.number("abandon_after_s", 0, 60);
    e.done();
    pacer_.configure(s);
}

void line_reader::agent(event& e) {
    using enum agent_state;
    const auto id = e.id("id");
    const auto state = e.one_of<agent_state>("state", {{"idle", idle}, {"reserved", reserved}, {"talking", talking},
                                                          {"wrap", wrap}, {"paused", paused}, {"offline", offline}});
    e.done();
    auto at = agents_.known.find(id);
    const auto k = at == agents_.known.end() ? agents_.next : at->second;
    if (pacer_.agent_is(now_, k, state) == heard::too_many)
        wrong("id", fmt::format("is one telecaller too many: {} are known", pacer::agents_max));
    if (at == agents_.known.end()) agents_.known.emplace(id, agents_.next++);
}

void line_reader::finished(const std::string& id) {
    const auto at = attempts_.known.find(id);
    attempts_.text.erase(at->second);
    attempts_.known.erase(at);
    if (!over_.insert(id).second) return;
    if (over_order_.size() < over_max) return over_order_.push_back(id);
    over_.erase(over_order_[over_next_]);
    over_order_[over_next_] = id;
    over_next_ = (over_next_ + 1) % over_max;
}

void line_reader::attempt(event& e) {
    using enum attempt_state;
    const auto id = e.id("id");
    const auto state = e.one_of<attempt_state>("state", {{"started", started}, {"ringing", ringing},
                                                            {"answered", answered}, {"failed", failed},
                                                            {"cancelled", cancelled}});
    // Why it failed is a text or a number of the carrier's; null is none.
    if (const auto* cause = e.maybe("cause"); cause && !cause->is_string() && !cause->is_number() && !cause->is_null())
        wrong("cause", "must be a text or a number");
    e.done();
    const auto at = attempts_.known.find(id);
    if (state == started) {
        if (at != attempts_.known.end()) wrong("id", "is an attempt that is in flight already");
        const auto k = attempts_.next;
        if (pacer_.attempt_is(now_, k, state) == heard::too_many)
            wrong("id", fmt::format("is one attempt too many: {} are under way", pacer::attempts_max));
        ++attempts_.next;
        attempts_.known.emplace(id, k);
        attempts_.text.emplace(k, id);
        return;
    }
    if (at == attempts_.known.end()) {
        if (over_.contains(id)) return;
        wrong("id", "is no attempt that was started");
    }
    (void)pacer_.attempt_is(now_, at->second, state);
    if (state == failed || state == cancelled) finished(id);
}

void line_reader::on_call(event& e, std::string_view what) {
    const auto id = e.id("attempt");
    const auto who = what == "abandoned" ? std::string{} : e.id("agent");
    e.done();
    const auto agent_at = agents_.known.find(who);
    if (!who.empty() && agent_at == agents_.known.end()) wrong("agent", "is no telecaller who was named before");
    const auto at = attempts_.known.find(id);
    if (at == attempts_.known.end()) {
        if (over_.contains(id)) return;
        wrong("attempt", "is no attempt that was started");
    }
    const auto answer = what == "connected" ? pacer_.connected(now_, at->second, agent_at->second)
                        : what == "ended"   ? pacer_.ended(now_, at->second, agent_at->second)
                                            : pacer_.abandoned(now_, at->second);
    if (answer == heard::not_answered) wrong("attempt", "was not answered yet");
    if (answer == heard::connected_before) wrong("attempt", "talks to a telecaller already");
    if (what != "connected") finished(id);
}

}  // namespace zenix::dialer::pacing
