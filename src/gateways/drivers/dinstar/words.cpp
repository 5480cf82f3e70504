#include "gateways/drivers/dinstar/words.hpp"

#include "gateways/drivers/device_time.hpp"
#include "gateways/drivers/read_json.hpp"
#include "gateways/drivers/ussd.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace zenix::gateways::drivers::dinstar {

namespace {

constexpr std::int64_t port_max = 255, one_sim_a_port = 255;

/// Upper case with `_` for anything between words: `Mobile Registered` is `MOBILE_REGISTERED`.
std::string shape(std::string_view word) {
    std::string out;
    for (const char c : word) {
        const bool lower = c >= 'a' && c <= 'z';
        if (lower || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            out += lower ? static_cast<char>(c - 32) : c;
        else if (!out.empty() && out.back() != '_')
            out += '_';
    }
    while (out.ends_with('_')) out.pop_back();
    return out;
}

std::optional<int> port_of(const json::value& row) {
    const auto n = whole(row, "port");
    if (!n || *n < 0 || *n > port_max) return std::nullopt;
    return static_cast<int>(*n);
}

/// Idle, or one of the words that mean that somebody uses the port; nullopt for others.
std::optional<bool> busy(std::string_view callstate) {
    const auto word = shape(callstate);
    if (word.empty() || word == "IDLE" || word == "UNKNOWN") return false;
    for (const auto* w :
        {"PROCESSING", "RINGING", "ACTIVE", "ALERTING", "CALL_WAITING", "CALL_HOLDING"})
        if (word == w) return true;
    return std::nullopt;
}

/// Seconds, as a number or `HH:MM:SS`.
std::optional<std::int64_t> seconds(const json::value& row, std::string_view name) {
    if (const auto n = whole(row, name)) return n;
    const auto text = words(row, name);
    int h = 0, m = 0, s = 0;
    char rest = 0;
    if (std::sscanf(text.c_str(), "%4d:%2d:%2d%c", &h, &m, &s, &rest) != 3) return std::nullopt;
    return std::int64_t{h} * 3600 + m * 60 + s;
}

}  // namespace

result<json::value> read_answer(int status, std::string_view body) {
    if (status == 404) return failure{"unsupported", "the box has no such address", status};
    if (status == 403 || status == 405)
        return failure{"method", fmt::format("HTTP {}: {}", status, excerpt(body)), status};
    if (status != 200 && status != 202)
        return failure{"rejected", fmt::format("HTTP {}: {}", status, excerpt(body)), status};
    auto v = read_json(body);
    if (!v || !v->is_object())
        return failure{"protocol", "no JSON object: " + excerpt(body), status};
    const auto code = whole(*v, "error_code");
    if (member(*v, "error_code") != nullptr && !code)
        return failure{"protocol", "error_code is no number: " + excerpt(body), status};
    // get_status alone comes without one.
    if (!code || *code == 200 || *code == 202) return *std::move(v);
    const auto at = static_cast<int>(std::clamp<std::int64_t>(*code, -1, 999));
    if (at == 486) return failure{"busy", "error_code 486: the port is in use", at};
    const auto* means = at == 400   ? " (a parameter it does not know)"
                        : at == 404 ? " (no such thing)"
                        : at == 413 ? " (too much at once)"
                        : at == 503 ? " (not registered)"
                        : at == 550 ? " (no port that can do it)"
                                    : "";
    return failure{"rejected", fmt::format("error_code {}{}", at, means), at};
}

port_state read_registration(std::string_view word) {
    const auto w = shape(word);
    if (w == "POWER_OFF") return port_state::powered_off;
    if (w == "NO_SIM") return port_state::no_sim;
    if (w == "PIN_REQUIRE" || w == "PIN_REQUIRED") return port_state::pin_required;
    if (w == "PUK_REQUIRE" || w == "PUK_REQUIRED") return port_state::puk_required;
    if (w == "SEARCHING_NETWORK") return port_state::searching;
    if (w == "UNREGISTER" || w == "UNREGISTERED") return port_state::unregistered;
    // The other two spellings are from the field.
    if (w == "REGISTER_OK" || w == "REGISTERED" || w == "MOBILE_REGISTERED")
        return port_state::registered;
    return port_state::unknown;
}

result<reading<std::vector<port_report>>> read_ports(const json::value& answer) {
    const auto* info = member(answer, "info");
    const auto* rows = info == nullptr ? nullptr : info->if_array();
    if (rows == nullptr) return failure{"protocol", "get_port_info without a list `info`"};
    reading<std::vector<port_report>> out;
    for (const auto& row : *rows) {
        const auto port = port_of(row);
        if (!port) {
            out.unknown.emplace_back("a port without its number");
            continue;
        }
        const auto same = [&](const port_report& r) { return r.port == *port; };
        if (std::any_of(out.value.begin(), out.value.end(), same)) {
            out.unknown.push_back(fmt::format("port {} comes twice", *port));
            continue;
        }
        port_report p;
        p.port = *port;
        p.iccid = words(row, "iccid");
        p.imsi = words(row, "imsi");
        p.number = words(row, "number");
        if (const auto s = whole(row, "slot"); s && *s >= 0 && *s < one_sim_a_port)
            p.slot = static_cast<int>(*s);
        p.said = words(row, "reg");
        p.state = read_registration(p.said);
        if (p.state == port_state::unknown && shape(p.said) != "UNKNOWN")
            out.unknown.push_back(fmt::format("port {}: reg \"{}\"", *port, excerpt(p.said)));
        if (const auto csq = whole(row, "signal"); csq && *csq >= 0 && *csq <= 31)
            p.signal_csq = static_cast<int>(*csq);
        const auto call = words(row, "callstate");
        const auto in_call = busy(call);
        if (!in_call)
            out.unknown.push_back(fmt::format("port {}: callstate \"{}\"", *port, excerpt(call)));
        p.in_call = in_call.value_or(false);
        out.value.push_back(std::move(p));
    }
    std::sort(out.value.begin(), out.value.end(),
        [](const auto& a, const auto& b) { return a.port < b.port; });
    return out;
}

reading<std::vector<box_call>> read_calls(const json::value* list, std::string_view zone) {
    reading<std::vector<box_call>> out;
    const auto* rows = list == nullptr ? nullptr : list->if_array();
    if (rows == nullptr) {
        out.unknown.emplace_back("calls are no list");
        return out;
    }
    for (const auto& row : *rows) {
        const auto port = port_of(row);
        const auto started = read_device_time(words(row, "start_date"), zone);
        const auto direction = words(row, "direction");
        const bool outbound = direction == "ip->gsm" || direction == "callback";
        if (!port || !started || (!outbound && direction != "gsm->ip")) {
            out.unknown.push_back(fmt::format("a call of port {} from \"{}\", direction \"{}\"",
                words(row, "port"), excerpt(words(row, "start_date")), excerpt(direction)));
            continue;
        }
        box_call c;
        c.port = *port;
        c.started_at = *started;
        c.answered_at = read_device_time(words(row, "answer_date"), zone);
        c.duration_s = std::clamp<std::int64_t>(
            seconds(row, "duration").value_or(0), 0, std::int64_t{7} * 86400);
        c.from = words(row, "source_number");
        c.to = words(row, "destination_number");
        c.outbound = outbound;
        if (const auto q = whole(row, "gsm_code"); q && *q >= 1 && *q <= 127)
            c.cause_q850 = static_cast<int>(*q);
        out.value.push_back(std::move(c));
    }
    std::sort(out.value.begin(), out.value.end(),
        [](const auto& a, const auto& b) { return a.started_at < b.started_at; });
    return out;
}

result<void> read_ussd_sent(const json::value& answer, int port) {
    const auto* v = member(answer, "result");
    const auto* rows = v == nullptr ? nullptr : v->if_array();
    if (rows == nullptr) return failure{"protocol", "send_ussd without a list `result`"};
    for (const auto& row : *rows) {
        if (port_of(row) != port) continue;
        const auto status = whole(row, "status").value_or(0);
        if (status == 200 || status == 202) return {};
        if (status == 486) return failure{"busy", "the port is in use", 486};
        if (status == 503) return failure{"rejected", "the port is not registered", 503};
        return failure{"rejected", fmt::format("the port answered {}", status)};
    }
    return failure{"protocol", fmt::format("send_ussd says nothing of port {}", port)};
}

std::string read_ussd_reply(const json::value& answer, int port) {
    const auto* v = member(answer, "reply");
    const auto* rows = v == nullptr ? nullptr : v->if_array();
    if (rows == nullptr) return {};
    for (const auto& row : *rows)
        if (port_of(row) == port) return decode_ussd(words(row, "text"));
    return {};
}

}  // namespace zenix::gateways::drivers::dinstar
