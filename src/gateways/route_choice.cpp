#include "gateways/route_choice.hpp"

#include "gateways/way_score.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace zenix::gateways {
namespace {

using compliance::channel;

constexpr auto outside_groups = "in no route group that serves this call";

const route_group& all_ways() {
    static const route_group all;
    return all;
}

template <class List, class One>
bool holds(const List& list, const One& one) {
    return std::find(list.begin(), list.end(), one) != list.end();
}

/// Serves the call, and is the one that was asked for, where one was.
bool wanted(const route_wish& wish, const route_group& g) {
    return (!wish.only_group || *wish.only_group == g.id) && g.serves(wish.e164, wish.country, wish.purpose);
}

/// One decision: the wish, the fleet, and what is found out once for all ways.
class decision {
  public:
    decision(const route_wish& wish, const fleet& f)
        : wish_(wish), f_(f), rule_(series_for(f.series, wish.country, wish.purpose)),
          gsm_obstacle_(f.gsm.obstacle(wish.country, wish.purpose)),
          demand_{wish.channel, key_of(wish.e164), wish.parts} {}

    /// The best of a group; false when nothing in it fits.
    bool look(const route_group& g);
    [[nodiscard]] route_choice choice() const;
    [[nodiscard]] std::string against_all() const;
    [[nodiscard]] std::string against(const trunk_line& t) const;
    [[nodiscard]] sim_obstacle against_sim(const sim_line& s) const;
    [[nodiscard]] bool excluded(const sim_line& s) const {
        return (!wish_.without_sims.empty() && holds(wish_.without_sims, s.sim.iccid)) ||
               (wish_.only_port && s.sim.port != wish_.only_port);
    }
    [[nodiscard]] std::string gsm_obstacle() const { return gsm_obstacle_; }
    [[nodiscard]] bool considers(const trunk_line& t, const route_group& g) const;
    [[nodiscard]] bool in_a_group(const trunk_line& t) const;

  private:
    struct way {
        std::uint32_t trunk = 0;
        std::int64_t sim = -1;
        way_score score;
    };
    void look_at_trunk(std::uint32_t t, const scorer& rate);
    void look_at_sims(std::uint32_t t, const scorer& rate);
    void take_if_better(const way& w) {
        ++fitting_;
        if (!best_ || w.score < best_->score) best_ = w;
    }
    [[nodiscard]] std::string others() const;

