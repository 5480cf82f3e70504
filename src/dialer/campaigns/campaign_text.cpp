// Campaigns as JSON: from requests, into the database and back, and as screens see them.
#include "dialer/campaigns/campaign.hpp"

#include "base/problem.hpp"
#include "base/zone.hpp"
#include "sms/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace zenix::dialer {
namespace {

constexpr std::array<const char*, 7> day_names{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

int read_minute(fields& in, std::string_view name) {
    const auto text = in.text(name, {5, 5});
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : 99; };
    const int hour = digit(0) * 10 + digit(1), minute = digit(3) * 10 + digit(4);
    if (text[2] != ':' || hour > 23 || minute > 59)
        throw invalid_field(in.path(name), in.path(name) + " must be a time of day as 09:30.");
    return hour * 60 + minute;
}

std::string minute_text(int m) { return fmt::format("{:02}:{:02}", m / 60, m % 60); }

std::string lower_word(fields& in, std::string_view name, text_limits size) {
    auto text = in.text(name, size);
    if (!std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; }))
        throw invalid_field(in.path(name), in.path(name) + " must be a language as `hi` or `en`.");
    return text;
}

schedule read_schedule(fields in) {
    schedule s;
    const auto days = in.maybe_texts("days");
    if (!days || days->empty()) throw invalid_field(in.path("days"), "Name at least one day.");
    for (std::size_t i = 0; i < days->size(); ++i) {
        const auto known = std::ranges::find(day_names, (*days)[i]);
        if (known == day_names.end())
            throw invalid_field(fmt::format("{}[{}]", in.path("days"), i), "Days are mon, tue, wed, thu, fri, sat, sun.");
        s.days.at(static_cast<std::size_t>(known - day_names.begin())) = true;
    }
    s.from_min = read_minute(in, "from");
    s.to_min = read_minute(in, "to");
    if (s.to_min <= s.from_min)
        throw invalid_field(in.path("to"), "`to` must be later than `from`, the same day.");
    s.time_zone = in.text("time_zone", {1, 64});
    if (!is_zone(s.time_zone))
        throw invalid_field(in.path("time_zone"), "Must be a zone as Asia/Kolkata.");
    in.done();
    return s;
}

std::vector<order_rule> read_order(fields& in) {
    std::vector<order_rule> out;
    for (auto& one : in.objects("order", 0, 3)) {
        order_rule r;
        boost::describe::enum_from_string(
            one.choice("by", {"days_past_due", "amount_due", "promise_broken", "never_tried", "random"}).c_str(), r.by);
        r.descending = one.maybe_flag("descending").value_or(true);
        one.done();
        for (const auto& before : out)
            if (before.by == r.by)
                throw invalid_field(one.path("by"), "It is ordered by this already; name each once.");
        out.push_back(r);
    }
    return out;
}

std::vector<script> read_scripts(fields& in) {
    std::vector<script> out;
    for (auto& one : in.objects("script", 0, 20)) {
        script s;
        s.language = lower_word(one, "language", {2, 3});
        s.text = one.text("text", {1, 4000});
        one.done();
        if (const auto wrong = sms::wrong_with_wording(s.text); !wrong.empty())
            throw invalid_field(one.path("text"), wrong);
        if (std::ranges::find(out, s.language, &script::language) != out.end())
            throw invalid_field(one.path("language"), "There is a script in this language already.");
        out.push_back(std::move(s));
    }
    return out;
}

