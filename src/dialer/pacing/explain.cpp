#include "dialer/pacing/explain.hpp"

#include <boost/json/array.hpp>
#include <cmath>

namespace zenix::dialer::pacing {
namespace {

namespace json = boost::json;

double rounded(double x) { return std::round(x * 1e5) / 1e5; }

json::object window(const window_state& w) {
    return {{"answered", static_cast<std::int64_t>(w.answered)}, {"abandoned", static_cast<std::int64_t>(w.abandoned)},
            {"allowed", rounded(w.allowed)}, {"left", rounded(w.left)}};
}

}  // namespace

std::string_view name(mode m) {
    switch (m) {
    case mode::predictive: return "predictive";
    case mode::progressive: return "progressive";
    case mode::stopped: return "stopped";
    }
    return "";
}

std::string_view name(because b) {
    switch (b) {
    case because::none: return "none";
    case because::asked_for: return "asked_for";
    case because::warming_up: return "warming_up";
    case because::small_team: return "small_team";
    case because::lagging: return "lagging";
    case because::budget_spent: return "budget_spent";
    case because::nobody: return "nobody";
    case because::by_hand: return "by_hand";
    case because::hard_stop: return "hard_stop";
    }
    return "";
}

json::object explain(const explanation& w) {
    json::object out{{"mode", name(w.mode)}, {"because", name(w.because)}, {"reason", w.in_words()},
                     {"agents", w.on_duty}, {"idle", w.idle}, {"waiting", w.waiting}, {"talking", w.talking},
                     {"wrap", w.wrapping}, {"pausing", w.pausing}, {"in_flight", w.in_flight}, {"lines", w.lines},
                     {"lost", w.lost}, {"p", rounded(w.p)}, {"theta", rounded(w.theta)}, {"risk", rounded(w.risk)}};
    if (w.mode == mode::predictive) {
        json::array ahead;
        for (std::size_t h = 0; h < horizon_count; ++h)
            ahead.push_back(json::object{{"s", horizons[h]}, {"freeing", rounded(w.freeing[h])},
                                         {"answering", rounded(w.answering[h])}, {"short", rounded(w.short_of[h])}});
        out["forecast"] = std::move(ahead);
    }
    out["budget"] = json::object{{"24h", window(w.day)}, {"30d", window(w.month)}};
    return out;
}

}  // namespace zenix::dialer::pacing