    const route_wish& wish_;
    const fleet& f_;
    const caller_series* rule_;
    std::string gsm_obstacle_;
    demand demand_;
    const route_group* group_ = nullptr;
    std::optional<way> best_;
    std::size_t fitting_ = 0;
    bool sip_looked_at_ = false, sip_fits_ = false;
    std::array<std::uint32_t, static_cast<std::size_t>(sim_obstacle::last) + 1> against_{};
};

bool decision::considers(const trunk_line& t, const route_group& g) const {
    const bool gsm = t.trunk.kind == trunk_kind::gsm;
    const auto allowed = [&](route_class c) {
        return c == route_class::any || (c == route_class::gsm) == gsm;
    };
    return allowed(g.ways) && allowed(wish_.wanted) && (gsm || wish_.channel == channel::call) &&
           (g.all_trunks || holds(g.trunk_ids, t.trunk.id)) &&
           (!wish_.only_trunk || *wish_.only_trunk == t.trunk.id) &&
           (wish_.without_trunks.empty() || !holds(wish_.without_trunks, t.trunk.id));
}

/// Of those that serve this call.
bool decision::in_a_group(const trunk_line& t) const {
    if (f_.groups.empty()) return considers(t, all_ways());
    return std::any_of(f_.groups.begin(), f_.groups.end(), [&](const route_group& g) {
        return wanted(wish_, g) && considers(t, g);
    });
}

std::string decision::against(const trunk_line& t) const {
    if (!t.trunk.enabled) return "switched off";
    if (t.health.state == trunk_state::unreachable && wish_.channel == channel::call)
        return "does not answer";
    if (t.box_down) return "its box does not answer";
    if (wish_.channel == channel::text) return {};
    if (!t.guard.admits(f_.at.now)) return "in quarantine after faults of the network";
    if (t.health.calls_now >= t.trunk.channels_max)
        return fmt::format("all {} channels in use", t.trunk.channels_max);
    if (t.trunk.kind == trunk_kind::sip && rule_ != nullptr &&
        !number_to_show(t.trunk.caller_ids, t.trunk.caller_id, wish_.purpose, rule_, wish_.e164))
        return fmt::format("has no number of the series {} that {} wants shown for {}",
            fmt::join(rule_->prefixes, " or "), rule_->country, to_string(wish_.purpose));
    return {};
}

sim_obstacle decision::against_sim(const sim_line& s) const { return obstacle_of(s, f_, demand_); }

void decision::look_at_trunk(std::uint32_t t, const scorer& rate) {
    const auto& line = f_.trunks[t];
    sip_looked_at_ = true;
    // The words are made only where somebody reads them.
    const bool open = line.trunk.enabled && line.health.state != trunk_state::unreachable &&
                      !line.box_down && line.guard.admits(f_.at.now) &&
                      line.health.calls_now < line.trunk.channels_max;
    if (!open || (rule_ != nullptr && !against(line).empty())) return;
    sip_fits_ = true;
    take_if_better({t, -1, rate.of(line)});
}

void decision::look_at_sims(std::uint32_t t, const scorer& rate) {
    for (const auto index : f_.trunks[t].sims) {
        const auto& s = f_.sims[index];
        if (s.trunk_index != t || excluded(s)) continue;
        const auto o = against_sim(s);
        ++against_[static_cast<std::size_t>(o)];
        if (o == sim_obstacle::none) take_if_better({t, index, rate.of(s)});
    }
}

bool decision::look(const route_group& g) {
    group_ = &g;
    const scorer rate(g, wish_.e164, demand_.who, f_, wish_.channel, wish_.known_sim);
    for (std::uint32_t t = 0; t < f_.trunks.size(); ++t) {
        if (!considers(f_.trunks[t], g)) continue;
        if (f_.trunks[t].trunk.kind == trunk_kind::sip)
            look_at_trunk(t, rate);
        else if (gsm_obstacle_.empty())
            look_at_sims(t, rate);
    }
    return best_.has_value();
}

/// What was against the other SIMs, by number.
std::string decision::others() const {
    std::string out;
    for (std::size_t o = 1; o < against_.size(); ++o)
        if (against_.at(o) > 0)
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", against_.at(o),
                in_short(static_cast<sim_obstacle>(o)));
    return out.empty() ? out : fmt::format(" Of the others {}.", out);
}

route_choice decision::choice() const {
    const auto& t = f_.trunks[best_->trunk];
    route_choice c;
    c.trunk = best_->trunk;
    if (group_ != &all_ways()) c.group = group_->name;
    const auto prefix = c.group.empty() ? std::string() : fmt::format("Group {}: ", c.group);
    const scorer rate(*group_, wish_.e164, demand_.who, f_, wish_.channel, wish_.known_sim);
    if (best_->sim < 0) {
        c.caller_id =
            number_to_show(t.trunk.caller_ids, t.trunk.caller_id, wish_.purpose, rule_, wish_.e164)
                .value_or("");
        c.explanation = fmt::format("{}SIP trunk {}: {} of {} that fit{}.{}", prefix, t.trunk.name,
            rate.why(t), fitting_,
            t.health.state == trunk_state::reachable ? "" : "; not heard from yet", others());
        return c;
    }
    const auto& s = f_.sims[static_cast<std::size_t>(best_->sim)];
    c.sim = static_cast<std::size_t>(best_->sim);
    c.on_net = rate.on_net(s);
    c.caller_id = s.sim.phone_number.value_or("");
    c.explanation = fmt::format("{}SIM {}{} in port {} of {}: {} of {} free SIMs{}.{}", prefix,
        s.sim.iccid, s.sim.operator_name ? " (" + *s.sim.operator_name + ")" : "", *s.sim.port,
        t.trunk.name, rate.why(s), fitting_,
        sip_looked_at_ && !sip_fits_ ? "; no SIP trunk fits" : "", others());
    return c;
}

