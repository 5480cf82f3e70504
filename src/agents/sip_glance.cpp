#include "agents/sip_glance.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace zenix::agents {
namespace {

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) ==
               std::tolower(static_cast<unsigned char>(y));
    });
}

std::string_view trim(std::string_view s) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\r' || s.back() == '\t')) s.remove_suffix(1);
    return s;
}

/// `expires=N` among the parameters of a Contact; 1 when it names none.
bool lasting(std::string_view contact) {
    std::string lower(contact);
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto at = lower.find("expires=");
    if (at == std::string::npos) return true;
    const auto first = lower.find_first_not_of('0', at + 8);
    return first != std::string::npos && std::isdigit(static_cast<unsigned char>(lower[first])) != 0;
}

}  // namespace

std::optional<bool> registration_in(std::string_view sip) {
    if (!sip.starts_with("SIP/2.0 200")) return std::nullopt;
    bool is_register = false, has_contact = false;
    while (!sip.empty()) {
        const auto end = sip.find('\n');
        const auto line = trim(sip.substr(0, end));
        if (line.empty()) break;
        sip = end == std::string_view::npos ? std::string_view{} : sip.substr(end + 1);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const auto name = trim(line.substr(0, colon));
        const auto value = trim(line.substr(colon + 1));
        if (same(name, "CSeq"))
            is_register = value.size() >= 8 && same(value.substr(value.size() - 8), "REGISTER");
        else if (same(name, "Contact") || same(name, "m"))
            has_contact = has_contact || lasting(value);
    }
    if (!is_register) return std::nullopt;
    return has_contact;
}

std::string with_header(std::string sip, std::string_view name, std::string_view value) {
    const auto end = sip.find("\r\n");
    if (end == std::string::npos || !std::string_view(sip).substr(0, end).ends_with(" SIP/2.0")) return sip;
    std::string line("\r\n");
    line.append(name).append(": ").append(value);
    return sip.insert(end, line);
}

}  // namespace zenix::agents
