#include "sms/compose.hpp"

#include "base/ids.hpp"
#include "base/phone.hpp"
#include "base/problem.hpp"
#include "crm/contacts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::sms {
namespace {

using std::chrono::days;
using std::chrono::minutes;

field_values read_fields(fields& in) {
    field_values out;
    const auto raw = in.maybe_raw_object("fields");
    if (!raw) return out;
    for (const auto& [name, value] : *raw) {
        const auto path = in.path("fields") + "." + std::string(name);
        if (!value.is_string() || value.get_string().size() > 2000)
            throw invalid_field(path, "Must be a text of at most 500 characters.");
        out[std::string(name)] = std::string(value.get_string());
    }
    if (out.size() > 50) throw invalid_field(in.path("fields"), "At most 50 fields.");
    return out;
}

std::optional<std::string> read_language(fields& in) {
    auto l = in.maybe_text("language", {2, 3});
    if (l && !std::all_of(l->begin(), l->end(), [](char c) { return c >= 'a' && c <= 'z'; }))
        throw invalid_field("language", "Must be a language as `hi` or `en`.");
    return l;
}

std::optional<std::string> read_slot(json::object& body) {
    const auto* raw = body.if_contains("sim_slot");
    std::optional<std::string> slot;
    const auto wrong = [] {
        return invalid_field("sim_slot", "Must be `auto`, or the number of a gateway's port, 0 to 99.");
    };
    if (raw != nullptr && !raw->is_null()) {
        if (raw->is_string()) slot = std::string(raw->get_string());
        if (raw->is_int64()) slot = std::to_string(raw->get_int64());
        if (!slot) throw wrong();
        const bool digits = !slot->empty() && slot->size() <= 2 &&
                            std::all_of(slot->begin(), slot->end(),
                                [](char c) { return c >= '0' && c <= '9'; });
        if (*slot != "auto" && !digits) throw wrong();
    }
    body.erase("sim_slot");
    return slot;
}

void check_text(const std::string& text, std::string_view field) {
    const auto n = characters_of(text);
    if (n > text_max)
        throw invalid_field(std::string(field),
            fmt::format("The text has {} characters; at most {} can be sent. Shorten it.", n, text_max));
}

}  // namespace

message_wish read_wish(json::object body, sys_ms now) {
    message_wish w;
    w.sim_slot = read_slot(body);
    fields in(std::move(body));
    w.to = in.maybe_text("to", {1, 32});
    w.customer_id = in.maybe_integer("customer_id", {.min = 1});
    w.text = in.maybe_text("message", {1, 40000});
    w.template_id = in.maybe_integer("template_id", {.min = 1});
    w.language = read_language(in);
    w.fields = read_fields(in);
    w.account_id = in.maybe_integer("account_id", {.min = 1});
    w.sender = in.maybe_text("sender", {1, 20});
    if (const auto p = in.maybe_choice("purpose", {"recovery", "service", "promotion"}))
        w.purpose = compliance::parse_purpose(*p);
    if (const auto p = in.maybe_choice("priority", {"urgent", "normal", "bulk"}))
        w.priority = *parse_priority(*p);
    w.send_at = in.maybe_time("send_at");
    w.valid_for_min = in.maybe_integer("valid_for_min", {.min = 1, .max = 10080});
    w.wait_until_lawful = in.maybe_flag("wait_until_lawful").value_or(false);
    in.done();
    if (!w.to && !w.customer_id)
        throw invalid_field("to", "Say whom: a number in `to`, or a borrower in `customer_id`.");
    if (w.text.has_value() == w.template_id.has_value())
        throw invalid_field("message", "Give a text in `message`, or a template in `template_id`.");
    if (w.text) check_text(*w.text, "message");
    if (w.send_at && *w.send_at > now + days(30))
        throw invalid_field("send_at", "At most 30 days ahead.");
    return w;
}

message_wish read_preview(fields in) {
    message_wish w;
    w.to = in.maybe_text("to", {1, 32});
    w.customer_id = in.maybe_integer("customer_id", {.min = 1});
    w.text = in.maybe_text("message", {0, 40000});
    w.template_id = in.maybe_integer("template_id", {.min = 1});
    w.language = read_language(in);
    w.fields = read_fields(in);
    in.done();
    return w;
}

void register_text(new_message& m, const template_book& templates) {
    const auto found = templates.fit(m.text);
    if (!found) return;
    m.registered = true;
    m.dlt_entity_id = found->dlt_entity_id;
    m.dlt_template_id = found->dlt_template_id;
    if (!m.template_id) {
        m.template_id = found->template_id;
        m.template_version = found->version;
        m.language = found->language;
    }
    if (!m.sender) m.sender = found->sender;
}

