#include "sms/templates.hpp"

#include "base/problem.hpp"
#include "sms/terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace zenix::sms {
namespace {

bool all_of(std::string_view text, auto good) {
    return std::all_of(text.begin(), text.end(), good);
}
bool is_code(std::string_view t) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !t.empty() && t.size() <= 40 && letter(t[0]) &&
           all_of(t, [&](char c) { return letter(c) || c == '_' || c == '-'; });
}

std::optional<std::string> maybe_digits(fields& in, std::string_view name) {
    auto text = in.maybe_text(name, {1, 30});
    if (text && !all_of(*text, [](char c) { return c >= '0' && c <= '9'; }))
        throw invalid_field(in.path(name), "Must be the registered id: up to 30 digits.");
    return text;
}

json::array languages_json(const std::vector<wording>& list) {
    json::array out;
    for (const auto& w : list)
        out.push_back(json::object{{"language", w.language}, {"text", w.text},
            {"dlt_template_id", opt(w.dlt_template_id)}});
    return out;
}

std::vector<wording> read_stored(const json::value& stored) {
    std::vector<wording> out;
    for (const auto& one : stored.as_array()) {
        wording w{std::string(one.at("language").as_string()),
            std::string(one.at("text").as_string()), std::nullopt};
        if (one.at("dlt_template_id").is_string())
            w.dlt_template_id = std::string(one.at("dlt_template_id").as_string());
        out.push_back(std::move(w));
    }
    return out;
}

wording read_wording(fields& in, std::set<std::string>& taken) {
    wording w;
    w.language = in.text("language", {2, 3});
    if (!all_of(w.language, [](char c) { return c >= 'a' && c <= 'z'; }))
        throw invalid_field(in.path("language"), "Must be a language as `hi` or `en`.");
    if (!taken.insert(w.language).second)
        throw invalid_field(in.path("language"), "Each language once.");
    w.text = in.text("text", {1, 6400});
    if (characters_of(w.text) > text_max)
        throw invalid_field(in.path("text"), fmt::format("At most {} characters.", text_max));
    if (const auto wrong = wrong_with_wording(w.text); !wrong.empty())
        throw invalid_field(in.path("text"), wrong);
    w.dlt_template_id = maybe_digits(in, "dlt_template_id");
    in.done();
    return w;
}

}  // namespace

const wording& message_template::in(std::string_view language) const {
    const wording* english = nullptr;
    for (const auto& w : languages) {
        if (w.language == language) return w;
        if (w.language == "en") english = &w;
    }
    return english ? *english : languages.front();
}

json::object to_json(const message_template& t) {
    std::vector<std::string> names;
    for (const auto& w : t.languages)
        for (auto& f : fields_of(w.text))
            if (std::find(names.begin(), names.end(), f) == names.end()) names.push_back(f);
    json::array field_names;
    for (const auto& n : names) field_names.emplace_back(n);
    return {{"id", t.id}, {"code", t.code}, {"title", t.title}, {"purpose", to_string(t.purpose)},
        {"sender", opt(t.sender)}, {"dlt_entity_id", opt(t.dlt_entity_id)}, {"active", t.active},
        {"version", t.version}, {"languages", languages_json(t.languages)},
        {"fields", std::move(field_names)}, {"updated_at", to_rfc3339(t.updated_at)},
        {"updated_by", t.updated_by}};
}

message_template read_template(fields in) {
    message_template t;
    t.code = in.text("code", {1, 40});
    if (!is_code(t.code))
        throw invalid_field("code", "Must be small letters, digits, _ and -, 40 at most.");
    t.title = in.text("title", {1, 100});
    t.purpose =
        *compliance::parse_purpose(in.choice("purpose", {"recovery", "service", "promotion"}));
    t.sender = in.maybe_text("sender", {1, 20});
    t.dlt_entity_id = maybe_digits(in, "dlt_entity_id");
    t.active = in.maybe_flag("active").value_or(true);
    std::set<std::string> taken;
    for (auto& one : in.objects("languages", 1, 30)) t.languages.push_back(read_wording(one, taken));
    in.done();
    return t;
}

