#include "gateways/limits.hpp"

#include "base/problem.hpp"
#include "gateways/minute_text.hpp"

#include <boost/mp11.hpp>

#include <algorithm>

namespace zenix::gateways {
namespace {

constexpr std::array<std::string_view, 7> days{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct bounded {
    const char* name;
    sim_limits::count sim_limits::*member;
    std::int64_t least, most;
};
constexpr std::int64_t million = 1'000'000;
constexpr std::array numbers{
    bounded{"minutes_per_day", &sim_limits::minutes_per_day, 0, million},
    bounded{"minutes_per_month", &sim_limits::minutes_per_month, 0, million},
    bounded{"minutes_per_window", &sim_limits::minutes_per_window, 0, million},
    bounded{"calls_per_day", &sim_limits::calls_per_day, 0, million},
    bounded{"calls_per_month", &sim_limits::calls_per_month, 0, million},
    bounded{"calls_per_window", &sim_limits::calls_per_window, 0, million},
    bounded{"texts_per_day", &sim_limits::texts_per_day, 0, million},
    bounded{"texts_per_month", &sim_limits::texts_per_month, 0, million},
    bounded{"texts_per_window", &sim_limits::texts_per_window, 0, million},
    bounded{"recipients_per_day", &sim_limits::recipients_per_day, 0, million},
    bounded{"recipients_per_month", &sim_limits::recipients_per_month, 0, million},
    bounded{"recipients_per_window", &sim_limits::recipients_per_window, 0, million},
    bounded{"window_hours", &sim_limits::window_hours, 1, 744},
    bounded{"pause_s", &sim_limits::pause_s, 0, 3600},
    bounded{"signal_floor_csq", &sim_limits::signal_floor_csq, 0, 31},
    bounded{"bundle_minutes", &sim_limits::bundle_minutes, 0, million},
    bounded{"bundle_texts", &sim_limits::bundle_texts, 0, million},
    bounded{"billing_day", &sim_limits::billing_day, 1, 28},
    bounded{"credit_floor_minor", &sim_limits::credit_floor_minor, 0, 100 * million},
};

sim_limits::count read_days(fields& in) {
    const auto list = in.maybe_texts("use_days");
    if (!list) return std::nullopt;
    std::int64_t mask = 0;
    for (const auto& word : *list) {
        const auto at = std::find(days.begin(), days.end(), word);
        if (at == days.end())
            throw invalid_field(in.path("use_days"), "Days are mon, tue, wed, thu, fri, sat, sun.");
        mask |= std::int64_t{1} << (at - days.begin());
    }
    if (mask == 0) throw invalid_field(in.path("use_days"), "Name at least one day.");
    return mask;
}

}  // namespace

sim_limits read_limits(fields in) {
    sim_limits l;
    for (const auto& n : numbers) l.*n.member = in.maybe_integer(n.name, {n.least, n.most});
    l.use_from = read_minute(in, "use_from");
    l.use_to = read_minute(in, "use_to");
    l.use_days = read_days(in);
    in.done();
    if (l.use_from.has_value() != l.use_to.has_value())
        throw invalid_field(in.path(l.use_from ? "use_to" : "use_from"),
            "A time band needs both its beginning and its end.");
    return l;
}

json::object to_json(const sim_limits& l) {
    json::object o;
    for (const auto& n : numbers) o[n.name] = opt(l.*n.member);
    o["use_from"] = minute_json(l.use_from);
    o["use_to"] = minute_json(l.use_to);
    json::value list = nullptr;
    if (l.use_days) {
        json::array named;
        for (std::size_t d = 1; d <= days.size(); ++d)  // From Monday.
            if (*l.use_days >> (d % 7) & 1) named.emplace_back(days.at(d % 7));
        list = std::move(named);
    }
    o["use_days"] = std::move(list);
    return o;
}

sim_limits in_force(const sim_limits& own, const sim_limits& plan) {
    sim_limits l = own;
    boost::mp11::mp_for_each<
        boost::describe::describe_members<sim_limits, boost::describe::mod_public>>([&](auto m) {
        if (!(l.*m.pointer)) l.*m.pointer = plan.*m.pointer;
    });
    return l;
}

sim_caps caps_of(const sim_limits& l) {
    sim_caps c;
    const auto cap = [](const sim_limits::count& n, std::int64_t unit = 1) {
        return n ? *n * unit : sim_caps::none;
    };
    c.calls = {cap(l.calls_per_day), cap(l.calls_per_month), cap(l.calls_per_window)};
    c.billed_s = {
        cap(l.minutes_per_day, 60), cap(l.minutes_per_month, 60), cap(l.minutes_per_window, 60)};
    c.texts = {cap(l.texts_per_day), cap(l.texts_per_month), cap(l.texts_per_window)};
    c.recipients = {
        cap(l.recipients_per_day), cap(l.recipients_per_month), cap(l.recipients_per_window)};
    c.pause_ms = l.pause_s.value_or(0) * 1000;
    c.bundle_s = l.bundle_minutes ? *l.bundle_minutes * 60 : -1;
    c.use_from = static_cast<std::int16_t>(l.use_from.value_or(0));
    c.use_to = static_cast<std::int16_t>(l.use_to.value_or(0));
    c.use_days = static_cast<std::uint8_t>(l.use_days.value_or(0x7f));
    c.signal_floor = static_cast<std::uint8_t>(l.signal_floor_csq.value_or(0));
    c.window_hours = static_cast<std::int16_t>(l.window_hours.value_or(24));
    c.billing_day = static_cast<std::int16_t>(l.billing_day.value_or(1));
    return c;
}

}  // namespace zenix::gateways
