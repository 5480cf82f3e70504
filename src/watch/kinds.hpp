#pragma once
#include "base/json.hpp"
#include "base/time.hpp"

#include <span>
#include <string_view>

namespace zenix::watch {

/// What one kind of alert means and how patient it is. This table is the one place: the page, the
/// e-mail and `docs/guides/alerts.md` (held to it by a test) say what stands here.
struct kind {
    std::string_view name;
    std::string_view source;  ///< who observes it; each kind has one source
    std::string_view title;
    std::string_view meaning;  ///< what it means for the work
    std::string_view remedy;   ///< what to do
    ms raise_after;            ///< a condition must last that long …
    ms clear_after;            ///< … and stay away that long, so that nothing flaps
    bool latched = false;      ///< a thing that happened: stays until somebody acknowledges it
};

[[nodiscard]] std::span<const kind> all_kinds();
/// An unknown name (of an older server's row) gives an entry that says so.
[[nodiscard]] const kind& kind_of(std::string_view name);

/// The contract's `AlertKind`.
[[nodiscard]] json::object to_json(const kind& k);

}  // namespace zenix::watch
