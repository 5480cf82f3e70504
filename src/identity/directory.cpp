#include "identity/directory.hpp"

#include <algorithm>

namespace zenix::identity {

std::optional<directory::person> directory::find(std::int64_t id) const {
    const auto found = people_.find(id);
    return found == people_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<directory::person> directory::find(std::string_view username) const {
    const auto found = std::ranges::find_if(people_, [&](const auto& p) { return p.second.username == username; });
    return found == people_.end() ? std::nullopt : std::optional(found->second);
}

std::string directory::name_of(std::int64_t id) const {
    const auto found = people_.find(id);
    return found == people_.end() ? "user " + std::to_string(id) : found->second.display_name;
}

void directory::put(person p) {
    const auto id = p.id;
    people_.insert_or_assign(id, std::move(p));
}

}  // namespace zenix::identity
