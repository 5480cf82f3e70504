#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zenix::sms {

struct keyword_rule {
    std::int64_t id = 0;
    std::string keyword, match = "whole", action;
    std::optional<std::int64_t> template_id, user_id;
    bool enabled = true;
    std::int64_t place = 0, hits = 0;
};
[[nodiscard]] json::object to_json(const keyword_rule& r);
/// Reads `KeywordRuleWrite`. Throws problem 422.
[[nodiscard]] keyword_rule read_keyword_rule(fields in);
/// Whether the rule speaks of this text. Pure; words are compared as plain_words() has them.
[[nodiscard]] bool matches(const keyword_rule& r, const std::string& plain);

/// The rules in their order, kept in memory.
class keyword_book {
  public:
    task<> load(pg::executor& db);
    [[nodiscard]] const std::vector<keyword_rule>& all() const { return all_; }
    [[nodiscard]] const keyword_rule* first(const std::string& plain) const;

  private:
    std::vector<keyword_rule> all_;
};
/// Throws problem 404, 422 for a template or user there is none of. Belongs into a transaction.
task<std::int64_t> store_keyword_rule(pg::executor& tx, keyword_rule r);

}  // namespace zenix::sms
