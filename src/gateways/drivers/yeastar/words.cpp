#include "gateways/drivers/yeastar/words.hpp"

#include "base/utf8.hpp"
#include "gateways/drivers/device_time.hpp"
#include "gateways/drivers/read_json.hpp"
#include "gateways/drivers/ussd.hpp"
#include "net/encoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace zenix::gateways::drivers::yeastar {

namespace {

constexpr int span_max = 64;
constexpr std::size_t text_max = 512;

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}
bool has(std::string_view text, std::string_view word) {
    return lower(text).find(word) != std::string::npos;
}

template <class N = int>
std::optional<N> number(std::string_view text) {
    text = net::trim(text);
    N n = 0;
    const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (fault != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
    return n;
}

std::optional<int> port_of_span(std::string_view text) {
    const auto n = number(text);
    if (!n || *n < 1 || *n > span_max) return std::nullopt;
    return *n - 1;
}

/// What Asterisk answers to a command it does not have.
bool unheard_of(const packet& p) {
    return std::any_of(p.body.begin(), p.body.end(), [](const std::string& line) {
        return has(line, "no such command") || has(line, "usage:");
    });
}

/// The port of an event. `GsmPort` was seen in the place of `GsmSpan`, with the same counting.
std::optional<int> port_of_event(const packet& event) {
    const auto s = event.get("gsmspan");
    return port_of_span(s.empty() ? event.get("gsmport") : s);
}

/// Of `Network Status`: `Registered (Home network)`, `Not registered, searching …` and the like.
port_state read_network_status(std::string_view text) {
    const bool no = has(text, "not registered") || has(text, "unregistered");
    if (has(text, "searching")) return port_state::searching;
    if (no || has(text, "denied")) return port_state::unregistered;
    if (has(text, "registered") || has(text, "roaming")) return port_state::registered;
    return port_state::unknown;
}

}  // namespace

result<std::vector<span>> read_spans(const packet& answer) {
    std::vector<span> out;
    for (const auto& line : answer.body) {
        const auto text = net::trim(line);
        constexpr std::string_view begin = "gsm span ";
        const auto colon = text.find(':');
        if (!lower(text).starts_with(begin) || colon == std::string_view::npos) continue;
        const auto port = port_of_span(text.substr(begin.size(), colon - begin.size()));
        if (!port) continue;
        span s{*port, {}};
        net::split(text.substr(colon + 1), ',', [&](std::string_view w) {
            if (s.words.size() < 16) s.words.push_back(to_utf8(net::trim(w)));
        });
        const auto same = [&](const span& other) { return other.port == s.port; };
        if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(s));
    }
    if (out.empty())
        return failure{
            unheard_of(answer) ? "unsupported" : "protocol", "no spans: " + excerpt(answer.text())};
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.port < b.port; });
    return out;
}

result<span_detail> read_detail(const packet& answer) {
    if (unheard_of(answer)) return failure{"unsupported", excerpt(answer.text())};
    span_detail out;
    for (const auto& line : answer.body) {
        const auto colon = line.find(':');
        if (colon == std::string::npos || out.size() >= 64) continue;
        auto name = lower(net::trim(std::string_view(line).substr(0, colon)));
        name = std::string(net::trim(std::string_view(name).substr(0, name.find('('))));
        out.emplace(std::move(name), to_utf8(net::trim(std::string_view(line).substr(colon + 1))));
    }
    if (out.empty())
        return failure{"protocol", "a span without details: " + excerpt(answer.text())};
    return out;
}

port_reading read_port(const span& s, const std::optional<span_detail>& detail) {
    port_reading out;
    auto& p = out.port;
    p.port = s.port;
    const auto said = [&](std::string_view word) {
        return std::any_of(
            s.words.begin(), s.words.end(), [&](const std::string& w) { return has(w, word); });
    };
    for (const auto& w : s.words) p.said += (p.said.empty() ? "" : ", ") + w;
    const auto told = [&](const char* name) {
        if (!detail) return std::string();
        const auto found = detail->find(name);
        return found == detail->end() ? std::string() : found->second;
    };
    p.imsi = told("sim imsi");
    p.network = told("network name");
    if (const auto csq = number(told("signal quality")); csq && *csq >= 0 && *csq <= 31)
        p.signal_csq = *csq;
    const auto status = told("network status"), state = told("state");
    if (!status.empty()) p.said += "; " + status;
    const auto whole = p.said + " " + told("status") + " " + told("last event");
    if (said("power off"))
        p.state = port_state::powered_off;
    else if (said("undetected sim"))
        p.state = port_state::no_sim;
    else if (has(whole, "puk"))
        p.state = port_state::puk_required;
    else if (has(whole, "pin require") || has(whole, "sim pin"))
        p.state = port_state::pin_required;
    else
        p.state = read_network_status(status);
    if (p.state == port_state::unknown) out.unknown = "span says " + excerpt(p.said);
    // READY is idle. Any other word is shown, and taken for a call only where it says so.
    if (!state.empty() && state != "READY") {
        p.in_call =
            has(state, "call") || has(state, "dial") || has(state, "ring") || has(state, "busy");
        if (!p.in_call) out.unknown = "state " + excerpt(state);
    }
    return out;
}

