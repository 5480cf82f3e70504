#include "lab/gateways/yeastar/api.hpp"

#include "lab/gateways/dice.hpp"
#include "lab/gateways/http/port.hpp"
#include "lab/gateways/operators.hpp"
#include "lab/gateways/ucs2.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace zenix::lab {
namespace {

constexpr std::size_t command_max = 4096;

// Port of a span's word; -1 when it is none.
int port_of(const std::string& word) {
    int n = 0;
    const auto [stop, fault] = std::from_chars(word.data(), word.data() + word.size(), n);
    return fault == std::errc{} && stop == word.data() + word.size() && n > 0 ? n - 1 : -1;
}

std::string_view value(const tg_packet& p, const char* name) {
    const auto found = p.find(name);
    return found == p.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

tg_api::tg_api(gsm_box& box) : box_(box) {
    box_.outbox.gap = ms(4'000);  // with the sending itself about 10 s a text
    box_.outbox.fail_unusable = true;
}

tg_api::reply tg_api::answer(tg_login& who, const tg_packet& p, sys_ms at) {
    std::string action(value(p, "action"));
    std::transform(action.begin(), action.end(), action.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const std::string id(dialect.echo_action_id ? value(p, "actionid") : std::string_view());
    const auto line = id.empty() ? std::string() : "ActionID: " + id + "\r\n";
    if (action == "login") {
        who.in = !dialect.refuse_login && value(p, "username") == username &&
                 value(p, "secret") == password;
        if (!who.in)
            return {"Response: Error\r\n" + line + "Message: Authentication failed\r\n\r\n", true};
        return {"Response: Success\r\n" + line + "Message: Authentication accepted\r\n\r\n"};
    }
    if (action == "logoff")
        return {"Response: Goodbye\r\n" + line + "Message: Thanks for all the fish.\r\n\r\n", true};
    if (!who.in) return {"Response: Error\r\n" + line + "Message: Permission denied\r\n\r\n"};
    if (action == "ping") return {"Response: Pong\r\n" + line + "\r\n"};
    if (action != "smscommand")
        return {"Response: Error\r\n" + line + "Message: Invalid/unknown command\r\n\r\n"};
    auto b = run(value(p, "command"), at);
    if (b.ussd_port >= 0) return {{}, false, b.ussd_port};
    return {framed(b.text, id)};
}

std::string tg_api::framed(std::string_view text, const std::string& action_id) const {
    std::string out = "Response: Follows\r\nPrivilege: SMSCommand\r\n";
    if (!action_id.empty()) out += "ActionID: " + action_id + "\r\n";
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (dialect.output_prefix) out += "Output: ";
        out += std::string(text.substr(0, end)) + "\r\n";
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out + "--END COMMAND--\r\n\r\n";
}

tg_api::body tg_api::run(std::string_view command, sys_ms at) {
    if (command.size() > command_max) return {"Command too long\n"};
    box_.step(at);
    const auto words = tg_words(command);
    const auto word = [&](std::size_t i) { return i < words.size() ? words[i] : std::string(); };
    if (word(0) == "gsm" && word(1) == "show") {
        if (word(2) == "spans") return {spans(at)};
        const bool longer = word(2) == "span";
        if (!longer && !dialect.short_show)
            return {"No such command '" + std::string(command) + "'\n"};
        const auto* p = box_.at(port_of(word(longer ? 3 : 2)));
        return {p == nullptr ? "Unable to find span\n" : span(*p, at)};
    }
    if (word(0) == "gsm" && word(1) == "send" && word(2) == "sms") return send_text(words, at);
    if (word(0) == "gsm" && word(1) == "send" && word(2) == "ussd") {
        const int port = port_of(word(3));
        if (word(4).empty()) return {"Usage: gsm send ussd <span> \"<code>\" [timeout]\n"};
        if (box_.send_ussd(port, word(4), at) != gsm_box::ussd_result::sent)
            return {fmt::format("Send USSD on span {} failed\n", word(3))};
        return {{}, port};
    }
    return {"No such command '" + std::string(command) + "'\n"};
}

std::string tg_api::spans(sys_ms at) const {
    std::string out;
    for (const auto& p : box_.ports()) {
        if (p.fault == port_fault::lost) continue;  // a span without module is not there
        const auto s = p.state(at);
        const bool off = s == registration::power_off;
        std::string_view card = "Provisioned";
        if (s == registration::no_sim) card = "Undetected SIM Card";
        if (s == registration::pin_required) card = "PIN required";
        if (s == registration::puk_required) card = "PUK required";
        out += fmt::format("GSM span {}: Power {}, {}, {}, Active,Standard\n", p.index() + 1,
            off ? "off" : "on", off ? "Unprovisioned" : card,
            s == registration::registered ? "Up" : "Down");
    }
    return out;
}

std::string tg_api::span(const gsm_port& p, sys_ms at) const {
    const auto s = p.state(at);
    const auto* sim = p.sim();
    const bool up = s == registration::registered;
    const auto& of = operator_named(sim != nullptr ? sim->network : std::string());
    const auto known = [&](std::string_view what) { return up ? what : std::string_view(); };
    return fmt::format("D-channel: {}\nStatus: Power on, {}, {}, Active,Standard\nType: CPE\n"
                       "Manufacturer: SIMCOM INCORPORATED\nModel Name: SIM7600\nModel IMEI: {}\n"
                       "Model CBAND: AUTO\nRevision: LE20B02SIM7600M22\nNetwork Name: {}\n"
                       "Network Status: {}\nSignal Quality (0,31): {}\nSIM IMSI: {}\n"
                       "SIM SMS Center Number: {}\nSend SMS Center Number: {}\nLast event: {}\n"
                       "State: {}\nLast send AT: AT+CREG?\n",
        p.index() + 1, s == registration::no_sim ? "Undetected SIM Card" : "Provisioned",
        up ? "Up" : "Down", p.imei(), known(of.name),
        up                             ? "Registered (Home network)"
        : s == registration::searching ? "Searching"
                                       : "Not registered",
        p.signal(at), sim != nullptr ? sim->imsi : "", known(of.smsc), known(of.smsc),
        up ? "No Event" : "SIM failure",
        p.busy_with() != gsm_port::job::none ? "BUSY"
        : up                                 ? "READY"
                                             : "NET_UNREG");
}

tg_api::body tg_api::send_text(const std::vector<std::string>& words, sys_ms at) {
    constexpr std::size_t text_max = 512;
    if (words.size() < 6) return {"Usage: gsm send sms <span> <number> \"<text>\" [id]\n"};
    outgoing_text t;
    const int port = port_of(words[3]);
    if (box_.at(port) == nullptr) return {"Unable to find span\n"};
    t.allowed = {port};
    t.number = words[4];
    t.text = percent_decoded(words[5], true);
    if (t.text.size() > text_max) return {"Message too long\n"};
    if (words.size() > 6) t.client_id = words[6];
    t.wants_report = false;  // no delivery report event is known
    box_.outbox.add(std::move(t), at);
    box_.step(at);
    return {};
}

std::string tg_api::ussd_reply(int port, const std::string& action_id) const {
    const auto& text = box_.ussd_text(port);
    return framed(fmt::format("USSD Responses: 1\nUSSD Code: 15\nUSSD Message: {}\n",
                      dialect.ussd_hex ? hex_ucs2(text) : text),
        dialect.echo_action_id ? action_id : std::string());
}

std::vector<std::string> tg_api::events_of(const box_event& e) {
    std::vector<std::string> out;
    if (e.what == box_event::kind::text_sent) {
        const auto* t = box_.outbox.find(e.id);
        if (t == nullptr || t->client_id.empty()) return out;
        if (throw_dice(1, ++updates_, 1, 100) <= dialect.lost_update_percent) return out;
        const auto* p = box_.at(e.port);
        const auto* sim = p != nullptr ? p->sim() : nullptr;
        out.push_back(fmt::format(
            "Event: UpdateSMSSend\r\nPrivilege: all,smscommand\r\nID: {}\r\nSmsc: {}\r\n"
            "Status: {}\r\n--END SMS EVENT--\r\n\r\n",
            t->client_id, sim != nullptr ? operator_named(sim->network).smsc : "",
            t->state == outgoing_text::status::failed ? 0 : 1));
    }
    if (e.what != box_event::kind::text_came) return out;
    const auto* t = box_.inbox.find(e.id);
    if (t == nullptr) return out;
    const auto parts = tg_parts(t->text);
    const auto local = std::chrono::floor<std::chrono::seconds>(t->came + clock_skew) +
                       std::chrono::minutes(zone_minutes);
    auto when = to_rfc3339(std::chrono::time_point_cast<ms>(local)).substr(0, 19);
    when[10] = ' ';
    for (std::size_t i = 0; i < parts.size(); ++i)
        out.push_back(fmt::format("Event: ReceivedSMS\r\nPrivilege: all,smscommand\r\nID: {}\r\n"
                                  "{}GsmSpan: {}\r\nSender: {}\r\nRecvtime: {}\r\nIndex: {}\r\n"
                                  "Total: {}\r\nSmsc: {}\r\nContent: {}\r\n"
                                  "--END SMS EVENT--\r\n\r\n",
            t->id, dialect.gsm_port_header ? fmt::format("GsmPort: {}\r\n", t->port) : "",
            t->port + 1, t->number, when, static_cast<int>(i) + dialect.index_base, parts.size(),
            t->smsc, tg_encode(parts[i])));
    if (dialect.parts == "reversed") std::reverse(out.begin(), out.end());
    if (dialect.parts == "missing" && out.size() > 1) out.pop_back();
    return out;
}

}  // namespace zenix::lab
