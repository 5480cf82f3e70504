#include "sms/keyword_rules.hpp"

#include "base/problem.hpp"
#include "sms/stop_words.hpp"

namespace zenix::sms {

json::object to_json(const keyword_rule& r) {
    return {{"id", r.id}, {"keyword", r.keyword}, {"match", r.match}, {"action", r.action},
        {"template_id", opt(r.template_id)}, {"user_id", opt(r.user_id)}, {"enabled", r.enabled},
        {"place", r.place}, {"hits", r.hits}};
}

keyword_rule read_keyword_rule(fields in) {
    keyword_rule r;
    r.keyword = in.text("keyword", {1, 60});
    if (plain_words(r.keyword).empty())
        throw invalid_field("keyword", "Must have a letter or digit.");
    r.match = in.maybe_choice("match", {"whole", "begins", "contains"}).value_or("whole");
    r.action = in.choice("action", {"reply", "opt_out", "opt_in", "assign"});
    r.template_id = in.maybe_integer("template_id", {.min = 1});
    r.user_id = in.maybe_integer("user_id", {.min = 1});
    r.enabled = in.maybe_flag("enabled").value_or(true);
    r.place = in.maybe_integer("place", {.min = 0, .max = 10000}).value_or(0);
    in.done();
    if (r.action == "reply" && !r.template_id)
        throw invalid_field("template_id", "A reply needs a template.");
    if (r.action == "assign" && !r.user_id)
        throw invalid_field("user_id", "Say whose the conversation becomes.");
    return r;
}

bool matches(const keyword_rule& r, const std::string& plain) {
    const auto word = plain_words(r.keyword);
    if (!r.enabled || word.empty()) return false;
    if (r.match == "whole") return plain == word;
    if (r.match == "begins")
        return plain.starts_with(word) && (plain.size() == word.size() || plain[word.size()] == ' ');
    return (" " + plain + " ").find(" " + word + " ") != std::string::npos;
}

task<> keyword_book::load(pg::executor& db) {
    const auto found = co_await db.run("select id, keyword, match, action, template_id, user_id,"
                                       " enabled, place, hits from keyword_rules order by place, id");
    std::vector<keyword_rule> fresh;
    for (const auto r : found)
        fresh.push_back({r.integer("id"), r.text("keyword"), r.text("match"), r.text("action"),
            r.maybe_integer("template_id"), r.maybe_integer("user_id"), r.flag("enabled"),
            r.integer("place"), r.integer("hits")});
    all_ = std::move(fresh);
}

const keyword_rule* keyword_book::first(const std::string& plain) const {
    for (const auto& r : all_)
        if (matches(r, plain)) return &r;
    return nullptr;
}

task<std::int64_t> store_keyword_rule(pg::executor& tx, keyword_rule r) {
    const auto there = co_await tx.run(
        "select ($1::bigint is null or exists (select from message_templates where id = $1)) as t,"
        " ($2::bigint is null or exists (select from users where id = $2)) as u",
        r.template_id, r.user_id);
    if (!there.front().flag("t"))
        throw invalid_field("template_id", "There is no template with this id.");
    if (!there.front().flag("u")) throw invalid_field("user_id", "There is no such user.");
    if (r.id == 0) {
        const auto made = co_await tx.run(
            "insert into keyword_rules (keyword, match, action, template_id, user_id, enabled, place)"
            " values ($1, $2, $3, $4, $5, $6, $7) returning id",
            r.keyword, r.match, r.action, r.template_id, r.user_id, r.enabled, r.place);
        co_return made.front().integer("id");
    }
    const auto done = co_await tx.run(
        "update keyword_rules set keyword = $2, match = $3, action = $4, template_id = $5,"
        " user_id = $6, enabled = $7, place = $8 where id = $1 returning id",
        r.id, r.keyword, r.match, r.action, r.template_id, r.user_id, r.enabled, r.place);
    if (done.empty()) throw not_found("There is no keyword rule with this id.");
    co_return done.front().integer("id");
}

}  // namespace zenix::sms