std::vector<retry_rule> read_rules(fields& in) {
    std::vector<retry_rule> out;
    for (auto& one : in.objects("retry_rules", 0, 60)) {
        retry_rule r;
        r.outcome = one.text("outcome", {1, 64});
        r.retry = one.choice("action", {"retry", "done"}) == "retry";
        const auto wait = one.maybe_integer("wait_min", {1, 129'600});
        const auto limit = one.maybe_integer("limit", {1, 100});
        r.spread = one.maybe_flag("spread").value_or(false);
        one.done();
        if (r.retry && !wait)
            throw invalid_field(one.path("wait_min"), "To try again, say after how many minutes.");
        if (r.retry && !limit)
            throw invalid_field(one.path("limit"), "To try again, say how often at most.");
        if (std::ranges::find(out, r.outcome, &retry_rule::outcome) != out.end())
            throw invalid_field(one.path("outcome"), "Two rules speak of this outcome; leave one.");
        r.wait_min = static_cast<int>(wait.value_or(0));
        r.limit = static_cast<int>(limit.value_or(0));
        out.push_back(std::move(r));
    }
    return out;
}

std::vector<std::string> read_codes(fields& in) {
    auto codes = in.maybe_texts("dispositions").value_or(std::vector<std::string>{});
    for (std::size_t i = 0; i < codes.size(); ++i) {
        const auto& c = codes[i];
        const bool fits = c.size() >= 2 && c.size() <= 64 && c[0] >= 'a' && c[0] <= 'z' &&
            std::ranges::all_of(c, [](char x) { return (x >= 'a' && x <= 'z') || (x >= '0' && x <= '9') || x == '_'; });
        if (!fits)
            throw invalid_field(fmt::format("{}[{}]", in.path("dispositions"), i), "Must be the code of a disposition.");
    }
    return codes;
}

int number(fields& in, std::string_view name, int otherwise, std::int64_t min, std::int64_t max) {
    return static_cast<int>(in.maybe_integer(name, {min, max}).value_or(otherwise));
}

limits read_some_limits(fields& in, limits l) {
    l.max_ratio_pct = number(in, "max_ratio_pct", l.max_ratio_pct, 100, 1000);
    l.max_lines = number(in, "max_lines", l.max_lines, 1, 10'000);
    l.abandon_budget_permille = number(in, "abandon_budget_permille", l.abandon_budget_permille, 0, 50);
    return l;
}

settings read_settings(fields& in) {
    settings s;
    s.filtered = in.has("filter");
    s.filter = sms::read_filter(in);
    s.order = read_order(in);
    if (auto given = in.maybe_object("schedule")) s.schedule = read_schedule(std::move(*given));
    if (const auto p = in.maybe_choice("purpose", {"recovery", "service", "promotion"}))
        s.purpose = *compliance::parse_purpose(*p);
    s.route_group_id = in.maybe_integer("route_group_id", {.min = 1});
    s.limits = read_some_limits(in, {});
    s.ring_timeout_s = number(in, "ring_timeout_s", 30, 15, 90);
    s.guarantee_h = number(in, "guarantee_h", 72, 0, 720);
    s.wrap_up_limit_s = number(in, "wrap_up_limit_s", 120, 10, 1800);
    s.scripts = read_scripts(in);
    s.dispositions = read_codes(in);
    s.retry_rules = read_rules(in);
    return s;
}

json::value shown_schedule(const std::optional<schedule>& given) {
    if (!given) return nullptr;
    json::array days;
    for (const std::size_t d : {1U, 2U, 3U, 4U, 5U, 6U, 0U})
        if (given->days.at(d)) days.emplace_back(day_names.at(d));
    return json::object{{"days", std::move(days)}, {"from", minute_text(given->from_min)},
        {"to", minute_text(given->to_min)}, {"time_zone", given->time_zone}};
}

}  // namespace

campaign read_campaign(fields in) {
    campaign c;
    c.name = in.text("name", {1, 80});
    boost::describe::enum_from_string(
        in.choice("method", {"manual", "preview", "progressive", "predictive"}).c_str(), c.method);
    c.settings = read_settings(in);
    std::set<std::int64_t> seen;
    for (auto& one : in.objects("team", 0, 2000)) {
        const auto user = one.integer("user_id", {.min = 1});
        one.done();
        if (!seen.insert(user).second) throw invalid_field(one.path("user_id"), "This user is in the team already.");
        c.team.push_back(user);
    }
    in.done();
    return c;
}

limits read_limits(fields in, limits standing) {
    const bool any = in.has("max_ratio_pct") || in.has("max_lines") || in.has("abandon_budget_permille");
    auto l = read_some_limits(in, standing);
    in.done();
    if (!any) throw invalid_field("max_ratio_pct", "Name what shall change: max_ratio_pct, max_lines, abandon_budget_permille.");
    return l;
}

json::object shown(const settings& s) {
    json::array order, scripts, codes, rules;
    for (const auto& o : s.order) order.push_back(json::object{{"by", word(o.by)}, {"descending", o.descending}});
    for (const auto& t : s.scripts) scripts.push_back(json::object{{"language", t.language}, {"text", t.text}});
    for (const auto& d : s.dispositions) codes.emplace_back(d);
    for (const auto& r : s.retry_rules) {
        json::object one{{"outcome", r.outcome}, {"action", r.retry ? "retry" : "done"}, {"wait_min", nullptr},
            {"limit", nullptr}, {"spread", r.spread}};
        if (r.retry) one["wait_min"] = r.wait_min, one["limit"] = r.limit;
        rules.push_back(std::move(one));
    }
    return {{"filter", sms::to_json(s.filter)}, {"order", std::move(order)}, {"schedule", shown_schedule(s.schedule)},
        {"purpose", compliance::to_string(s.purpose)}, {"route_group_id", opt(s.route_group_id)},
        {"max_ratio_pct", s.limits.max_ratio_pct}, {"max_lines", s.limits.max_lines},
        {"abandon_budget_permille", s.limits.abandon_budget_permille}, {"ring_timeout_s", s.ring_timeout_s},
        {"guarantee_h", s.guarantee_h}, {"wrap_up_limit_s", s.wrap_up_limit_s}, {"script", std::move(scripts)},
        {"dispositions", std::move(codes)}, {"retry_rules", std::move(rules)}};
}

json::object stored(const settings& s) {
    auto out = shown(s);
    if (!s.filtered) out.erase("filter");
    return out;
}

settings read_stored(const json::value& v) {
    fields in(v);
    return read_settings(in);
}

}  // namespace zenix::dialer
