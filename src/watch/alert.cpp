#include "watch/alert.hpp"

#include "watch/kinds.hpp"

#include <array>

namespace zenix::watch {
namespace {

constexpr std::array<std::string_view, 3> severities{"info", "warning", "critical"};
constexpr std::array<std::string_view, 3> states{"open", "acknowledged", "resolved"};

template <class E>
std::optional<E> find(const std::array<std::string_view, 3>& names, std::string_view text) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text) return static_cast<E>(i);
    return std::nullopt;
}

json::value number(const std::optional<double>& v) {
    return v ? json::value(*v) : json::value(nullptr);
}

}  // namespace

std::string_view to_string(severity s) { return severities[static_cast<std::size_t>(s)]; }
std::string_view to_string(alert_state s) { return states[static_cast<std::size_t>(s)]; }
std::optional<severity> parse_severity(std::string_view text) {
    return find<severity>(severities, text);
}
std::optional<alert_state> parse_alert_state(std::string_view text) {
    return find<alert_state>(states, text);
}

json::object to_json(const alert& a) {
    json::object o;
    o["id"] = a.id;
    o["kind"] = a.kind;
    o["title"] = kind_of(a.kind).title;
    o["severity"] = to_string(a.severity);
    o["subject"] = a.subject;
    o["text"] = a.text;
    o["measured"] = number(a.measured);
    o["threshold"] = number(a.threshold);
    o["state"] = to_string(a.state);
    o["since"] = to_rfc3339(a.since);
    o["raised_at"] = to_rfc3339(a.raised_at);
    o["acknowledged_at"] = opt(a.acknowledged_at);
    o["acknowledged_by"] = opt(a.acknowledged_by);
    o["note"] = opt(a.note);
    o["escalated_at"] = opt(a.escalated_at);
    o["resolved_at"] = opt(a.resolved_at);
    return o;
}

}  // namespace zenix::watch
