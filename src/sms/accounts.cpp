#include "sms/accounts.hpp"

#include "base/problem.hpp"
#include "net/client.hpp"
#include "sms/smpp/certificate.hpp"
#include "sms/text/language.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::sms {
namespace {

bool is_name(std::string_view t) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !t.empty() && t.size() <= 40 && letter(t[0]) &&
           std::all_of(t.begin(), t.end(), [&](char c) { return letter(c) || c == '-'; });
}

json::array texts(const std::vector<std::string>& list) {
    json::array out;
    for (const auto& one : list) out.emplace_back(one);
    return out;
}

json::array read_languages(fields& in) {
    const auto list = in.maybe_texts("languages").value_or(std::vector<std::string>{});
    if (list.size() > 10) throw invalid_field(in.path("languages"), "At most 10.");
    for (const auto& name : list)
        if (!text::language_named(name))
            throw invalid_field(in.path("languages"),
                "Must be names of national tables, as hindi, tamil or urdu.");
    return texts(list);
}

json::array read_telemarketers(fields& in) {
    const auto list = in.maybe_texts("telemarketers").value_or(std::vector<std::string>{});
    if (list.size() > 8) throw invalid_field(in.path("telemarketers"), "At most 8.");
    for (const auto& id : list)
        if (id.empty() || id.size() > 30)
            throw invalid_field(in.path("telemarketers"), "Each is an id of 1 to 30 characters.");
    return texts(list);
}

json::object read_smpp(fields in) {
    const auto number = [&](const char* name, std::int64_t otherwise, int_limits limits) {
        return in.maybe_integer(name, limits).value_or(otherwise);
    };
    const auto word = [&](const char* name, const char* otherwise,
                          std::initializer_list<std::string_view> choices) {
        return in.maybe_choice(name, choices).value_or(otherwise);
    };
    const auto tag = [&](const char* name) {
        return opt(in.maybe_integer(name, {.min = 1, .max = 65535}));
    };
    json::object s;
    s["host"] = in.text("host", {1, 253});
    s["port"] = in.integer("port", {.min = 1, .max = 65535});
    s["tls"] = in.maybe_flag("tls").value_or(false);
    s["tls_ca"] = nullptr;
    s["tls_pin"] = nullptr;
    if (const auto pem = in.maybe_text("tls_ca", {0, 20000}); pem && !pem->empty()) {
        if (smpp::certificates_in(*pem) == 0)
            throw invalid_field(in.path("tls_ca"),
                "Must be certificates as PEM: -----BEGIN CERTIFICATE----- and so on, whole.");
        s["tls_ca"] = *pem;
    }
    if (const auto typed = in.maybe_text("tls_pin", {0, 200}); typed && !typed->empty()) {
        const auto pin = smpp::read_fingerprint(*typed);
        if (!pin)
            throw invalid_field(in.path("tls_pin"),
                "Must be the SHA-256 fingerprint of the centre's certificate: 64 hex digits.");
        s["tls_pin"] = *pin;
    }
    s["system_id"] = in.text("system_id", {1, 15});
    s["system_type"] = in.maybe_text("system_type", {0, 12}).value_or("");
    s["mode"] = word("mode", "transceiver", {"transceiver", "transmitter_receiver"});
    s["binds"] = number("binds", 1, {.min = 1, .max = 16});
    s["window"] = number("window", 10, {.min = 1, .max = 1000});
    s["rate_per_s"] = number("rate_per_s", 0, {.min = 0, .max = 100000});
    s["enquire_link_s"] = number("enquire_link_s", 30, {.min = 1, .max = 3600});
    s["response_timeout_s"] = number("response_timeout_s", 60, {.min = 1, .max = 600});
    s["alphabet"] = word("alphabet", "gsm", {"gsm", "latin1", "ascii"});
    s["joining"] = word("joining", "udh8", {"udh8", "udh16", "sar", "payload"});
    s["languages"] = read_languages(in);
    for (const auto* name : {"id_in_response", "id_in_receipt"})
        s[name] = word(name, "as_is", {"as_is", "decimal", "hexadecimal"});
    s["strip_zeros"] = in.maybe_flag("strip_zeros").value_or(false);
    s["fold_case"] = in.maybe_flag("fold_case").value_or(false);
    s["source_ton"] = number("source_ton", 5, {.min = 0, .max = 7});
    s["source_npi"] = number("source_npi", 0, {.min = 0, .max = 18});
    s["dest_ton"] = number("dest_ton", 1, {.min = 0, .max = 7});
    s["dest_npi"] = number("dest_npi", 1, {.min = 0, .max = 18});
    s["service_type"] = in.maybe_text("service_type", {0, 5}).value_or("");
    s["dlt_entity_tag"] = tag("dlt_entity_tag");
    s["dlt_template_tag"] = tag("dlt_template_tag");
    s["dlt_hash_tag"] = tag("dlt_hash_tag");
    s["telemarketers"] = read_telemarketers(in);
    in.done();
    return s;
}