task<composed> compose(pg::executor& db, const template_book& templates, message_wish w,
    lender_words lender, std::string home_country, sys_ms now, bool strict) {
    composed out;
    auto& m = out.row;
    const auto number = w.to ? phone::normalise(*w.to, home_country) : std::nullopt;
    if (strict && w.to && !number)
        throw invalid_field("to", "This is no number that can be texted; write it as +919876543210.");
    std::optional<std::int64_t> who = w.customer_id;
    if (!who && number) {
        const auto found = co_await crm::find_by_phone(db, number->e164);
        if (found) who = found->id;
    }
    borrower b;
    if (who) {
        auto found = co_await borrowers_by_id(db, {*who}, lender);
        if (found.empty() && strict) throw not_found("There is no borrower with this id.");
        if (!found.empty()) b = std::move(found.front());
    }
    if (number) m.phone_number = number->e164;
    if (m.phone_number.empty() && b.phone_number) m.phone_number = *b.phone_number;
    if (strict && m.phone_number.empty())
        throw invalid_field("customer_id", "This borrower has no primary number; name one in `to`.");
    if (strict && w.customer_id && number) {
        const auto theirs = co_await crm::contact_for_call(db, *w.customer_id, number->e164);
        if (!theirs)
            throw invalid_field("to",
                "This is not a number of this borrower. Add it to the borrower first.");
    }
    const bool known = b.id != 0;
    if (known) m.customer_id = b.id;
    m.language = w.language;
    m.sender = w.sender;
    m.purpose = w.purpose.value_or(compliance::purpose::recovery);
    if (w.template_id) {
        const auto* t = strict ? &templates.usable(*w.template_id, "template_id")
                               : templates.find(*w.template_id);
        if (t != nullptr) {
            const auto& words =
                t->in(w.language.value_or(known ? b.language : std::string("en")));
            if (strict && w.language && words.language != *w.language)
                throw invalid_field("language", "The template has no wording in this language.");
            auto values = b.fields;
            values["lender"] = lender.name;
            values["callback_number"] = lender.callback_number;
            for (const auto& [name, value] : w.fields) values[name] = value;
            auto f = fill(words.text, values);
            if (strict && !f.missing.empty())
                throw invalid_field("fields." + f.missing.front(),
                    fmt::format("The template needs a value for {}; give it in `fields`.",
                        fmt::join(f.missing, ", ")));
            m.text = std::move(f.text);
            out.missing = std::move(f.missing);
            m.template_id = t->id;
            m.template_version = t->version;
            m.language = words.language;
            if (!m.sender) m.sender = t->sender;
            if (!w.purpose) m.purpose = t->purpose;
            if (strict) check_text(m.text, "message");
        }
    } else {
        m.text = w.text.value_or("");
    }
    register_text(m, templates);
    if (m.registered)
        if (const auto fit = templates.fit(m.text)) out.fits = fit->code;
    measure(m);
    m.id = new_uuid();
    m.owner_id = b.owner_id;
    m.priority = w.priority;
    m.created_at = now;
    m.due_at = w.send_at && *w.send_at > now ? *w.send_at : now;
    m.valid_until = m.due_at + minutes(w.valid_for_min.value_or(default_validity_min));
    m.wait_until_lawful = w.wait_until_lawful;
    m.wanted_account = w.account_id;
    m.wanted_sim = w.sim_slot;
    co_return out;
}

composed compose_for(
    const borrower& who, const message_template& t, const field_values& more, sys_ms now) {
    composed out;
    auto& m = out.row;
    m.id = new_uuid();
    m.customer_id = who.id;
    m.phone_number = who.phone_number.value_or("");
    m.owner_id = who.owner_id;
    const auto& words = t.in(who.language);
    auto values = who.fields;
    for (const auto& [name, value] : more) values[name] = value;
    auto f = fill(words.text, values);
    m.text = std::move(f.text);
    out.missing = std::move(f.missing);
    m.purpose = t.purpose;
    m.language = words.language;
    m.template_id = t.id;
    m.template_version = t.version;
    m.sender = t.sender;
    if (t.dlt_entity_id && words.dlt_template_id) {
        m.registered = true;
        m.dlt_entity_id = t.dlt_entity_id;
        m.dlt_template_id = words.dlt_template_id;
        out.fits = t.code;
    }
    measure(m);
    m.created_at = m.due_at = now;
    m.valid_until = now + minutes(default_validity_min);
    return out;
}

}  // namespace zenix::sms