std::string why_no_sim(const decision& d, std::uint32_t trunk, const fleet& f) {
    std::array<std::size_t, static_cast<std::size_t>(sim_obstacle::last) + 1> against{};
    std::size_t sims = 0, tried = 0;
    for (const auto& s : f.sims) {
        if (s.trunk_index != trunk || !s.sim.port) continue;
        ++sims;
        if (d.excluded(s))
            ++tried;
        else
            ++against.at(static_cast<std::size_t>(d.against_sim(s)));
    }
    if (sims == 0) return "no SIM is known in it";
    std::string out;
    for (std::size_t o = 1; o < against.size(); ++o)
        if (against.at(o) > 0)
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", against.at(o),
                in_short(static_cast<sim_obstacle>(o)));
    if (tried > 0) out += fmt::format("{}{} left out", out.empty() ? "" : ", ", tried);
    return fmt::format("of {} SIMs {}", sims, out);
}

std::string decision::against_all() const {
    std::string why;
    for (std::uint32_t i = 0; i < f_.trunks.size(); ++i) {
        const auto& t = f_.trunks[i];
        const bool gsm = t.trunk.kind == trunk_kind::gsm;
        if (!gsm && (wish_.wanted == route_class::gsm || wish_.channel == channel::text)) continue;
        if (gsm && wish_.wanted == route_class::sip) continue;
        std::string text;
        if (holds(wish_.without_trunks, t.trunk.id))
            text = "has refused this call";
        else if (!in_a_group(t))
            text = outside_groups;
        else
            text = against(t);
        if (text.empty() && gsm)
            text = gsm_obstacle_.empty() ? why_no_sim(*this, i, f_) : gsm_obstacle_;
        why += fmt::format("{}{}: {}", why.empty() ? "" : "; ", t.trunk.name, text);
    }
    return why.empty() ? "there is no trunk of this kind; an administrator can add one" : why;
}

}  // namespace

std::variant<route_choice, no_route> choose(const route_wish& wish, const fleet& f) {
    decision d(wish, f);
    if (f.groups.empty()) {
        if (d.look(all_ways())) return d.choice();
        return no_route{d.against_all() + "."};
    }
    bool served = false;
    for (const auto& g : f.groups) {
        if (!wanted(wish, g)) continue;
        served = true;
        if (d.look(g)) return d.choice();
    }
    if (!served)
        return no_route{fmt::format("no route group serves {} {} to numbers of {}.",
            to_string(wish.purpose), wish.channel == channel::text ? "texts" : "calls", wish.country)};
    return no_route{d.against_all() + "."};
}

std::vector<way_view> view_ways(const route_wish& wish, const fleet& f) {
    const decision d(wish, f);
    std::vector<way_view> out;
    for (std::uint32_t i = 0; i < f.trunks.size(); ++i) {
        const auto& t = f.trunks[i];
        const bool gsm = t.trunk.kind == trunk_kind::gsm;
        const std::string outside = d.in_a_group(t) ? "" : outside_groups;
        if (!gsm) {
            if (wish.channel == channel::call)
                out.push_back({i, std::nullopt, outside.empty() ? d.against(t) : outside});
            continue;
        }
        for (const auto index : t.sims) {
            auto why = outside.empty() ? d.gsm_obstacle() : outside;
            if (why.empty()) why = in_short(d.against_sim(f.sims[index]));
            out.push_back({i, index, std::move(why)});
        }
    }
    return out;
}

}  // namespace zenix::gateways
