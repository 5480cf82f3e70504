#include "dialer/rehearsal/scenario.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

#include "dialer/rehearsal/history.hpp"

namespace zenix::dialer::rehearsal {
namespace {

using setter = std::function<std::string(const toml::node&)>;  ///< what is wrong, or empty

setter number(double& to, double min, double max) {
    return [&to, min, max](const toml::node& n) -> std::string {
        const auto v = n.value<double>();
        if (!n.is_number() || !v || !(*v >= min && *v <= max))
            return fmt::format("must be a number from {} to {}", min, max);
        to = *v;
        return {};
    };
}

template <class T>
setter whole(T& to, std::int64_t min, std::int64_t max) {
    return [&to, min, max](const toml::node& n) -> std::string {
        const auto v = n.value_exact<std::int64_t>();
        if (!v || *v < min || *v > max) return fmt::format("must be a whole number from {} to {}", min, max);
        to = static_cast<T>(*v);
        return {};
    };
}

setter flag(bool& to) {
    return [&to](const toml::node& n) -> std::string {
        const auto v = n.value_exact<bool>();
        if (!v) return "must be true or false";
        to = *v;
        return {};
    };
}

setter text(std::string& to) {
    return [&to](const toml::node& n) -> std::string {
        const auto v = n.value_exact<std::string>();
        if (!v || v->empty() || v->size() > 200) return "must be a text of 1 to 200 bytes";
        to = *v;
        return {};
    };
}

setter rates(std::vector<double>& to) {
    return [&to](const toml::node& n) -> std::string {
        const auto* list = n.as_array();
        if (!list || list->empty() || list->size() > 24) return "must be a list of 1 to 24 rates, one an hour";
        for (const auto& item : *list) {
            const auto v = item.value<double>();
            if (!v || !(*v >= 0.001 && *v <= 1)) return "must hold rates from 0.001 to 1";
            to.push_back(*v);
        }
        return {};
    };
}

setter kinds(std::vector<talk_kind>& to) {
    return [&to](const toml::node& n) -> std::string {
        const auto* list = n.as_array();
        if (!list || list->empty() || list->size() > 20) return "must be 1 to 20 tables";
        to.clear();
        for (const auto& item : *list) {
            const auto* table = item.as_table();
            if (!table) return "must be 1 to 20 tables";
            talk_kind k;
            const std::map<std::string, setter, std::less<>> known{{"share", number(k.share, 0.0001, 1e6)},
                {"mean_s", number(k.mean_s, 1, 36'000)}, {"sigma", number(k.sigma, 0, 3)}, {"contact", flag(k.contact)}};
            for (const auto& [key, node] : *table) {
                const auto at = known.find(key.str());
                if (at == known.end()) return fmt::format("has no field {}", key.str());
                if (const auto wrong = at->second(node); !wrong.empty()) return fmt::format("{} {}", key.str(), wrong);
            }
            to.push_back(k);
        }
        return {};
    };
}

std::map<std::string, setter, std::less<>> known_fields(scenario& s, std::string& history, double& hours) {
    auto& w = s.in;
    auto& p = s.with;
    return {
        {"name", text(s.name)},
        {"seeds", whole(s.seeds, 1, 1000)},
        {"first_seed", whole(s.first_seed, 0, 1'000'000'000)},
        {"agents", whole(w.agents, 1, 2000)},
        {"hours", number(hours, 0.1, 24)},
        {"leads", whole(w.leads, 0, 100'000'000)},
        {"history", text(history)},
        {"pacing.abandon_budget", number(p.abandon_budget, 0, 1)},
        {"pacing.max_ratio", number(p.max_ratio, 0, 1000)},
        {"pacing.max_trunks", whole(p.max_trunks, 1, 1'000'000)},
        {"pacing.ring_cancel_s", number(p.ring_cancel_s, 0, 600)},
        {"pacing.guaranteed", flag(p.guaranteed)},
        {"answers.rate", number(w.p, 0.001, 1)},
        {"answers.by_hour", rates(w.p_by_hour)},
        {"answers.list_every_s", number(w.list_every_s, 0, 1e6)},
        {"answers.list_sigma", number(w.list_sigma, 0, 2)},
        {"attempts.set_up_mean_s", number(w.set_up_mean_s, 0.1, 30)},
        {"attempts.answer_median_s", number(w.answer_median_s, 0.5, 60)},
        {"attempts.answer_sigma", number(w.answer_sigma, 0.01, 2)},
        {"attempts.fast_failures", number(w.fast_share, 0, 1)},
        {"attempts.ring_timeout_s", number(w.ring_timeout_s, 5, 120)},
        {"attempts.abandon_after_s", number(w.abandon_after_s, 0, 60)},
        {"calls.talk", kinds(w.talks)},
        {"calls.wrap_mean_s", number(w.wrap_mean_s, 0.1, 3600)},
        {"calls.wrap_timer", flag(w.wrap_fixed)},
        {"team.speed_sigma", number(w.speed_sigma, 0, 1)},
        {"team.login_spread_s", number(w.login_spread_s, 0, 36'000)},
        {"team.break_every_s", number(w.break_every_s, 0, 1e6)},
        {"team.break_s", number(w.break_s, 1, 36'000)},
        {"cost.per_attempt_minor", number(s.costs.per_attempt, 0, 1e9)},
        {"cost.per_line_minute_minor", number(s.costs.per_line_minute, 0, 1e9)},
        {"cost.per_agent_hour_minor", number(s.costs.per_agent_hour, 0, 1e9)},
        {"cost.currency", text(s.costs.currency)},
    };
}

void apply(const toml::table& table, const std::string& prefix, const std::string& file,
    const std::map<std::string, setter, std::less<>>& known) {
    for (const auto& [key, node] : table) {
        const auto name = prefix + std::string(key.str());
        const auto at = known.find(name);
        if (const auto* inner = node.as_table(); inner && at == known.end()) {
            apply(*inner, name + '.', file, known);
            continue;
        }
        const auto wrong = at == known.end() ? std::string("is no field of a scenario; see docs/pacing.md") : at->second(node);
        if (!wrong.empty()) throw bad_file(fmt::format("{}:{}: {}: {}", file, node.source().begin.line, name, wrong));
    }
}

}  // namespace

scenario read_scenario(std::string_view text, const std::string& file) {
    scenario s;
    s.name = std::filesystem::path(file).stem().string();
    std::string history;
    double hours = 8;
    toml::table table;
    try {
        table = toml::parse(text, file);
    } catch (const toml::parse_error& e) {
        throw bad_file(fmt::format("{}:{}: {}", file, e.source().begin.line, e.description()));
    }
    s.with.max_trunks = 0;
    apply(table, "", file, known_fields(s, history, hours));
    s.in.shift_s = hours * 3600;
    if (s.with.ring_cancel_s > 0 && s.with.ring_cancel_s < 15)
        throw bad_file(fmt::format("{}: pacing.ring_cancel_s: must be 0, or at least 15: the law lets it ring so long", file));
    if (s.in.break_every_s <= 0) s.in.break_every_s = 1e12;
    s.with.ring_timeout_s = s.in.ring_timeout_s;
    s.with.abandon_after_s = s.in.abandon_after_s;
    if (!s.in.p_by_hour.empty()) s.in.p_min = 0.001, s.in.p_max = 1;
    if (!history.empty()) {
        auto path = std::filesystem::path(history);
        if (path.is_relative()) path = std::filesystem::path(file).parent_path() / path;
        use(load_history(path.string()), s.in);
    }
    // Lines: three a telecaller unless the file says how many there are.
    if (s.with.max_trunks == 0) s.with.max_trunks = 3 * s.in.agents;
    s.in.trunks_per_agent = static_cast<double>(s.with.max_trunks) / s.in.agents;
    return s;
}

scenario load_scenario(const std::string& file) {
    std::error_code fault;
    const auto size = std::filesystem::file_size(file, fault);
    std::ifstream in(file, std::ios::binary);
    if (fault || !in) throw bad_file(file + ": cannot be read; check the path and that it is a file");
    if (size > 1024 * 1024) throw bad_file(file + ": is larger than 1 MiB, which no scenario is");
    std::ostringstream text;
    text << in.rdbuf();
    return read_scenario(text.str(), file);
}

}  // namespace zenix::dialer::rehearsal
