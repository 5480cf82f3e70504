#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "compliance/terms.hpp"
#include "pg/pool.hpp"
#include "sms/merge.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace zenix::sms {

struct wording {
    std::string language, text;
    std::optional<std::string> dlt_template_id;
    bool operator==(const wording&) const = default;
};

struct message_template {
    std::int64_t id = 0;
    std::string code, title;
    compliance::purpose purpose = compliance::purpose::recovery;
    std::optional<std::string> sender, dlt_entity_id;
    bool active = true;
    std::int64_t version = 0;
    std::vector<wording> languages;
    sys_ms updated_at{};
    std::string updated_by;

    /// In this language, else in English, else the first.
    [[nodiscard]] const wording& in(std::string_view language) const;
};

/// The contract's `MessageTemplate`.
[[nodiscard]] json::object to_json(const message_template& t);
/// Reads `MessageTemplateWrite`. Throws problem 422.
[[nodiscard]] message_template read_template(fields in);

/// The registered wording that a text fits.
struct registered_fit {
    std::int64_t template_id = 0, version = 0;
    std::string code, language;
    std::optional<std::string> sender, dlt_entity_id, dlt_template_id;
};

/// The templates as they are now, kept in memory: a text by the thousand asks no database.
class template_book {
  public:
    task<> load(pg::executor& db);
    [[nodiscard]] const std::map<std::int64_t, message_template>& all() const { return all_; }
    [[nodiscard]] const message_template* find(std::int64_t id) const;
    /// Throws problem 422 naming `field` when there is none or it is switched off.
    [[nodiscard]] const message_template& usable(std::int64_t id, std::string_view field) const;
    /// Nullopt when no active wording with a registration fits.
    [[nodiscard]] std::optional<registered_fit> fit(std::string_view text) const;

  private:
    std::map<std::int64_t, message_template> all_;
};

/// A new one (id 0), or the change of one: a new version where the wording changed. Returns the id.
/// Throws problem 404, or 409 `code_taken`. Belongs into a transaction.
task<std::int64_t> store_template(pg::executor& tx, message_template t, std::string by);
/// The contract's `versions`.
task<json::array> template_versions(pg::executor& db, std::int64_t id);

}  // namespace zenix::sms
