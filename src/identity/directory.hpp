#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/principal.hpp"
#include "base/time.hpp"

namespace zenix::identity {

/// Who the users are, kept in memory for other rooms: names beside ids need no statement, and stay
/// known while PostgreSQL is away. `service` keeps it true.
class directory {
  public:
    struct person {
        std::int64_t id = 0;
        std::string username = {}, display_name = {};
        zenix::role role = role::auditor;
        bool active = false;
        sys_ms created_at = {};
        std::optional<sys_ms> last_sign_in_at = {};
    };

    [[nodiscard]] std::optional<person> find(std::int64_t id) const;
    [[nodiscard]] std::optional<person> find(std::string_view username) const;
    /// The display name; `user ID` for one that is not known.
    [[nodiscard]] std::string name_of(std::int64_t id) const;
    [[nodiscard]] const std::map<std::int64_t, person>& all() const { return people_; }

    void put(person p);
    void clear() { people_.clear(); }

  private:
    std::map<std::int64_t, person> people_;
};

}  // namespace zenix::identity
