#include "crm/customer.hpp"

#include "base/phone.hpp"
#include "base/problem.hpp"
#include "base/zone.hpp"
#include "crm/fold.hpp"

#include <algorithm>

namespace zenix::crm {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_control(char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }

void demand(const fields& in, std::string_view name, const std::optional<std::string>& wrong) {
    if (wrong) throw invalid_field(in.path(name), *wrong);
}

std::string trimmed(const std::string& text) { return std::string(trim(text)); }

std::vector<phone_write> read_phones(std::vector<fields> list, std::string_view home_country) {
    std::vector<phone_write> out;
    for (auto& in : list) {
        phone_write p;
        p.typed = in.text("phone_number", {1, 32});
        const auto number = phone::normalise(p.typed, home_country);
        if (!number)
            throw invalid_field(in.path("phone_number"),
                "This is no phone number. Write it with its country's code, as +919876543210.");
        p.e164 = number->e164;
        const auto kind = in.choice("kind", {"primary", "alternate", "guarantor"});
        p.kind = kind == "primary"     ? phone_kind::primary
                 : kind == "alternate" ? phone_kind::alternate
                                       : phone_kind::guarantor;
        p.name = in.maybe_text("name", {0, 100});
        if (p.name && trim(*p.name).empty()) p.name.reset();
        in.done();
        if (std::any_of(out.begin(), out.end(), [&](const auto& o) { return o.e164 == p.e164; }))
            throw invalid_field(
                in.path("phone_number"), "This number is in the list twice; leave one.");
        out.push_back(std::move(p));
    }
    if (std::count_if(out.begin(), out.end(),
            [](const auto& p) { return p.kind == phone_kind::primary; }) != 1)
        throw invalid_field("phones", "Exactly one number must be of kind primary.");
    return out;
}

}  // namespace

std::string_view to_string(phone_kind k) {
    switch (k) {
    case phone_kind::primary: return "primary";
    case phone_kind::alternate: return "alternate";
    case phone_kind::guarantor: return "guarantor";
    }
    return "primary";
}

std::optional<std::string> wrong_with_name(std::string_view name) {
    if (characters(name) > 200) return "Must have at most 200 characters.";
    if (std::any_of(name.begin(), name.end(), is_control))
        return "Must not have control characters.";
    if (fold(name).empty()) return "Must have a letter or digit.";
    return std::nullopt;
}

std::optional<std::string> wrong_with_email(std::string_view email) {
    const auto at = email.find('@');
    const bool fit =
        email.size() <= 200 && at != email.npos && at > 0 && at + 1 < email.size() &&
        email.find('@', at + 1) == email.npos &&
        std::none_of(email.begin(), email.end(), [](char c) { return c == ' ' || is_control(c); });
    if (fit) return std::nullopt;
    return "Must be an e-mail address, as asha@example.org.";
}

std::optional<std::string> wrong_with_language(std::string_view language) {
    const auto subtag = std::min(language.find('-'), language.size());
    const bool fit =
        language.size() <= 8 && (subtag == 2 || subtag == 3) && language.back() != '-' &&
        std::all_of(language.begin(), language.end(),
            [](char c) { return is_letter(c) || c == '-' || (c >= '0' && c <= '9'); }) &&
        std::all_of(
            language.begin(), language.begin() + static_cast<std::ptrdiff_t>(subtag), is_letter);
    if (fit) return std::nullopt;
    return "Must be a language's code, as hi, ta or en-IN.";
}

std::optional<std::string> wrong_with_zone(std::string_view zone) {
    if (zone.size() <= 64 && is_zone(zone)) return std::nullopt;
    return "Must be the IANA name of a time zone, as Asia/Kolkata.";
}

customer_write read_customer(fields in, std::string_view home_country) {
    customer_write c;
    c.external_id = in.maybe_text("external_id", {0, 64});
    if (c.external_id) c.external_id = trimmed(*c.external_id);
    if (c.external_id && c.external_id->empty()) c.external_id.reset();
    c.name = trimmed(in.text("name", {1, 800}));
    demand(in, "name", wrong_with_name(c.name));
    c.name_key = fold(c.name);
    c.email = in.maybe_text("email", {0, 200});
    if (c.email) demand(in, "email", wrong_with_email(*c.email));
    c.language = in.maybe_text("language", {1, 8}).value_or(c.language);
    demand(in, "language", wrong_with_language(c.language));
    c.time_zone = in.maybe_text("time_zone", {1, 64}).value_or(c.time_zone);
    demand(in, "time_zone", wrong_with_zone(c.time_zone));
    c.phones = read_phones(in.objects("phones", 1, 10), home_country);
    in.done();
    return c;
}

customer_change read_customer_change(fields in, std::string_view home_country) {
    customer_change c;
    if (const auto name = in.maybe_text("name", {1, 800})) {
        c.name = trimmed(*name);
        demand(in, "name", wrong_with_name(*c.name));
        c.name_key = fold(*c.name);
    }
    const auto email = in.maybe_text("email", {0, 200});
    if (email) demand(in, "email", wrong_with_email(*email));
    if (in.has("email")) c.email = email;
    c.language = in.maybe_text("language", {1, 8});
    if (c.language) demand(in, "language", wrong_with_language(*c.language));
    c.time_zone = in.maybe_text("time_zone", {1, 64});
    if (c.time_zone) demand(in, "time_zone", wrong_with_zone(*c.time_zone));
    // An empty list would leave nobody to call; leaving it out leaves the numbers as they are.
    auto phones = in.objects("phones", in.has("phones") ? 1 : 0, 10);
    if (!phones.empty()) c.phones = read_phones(std::move(phones), home_country);
    in.done();
    if (!c.name && !c.email && !c.language && !c.time_zone && !c.phones)
        throw problem(422, "nothing_to_change",
            "Name at least one of: name, email, language, time_zone, phones.");
    return c;
}

}  // namespace zenix::crm
