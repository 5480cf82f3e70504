#include "watch/settings.hpp"

#include "base/problem.hpp"
#include "net/client.hpp"
#include "watch/mail.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::watch {
namespace {

constexpr std::string_view mail_purpose = "alert-mail-password";
constexpr std::string_view webhook_purpose = "alert-webhook-secret";
constexpr std::array<std::string_view, 3> securities{"none", "starttls", "tls"};

/// `21:30` to minutes.
int read_minute(fields& in, std::string_view name) {
    const auto text = in.text(name, {5, 5});
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (digit(0) && digit(1) && text[2] == ':' && digit(3) && digit(4)) {
        const int h = (text[0] - '0') * 10 + text[1] - '0';
        const int m = (text[3] - '0') * 10 + text[4] - '0';
        if (h < 24 && m < 60) return h * 60 + m;
    }
    throw invalid_field(in.path(name), "Write a time of day as 21:30.");
}

quiet_hours read_quiet(fields& in) {
    auto part = in.maybe_object("quiet");
    if (!part) return {};
    quiet_hours q;
    q.from_min = read_minute(*part, "from");
    q.to_min = read_minute(*part, "to");
    part->done();
    return q;
}

severity read_least(fields& in) {
    return *parse_severity(in.choice("min_severity", {"info", "warning", "critical"}));
}

void no_controls(const std::string& path, std::string_view text) {
    if (std::ranges::any_of(
            text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
        throw invalid_field(path, "No control characters.");
}

std::string read_secret(fields& in, std::string_view name, const std::string& before,
    std::string_view purpose, const secret::master_key& key) {
    if (!in.has(name)) return before;
    const auto text = in.maybe_text(name, {1, 200});
    if (!text) return {};
    no_controls(in.path(name), *text);
    return key.seal(purpose, *text);
}

std::vector<std::string> read_addresses(fields& in, std::string_view name) {
    auto list = in.maybe_texts(name).value_or(std::vector<std::string>{});
    if (list.size() > 20) throw invalid_field(in.path(name), "At most 20 addresses.");
    for (const auto& one : list)
        if (!is_mail_address(one))
            throw invalid_field(
                in.path(name), "Each must be an e-mail address, as ops@example.org.");
    return list;
}

mail_settings read_mail(fields in, const mail_settings& before, const secret::master_key& key) {
    mail_settings m;
    m.enabled = in.flag("enabled");
    m.host = in.maybe_text("host", {1, 253}).value_or("");
    const auto fits = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '.' || c == '-' || c == ':';
    };
    if (!std::ranges::all_of(m.host, fits) || std::ranges::count(m.host, ':') == 1)
        throw invalid_field(in.path("host"), "A host name or IP address, without port and scheme.");
    m.port = static_cast<int>(in.maybe_integer("port", {1, 65535}).value_or(587));
    const auto how = in.choice("security", {"none", "starttls", "tls"});
    m.security = how == "tls"        ? mail_security::tls
                 : how == "starttls" ? mail_security::starttls
                                     : mail_security::none;
    m.username = in.maybe_text("username", {1, 200}).value_or("");
    no_controls(in.path("username"), m.username);
    m.password_sealed = read_secret(in, "password", before.password_sealed, mail_purpose, key);
    m.from = in.maybe_text("from", {3, 254}).value_or("");
    if (!m.from.empty() && !is_mail_address(m.from))
        throw invalid_field(in.path("from"), "Must be an e-mail address, as zenix@example.org.");
    m.to = read_addresses(in, "to");
    m.escalate_to = read_addresses(in, "escalate_to");
    m.least = read_least(in);
    m.quiet = read_quiet(in);
    in.done();
    if (!m.enabled) return m;
    if (m.host.empty()) throw invalid_field(in.path("host"), "Name the mail server.");
    if (m.from.empty()) throw invalid_field(in.path("from"), "Name the sender's address.");
    if (m.to.empty()) throw invalid_field(in.path("to"), "Name at least one address.");
    if (!m.username.empty() && m.security == mail_security::none)
        throw invalid_field(in.path("security"), "A password is not sent in the clear: take "
                                                 "starttls or tls, or leave out the username.");
    return m;
}

webhook_settings read_webhook(
    fields in, const webhook_settings& before, const secret::master_key& key) {
    webhook_settings w;
    w.enabled = in.flag("enabled");
    w.url = in.maybe_text("url", {1, 1000}).value_or("");
    no_controls(in.path("url"), w.url);
    if (!w.url.empty()) {
        const auto to = net::parse_url(w.url);
        if (!to || !to->scheme.starts_with("http"))
            throw invalid_field(in.path("url"), "Must be an address of http or https.");
    }
    w.secret_sealed = read_secret(in, "secret", before.secret_sealed, webhook_purpose, key);
    w.least = read_least(in);
    w.quiet = read_quiet(in);
    in.done();
    if (!w.enabled) return w;
    if (w.url.empty()) throw invalid_field(in.path("url"), "Name the address to post to.");
    if (w.secret_sealed.empty())
        throw invalid_field(in.path("secret"),
            "Give a secret: without its signature nobody can tell our posts from others'.");
    return w;
}

json::value shown(const quiet_hours& q) {
    if (q.from_min == q.to_min) return nullptr;
    const auto text = [](int m) { return fmt::format("{:02}:{:02}", m / 60, m % 60); };
    return json::object{{"from", text(q.from_min)}, {"to", text(q.to_min)}};
}

json::value or_null(const std::string& s) {
    return s.empty() ? json::value(nullptr) : json::value(s);
}

json::array list_of(const std::vector<std::string>& texts) {
    json::array list;
    for (const auto& t : texts) list.emplace_back(t);
    return list;
}

}  // namespace

std::string_view to_string(mail_security s) { return securities[static_cast<std::size_t>(s)]; }

delivery_settings read_settings(
    fields in, const delivery_settings& before, const secret::master_key& key) {
    delivery_settings s;
    s.escalate_after_min = static_cast<int>(in.integer("escalate_after_min", {0, 1440}));
    s.remind_every_min = static_cast<int>(in.integer("remind_every_min", {0, 10080}));
    auto mail = in.maybe_object("email");
    if (!mail) throw invalid_field(in.path("email"), "Say how e-mail is sent, or enabled: false.");
    s.email = read_mail(*std::move(mail), before.email, key);
    auto hook = in.maybe_object("webhook");
    if (!hook) throw invalid_field(in.path("webhook"), "Say where to post, or enabled: false.");
    s.webhook = read_webhook(*std::move(hook), before.webhook, key);
    in.done();
    return s;
}

json::object to_json(const delivery_settings& s) {
    json::object mail{{"enabled", s.email.enabled}, {"host", or_null(s.email.host)},
        {"port", s.email.port}, {"security", to_string(s.email.security)},
        {"username", or_null(s.email.username)}, {"has_password", !s.email.password_sealed.empty()},
        {"from", or_null(s.email.from)}, {"to", list_of(s.email.to)},
        {"escalate_to", list_of(s.email.escalate_to)}, {"min_severity", to_string(s.email.least)},
        {"quiet", shown(s.email.quiet)}};
    json::object hook{{"enabled", s.webhook.enabled}, {"url", or_null(s.webhook.url)},
        {"has_secret", !s.webhook.secret_sealed.empty()},
        {"min_severity", to_string(s.webhook.least)}, {"quiet", shown(s.webhook.quiet)}};
    return {{"escalate_after_min", s.escalate_after_min}, {"remind_every_min", s.remind_every_min},
        {"email", std::move(mail)}, {"webhook", std::move(hook)}};
}

std::string mail_password(const mail_settings& s, const secret::master_key& key) {
    if (s.password_sealed.empty()) return {};
    return key.open(mail_purpose, s.password_sealed).value_or("");
}
std::string webhook_secret(const webhook_settings& s, const secret::master_key& key) {
    if (s.secret_sealed.empty()) return {};
    return key.open(webhook_purpose, s.secret_sealed).value_or("");
}

}  // namespace zenix::watch
