#include "watch/mail.hpp"

#include "base/utf8.hpp"
#include "base/zone.hpp"
#include "watch/kinds.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>

namespace zenix::watch {
namespace {

std::string base64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3), '\0');
    // EVP_EncodeBlock also writes a NUL, which std::string has room for.
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    return out;
}

bool is_alnum(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string domain_of(const std::string& address) { return address.substr(address.find('@') + 1); }

std::string joined(const std::vector<std::string>& addresses) {
    return fmt::format("{}", fmt::join(addresses, ",\r\n "));
}

/// RFC 5322 §3.3; names of days and months are English whatever the locale.
std::string date_text(sys_ms t) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(t);
    return fmt::format(
        "{:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(seconds.time_since_epoch().count()));
}

std::string message_of(const mail_settings& s, const std::vector<std::string>& to,
    const std::string& id, const std::string& thread, const std::string& subject,
    const std::string& body, sys_ms now) {
    const auto domain = domain_of(s.from);
    std::string m = fmt::format(
        "Date: {}\r\nFrom: ZENIX <{}>\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}@{}>\r\n",
        date_text(now), s.from, joined(to), header_text(subject), id, domain);
    if (!thread.empty()) m += fmt::format("References: <{}@{}>\r\n", thread, domain);
    // RFC 3834: so that no holiday notice answers.
    m += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
         "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    const auto encoded = base64(body);
    for (std::size_t at = 0; at < encoded.size(); at += 76) m += encoded.substr(at, 76) + "\r\n";
    return m;
}

std::string headline(const notice& n) {
    const auto& a = n.alert;
    const auto& title = kind_of(a.kind).title;
    if (n.what == step_kind::resolved) return fmt::format("Resolved: {}: {}", title, a.subject);
    const auto* prefix = n.what == step_kind::escalated  ? "Nobody has acknowledged: "
                         : n.what == step_kind::reminded ? "Still open: "
                         : n.what == step_kind::worsened ? "Worse: "
                                                         : "";
    return fmt::format("{}{}: {}: {}", prefix, to_string(a.severity), title, a.subject);
}

std::string paragraph(const notice& n, const std::string& zone) {
    const auto& a = n.alert;
    const auto& k = kind_of(a.kind);
    auto text = fmt::format(
        "{}\n{}\nSince {} ({}).\n", headline(n), a.text, wall_text(a.since, zone), zone);
    if (n.what == step_kind::resolved) return text + "It has ended by itself or was put right.\n";
    return text + fmt::format("\nWhat it means: {}\nWhat to do: {}\n", k.meaning, k.remedy);
}

}  // namespace

bool is_mail_address(std::string_view text) {
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
    const auto local = text.substr(0, at), domain = text.substr(at + 1);
    const auto atom = [](char c) {
        return is_alnum(c) ||
               std::string_view("!#$%&'*+/=?^_`{|}~.-").find(c) != std::string_view::npos;
    };
    const auto label = [](char c) { return is_alnum(c) || c == '.' || c == '-'; };
    const auto dots = [](std::string_view part) {
        return part.empty() || part.front() == '.' || part.back() == '.' ||
               part.find("..") != std::string_view::npos;
    };
    return std::ranges::all_of(local, atom) && std::ranges::all_of(domain, label) && !dots(local) &&
           !dots(domain) && domain.front() != '-' && domain.back() != '-' && local.front() != '-';
}

std::string header_text(std::string_view text) {
    std::string clean(text);
    bool ascii = clean.size() <= 900;  // RFC 5322 §2.1.1: a line has at most 998.
    for (auto& c : clean) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
        ascii = ascii && static_cast<unsigned char>(c) < 0x80;
    }
    if (ascii && clean.find("=?") == std::string::npos) return clean;
    std::string out;
    constexpr std::size_t piece = 45;  // 60 characters of base64 and 12 around them
    for (std::size_t at = 0; at < clean.size();) {
        auto end = std::min(at + piece, clean.size());
        while (end > at + 1 && end < clean.size() &&
               (static_cast<unsigned char>(clean[end]) & 0xc0) == 0x80)
            --end;
        out += fmt::format("{}=?UTF-8?B?{}?=", out.empty() ? "" : "\r\n ",
            base64(std::string_view(clean).substr(at, end - at)));
        at = end;
    }
    return out;
}

mail compose(const mail_settings& s, std::span<const notice> notices, const std::string& page,
    const std::string& zone, sys_ms now) {
    auto to = s.to;
    std::string body;
    for (const auto& n : notices) {
        if (n.what == step_kind::escalated)
            for (const auto& more : s.escalate_to)
                if (std::ranges::find(to, more) == to.end()) to.push_back(more);
        if (!body.empty()) body += "\n----\n\n";
        body += paragraph(n, zone);
    }
    body += fmt::format("\nAlerts: {}\n", page);
    const auto& first = notices.front();
    const auto subject = notices.size() == 1 ? fmt::format("[ZENIX] {}", headline(first))
                                             : fmt::format("[ZENIX] {} alerts, first: {}",
                                                   notices.size(), headline(first));
    const auto thread = notices.size() == 1 ? first.alert.id : std::string();
    return {s.from, to, message_of(s, to, first.id, thread, subject, body, now)};
}

mail compose_test(
    const mail_settings& s, const std::string& page, const std::string& id, sys_ms now) {
    return {s.from, s.to,
        message_of(s, s.to, id, {}, "[ZENIX] Test of alert delivery",
            fmt::format("Alerts of ZENIX reach you at this address.\n\nAlerts: {}\n", page), now)};
}

}  // namespace zenix::watch