json::object read_http(fields in) {
    const auto address = in.text("url", {8, 500});
    const auto url = net::parse_url(address);
    if (!url || !url->scheme.starts_with("http"))
        throw invalid_field(in.path("url"), "Must be an address as https://sms.example.org/send.");
    in.done();
    return {{"url", address}};
}

}  // namespace

json::object to_json(const smsc_account& a) {
    return {{"id", a.id}, {"name", a.name}, {"kind", a.is_smpp ? "smpp" : "http"},
        {"enabled", a.enabled}, {"sender", opt(a.sender)}, {"price_minor", opt(a.price_minor)},
        {"currency", a.currency}, {"has_password", !a.password_sealed.empty()},
        {"smpp", a.is_smpp ? json::value(a.settings) : json::value(nullptr)},
        {"http", a.is_smpp ? json::value(nullptr) : json::value(a.settings)}};
}

smsc_account read_account(fields in, const secret::master_key& key, const smsc_account* before) {
    smsc_account a;
    if (before) a.id = before->id;
    a.name = in.text("name", {1, 40});
    if (!is_name(a.name)) throw invalid_field("name", "Must be small letters, digits and -.");
    a.is_smpp = in.choice("kind", {"smpp", "http"}) == "smpp";
    a.enabled = in.maybe_flag("enabled").value_or(true);
    a.sender = in.maybe_text("sender", {1, 20});
    a.price_minor = in.maybe_integer("price_minor", {.min = 0, .max = 1'000'000});
    a.currency = in.maybe_text("currency", {3, 3}).value_or("INR");
    if (!std::all_of(a.currency.begin(), a.currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
        throw invalid_field("currency", "Must be an ISO 4217 code as INR.");
    if (before) a.password_sealed = before->password_sealed;
    const bool named = in.has("password");
    const auto password = in.maybe_text("password", {1, 200});
    if (named) a.password_sealed = password ? key.seal(account_purpose, *password) : "";
    auto smpp = in.maybe_object("smpp");
    auto http = in.maybe_object("http");
    std::optional<json::object> smpp_read, http_read;
    if (smpp) smpp_read = read_smpp(std::move(*smpp));
    if (http) http_read = read_http(std::move(*http));
    in.done();
    if (a.is_smpp && password && password->size() > 8)
        throw invalid_field("password", "SMPP takes at most 8 characters.");
    auto& mine = a.is_smpp ? smpp_read : http_read;
    const auto* part = a.is_smpp ? "smpp" : "http";
    if (!mine) throw invalid_field(part, fmt::format("An account of this kind needs `{}`.", part));
    a.settings = std::move(*mine);
    return a;
}

task<std::vector<smsc_account>> load_accounts(pg::executor& db) {
    const auto found = co_await db.run("select id, name, kind, enabled, sender, settings,"
                                       " password_sealed, price_minor, currency from smsc_accounts"
                                       " order by name");
    std::vector<smsc_account> out;
    for (const auto r : found) {
        smsc_account a;
        a.id = r.integer("id");
        a.name = r.text("name");
        a.is_smpp = r.text("kind") == "smpp";
        a.enabled = r.flag("enabled");
        a.sender = r.maybe_text("sender");
        a.settings = r.json("settings").as_object();
        // Accounts are older than these.
        if (a.is_smpp)
            for (const auto* name : {"tls_ca", "tls_pin"}) a.settings.emplace(name, nullptr);
        a.password_sealed = r.text("password_sealed");
        a.price_minor = r.maybe_integer("price_minor");
        a.currency = r.text("currency");
        out.push_back(std::move(a));
    }
    co_return out;
}

task<std::int64_t> store_account(pg::executor& tx, smsc_account a) {
    const auto taken = co_await tx.run(
        "select from smsc_accounts where name = $1 and id <> $2", a.name, a.id);
    if (!taken.empty()) throw conflict("name_taken", "Another account has this name.");
    const auto* kind = a.is_smpp ? "smpp" : "http";
    if (a.id == 0) {
        const auto made = co_await tx.run(
            "insert into smsc_accounts (name, kind, enabled, sender, settings, password_sealed,"
            " price_minor, currency) values ($1, $2, $3, $4, $5::jsonb, nullif($6, ''), $7, $8)"
            " returning id",
            a.name, kind, a.enabled, a.sender, a.settings, a.password_sealed, a.price_minor,
            a.currency);
        co_return made.front().integer("id");
    }
    const auto done = co_await tx.run(
        "update smsc_accounts set name = $2, kind = $3, enabled = $4, sender = $5,"
        " settings = $6::jsonb, password_sealed = nullif($7, ''), price_minor = $8, currency = $9,"
        " updated_at = now() where id = $1",
        a.id, a.name, kind, a.enabled, a.sender, a.settings, a.password_sealed, a.price_minor,
        a.currency);
    if (done.affected() == 0) throw not_found("There is no account with this id.");
    co_return a.id;
}

task<> remove_account(pg::executor& tx, std::int64_t id) {
    const auto led = co_await tx.run("select from message_routes where account_id = $1", id);
    if (!led.empty())
        throw conflict("in_use", "A route leads to this account; change the routes first.");
    const auto gone = co_await tx.run("delete from smsc_accounts where id = $1", id);
    if (gone.affected() == 0) throw not_found("There is no account with this id.");
}

// ── routes ───────────────────────────────────────────────────────────────────────────────────

json::object to_json(const message_route& r) {
    return {{"name", r.name}, {"prefix", r.prefix}, {"purpose", opt(r.purpose)},
        {"priority", opt(r.priority)}, {"via", r.gateway ? "gateway" : "account"},
        {"account_id", opt(r.account_id)}, {"trunk_id", opt(r.trunk_id)}, {"enabled", r.enabled}};
}

std::vector<message_route> read_routes(fields in) {
    std::vector<message_route> out;
    // An empty list takes all routes away, so it has to be said.
    if (!in.has("items")) throw invalid_field("items", "items is required; an empty list takes all routes away.");
    for (auto& one : in.objects("items", 0, 100)) {
        message_route r;
        r.name = one.text("name", {1, 60});
        r.prefix = one.maybe_text("prefix", {0, 16}).value_or("");
        const bool digits = std::all_of(r.prefix.begin() + (r.prefix.empty() ? 0 : 1),
            r.prefix.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!r.prefix.empty() && (r.prefix[0] != '+' || !digits))
            throw invalid_field(one.path("prefix"), "Must be the beginning of a number, as +91.");
        r.purpose = one.maybe_choice("purpose", {"recovery", "service", "promotion"});
        r.priority = one.maybe_choice("priority", {"urgent", "normal", "bulk"});
        r.gateway = one.choice("via", {"account", "gateway"}) == "gateway";
        r.account_id = one.maybe_integer("account_id", {.min = 1});
        r.trunk_id = one.maybe_integer("trunk_id", {.min = 1});
        r.enabled = one.maybe_flag("enabled").value_or(true);
        one.done();
        if (r.gateway == r.account_id.has_value())
            throw invalid_field(one.path("account_id"), r.gateway
                    ? "A route to gateways names no account."
                    : "Name the account the route leads to.");
        if (!r.gateway && r.trunk_id)
            throw invalid_field(one.path("trunk_id"), "Only a route to gateways names one.");
        out.push_back(std::move(r));
    }
    in.done();
    return out;
}

task<std::vector<message_route>> load_routes(pg::executor& db) {
    const auto found = co_await db.run("select name, prefix, purpose, priority, via, account_id,"
                                       " trunk_id, enabled from message_routes order by place");
    std::vector<message_route> out;
    for (const auto r : found)
        out.push_back({r.text("name"), r.text("prefix"), r.maybe_text("purpose"),
            r.maybe_text("priority"), r.text("via") == "gateway", r.maybe_integer("account_id"),
            r.maybe_integer("trunk_id"), r.flag("enabled")});
    co_return out;
}

task<> store_routes(pg::executor& tx, std::vector<message_route> list) {
    co_await tx.run("delete from message_routes");
    int place = 0;
    for (const auto& r : list) {
        if (r.account_id) {
            const auto there =
                co_await tx.run("select from smsc_accounts where id = $1", *r.account_id);
            if (there.empty())
                throw invalid_field(fmt::format("items[{}].account_id", place),
                    "There is no account with this id.");
        }
        co_await tx.run("insert into message_routes (place, name, prefix, purpose, priority, via,"
                        " account_id, trunk_id, enabled) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            place++, r.name, r.prefix, r.purpose, r.priority, r.gateway ? "gateway" : "account",
            r.account_id, r.trunk_id, r.enabled);
    }
}

}  // namespace zenix::sms