result<ussd_reply> read_ussd(const packet& answer) {
    constexpr std::string_view mark = "ussd message:";
    std::string text;
    bool found = false;
    for (const auto& line : answer.body) {
        const auto low = lower(line);
        const auto at = low.find(mark);
        if (at != std::string::npos) {
            found = true;
            text = line.substr(at + mark.size());
        } else if (found && !low.starts_with("ussd ")) {
            text += "\n" + line;  // operators write several lines
        }
    }
    if (found) {
        text = decode_ussd(text);
        if (text.size() > 1 && text.front() == '"' && text.back() == '"')
            text = decode_ussd(std::string_view(text).substr(1, text.size() - 2));
        if (!text.empty()) return ussd_reply{std::move(text)};
    }
    const auto said = excerpt(answer.text());
    if (unheard_of(answer)) return failure{"unsupported", said};
    if (has(said, "timeout") || has(said, "time out")) return failure{"timeout", said};
    if (has(said, "busy")) return failure{"busy", said};
    return failure{"rejected", said.empty() ? "the box gave no answer to the code" : said};
}

result<void> read_taken(const packet& answer) {
    for (const auto& line : answer.body)
        for (const auto* no :
            {"unable", "fail", "error", "usage:", "too long", "no such", "invalid"})
            if (has(line, no)) return failure{"rejected", excerpt(line)};
    return {};
}

bool is_ussd_code(std::string_view code) {
    return !code.empty() && code.size() <= 60 && std::all_of(code.begin(), code.end(), [](char c) {
        return (c >= '0' && c <= '9') || c == '*' || c == '#' || c == '+';
    });
}

std::optional<text_part> read_received(const packet& event, std::string_view zone) {
    if (!net::equal_without_case(event.get("event"), "ReceivedSMS")) return std::nullopt;
    const auto port = port_of_event(event);
    if (!port || event.get("sender").empty()) return std::nullopt;
    text_part out;
    out.text.id = to_utf8(event.get("id"));
    out.text.port = *port;
    out.text.from = to_utf8(event.get("sender"));
    out.text.smsc = to_utf8(event.get("smsc"));
    out.text.text = url_decoded(event.get("content"));
    out.text.at = read_device_time(event.get("recvtime"), zone);
    out.index = std::clamp(number(event.get("index")).value_or(0), 0, 255);
    out.total = std::clamp(number(event.get("total")).value_or(1), 1, 255);
    return out;
}

std::optional<text_report> read_sent(const packet& event) {
    if (!net::equal_without_case(event.get("event"), "UpdateSMSSend")) return std::nullopt;
    const auto id = number<std::int64_t>(event.get("id"));
    if (!id || *id <= 0) return std::nullopt;
    text_report out;
    out.reference = *id;
    out.said = to_utf8(event.get("status"));
    out.stage = out.said == "1" ? text_stage::sent : text_stage::failed;
    out.port = port_of_event(event).value_or(-1);
    return out;
}

result<std::string> send_sms_command(const text_order& order) {
    if (order.port < 0) return failure{"rejected", "this box wants to be told the port"};
    const auto digits = std::string_view(order.to).substr(order.to.starts_with('+') ? 1 : 0);
    const bool fits =
        !digits.empty() && digits.size() <= 20 &&
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!fits) return failure{"rejected", "no number to send to"};
    const auto letters = std::count_if(order.text.begin(), order.text.end(),
        [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    if (static_cast<std::size_t>(letters) > text_max)
        return failure{"too_large", "a text of more than 512 characters"};
    return fmt::format("gsm send sms {} {} \"{}\" {}", order.port + 1, order.to,
        net::percent_encode(order.text), order.reference);
}

std::string url_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        int byte = 0;
        if (text[i] == '%' && i + 2 < text.size()) {
            const auto [stop, fault] =
                std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16);
            if (fault == std::errc{} && stop == text.data() + i + 3) {
                out += static_cast<char>(byte);
                i += 2;
                continue;
            }
        }
        out += text[i] == '+' ? ' ' : text[i];
    }
    return to_utf8(out);
}

}  // namespace zenix::gateways::drivers::yeastar