task<> template_book::load(pg::executor& db) {
    const auto found = co_await db.run(
        "select t.id, t.code, t.title, t.purpose, t.sender, t.dlt_entity_id, t.active, t.version,"
        " v.languages, t.updated_at, t.updated_by from message_templates t"
        " join message_template_versions v on v.template_id = t.id and v.version = t.version");
    std::map<std::int64_t, message_template> fresh;
    for (const auto r : found) {
        message_template t;
        t.id = r.integer("id");
        t.code = r.text("code");
        t.title = r.text("title");
        t.purpose = compliance::parse_purpose(r.text("purpose")).value();
        t.sender = r.maybe_text("sender");
        t.dlt_entity_id = r.maybe_text("dlt_entity_id");
        t.active = r.flag("active");
        t.version = r.integer("version");
        t.languages = read_stored(r.json("languages"));
        t.updated_at = r.time("updated_at");
        t.updated_by = r.text("updated_by");
        fresh[t.id] = std::move(t);
    }
    all_ = std::move(fresh);
}

const message_template* template_book::find(std::int64_t id) const {
    const auto at = all_.find(id);
    return at == all_.end() ? nullptr : &at->second;
}

const message_template& template_book::usable(std::int64_t id, std::string_view field) const {
    const auto* t = find(id);
    if (t == nullptr)
        throw invalid_field(std::string(field), "There is no template with this id.");
    if (!t->active)
        throw invalid_field(std::string(field),
            "The template " + t->code + " is switched off; choose another or switch it on.");
    return *t;
}

std::optional<registered_fit> template_book::fit(std::string_view text) const {
    for (const auto& [id, t] : all_) {
        if (!t.active || !t.dlt_entity_id) continue;
        for (const auto& w : t.languages)
            if (w.dlt_template_id && fits(w.text, text))
                return registered_fit{id, t.version, t.code, w.language, t.sender, t.dlt_entity_id,
                    w.dlt_template_id};
    }
    return std::nullopt;
}

task<std::int64_t> store_template(pg::executor& tx, message_template t, std::string by) {
    auto words = languages_json(t.languages);
    const auto taken = co_await tx.run(
        "select from message_templates where code = $1 and id <> $2", t.code, t.id);
    if (!taken.empty())
        throw conflict("code_taken", "Another template has this code; choose another.");
    if (t.id == 0) {
        const auto made = co_await tx.run(
            "insert into message_templates (code, title, purpose, sender, dlt_entity_id, active,"
            " updated_by) values ($1, $2, $3, $4, $5, $6, $7) returning id",
            t.code, t.title, to_string(t.purpose), t.sender, t.dlt_entity_id, t.active, by);
        t.id = made.front().integer("id");
        t.version = 1;
    } else {
        const auto before = co_await tx.run(
            "select t.version, v.languages from message_templates t join message_template_versions v"
            " on v.template_id = t.id and v.version = t.version where t.id = $1 for update of t",
            t.id);
        if (before.empty()) throw not_found("There is no template with this id.");
        const auto was = read_stored(before.front().json("languages"));
        t.version = before.front().integer("version");
        const bool same = was == t.languages;
        if (!same) ++t.version;
        co_await tx.run("update message_templates set code = $2, title = $3, purpose = $4,"
                        " sender = $5, dlt_entity_id = $6, active = $7, version = $8,"
                        " updated_at = now(), updated_by = $9 where id = $1",
            t.id, t.code, t.title, to_string(t.purpose), t.sender, t.dlt_entity_id, t.active,
            t.version, by);
        if (same) co_return t.id;
    }
    co_await tx.run("insert into message_template_versions (template_id, version, languages,"
                    " created_by) values ($1, $2, $3::jsonb, $4)",
        t.id, t.version, words, by);
    co_return t.id;
}

task<json::array> template_versions(pg::executor& db, std::int64_t id) {
    const auto found =
        co_await db.run("select version, languages, created_at, created_by"
                        " from message_template_versions where template_id = $1"
                        " order by version desc limit 100",
            id);
    json::array out;
    for (const auto r : found)
        out.push_back(json::object{{"version", r.integer("version")},
            {"languages", languages_json(read_stored(r.json("languages")))},
            {"created_at", to_rfc3339(r.time("created_at"))}, {"created_by", r.text("created_by")}});
    co_return out;
}

}  // namespace zenix::sms
