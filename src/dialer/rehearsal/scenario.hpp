#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

#include "dialer/rehearsal/rehearse.hpp"

namespace zenix::dialer::rehearsal {

/// A file that cannot be taken: `file:line: field: what is wrong`.
class bad_file : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Reads a scenario (TOML, docs/pacing.md) and the history it names, if any. Throws bad_file.
[[nodiscard]] scenario load_scenario(const std::string& file);

/// The same from text; `file` is only named in errors, and a history is looked for beside it.
[[nodiscard]] scenario read_scenario(std::string_view text, const std::string& file);

}  // namespace zenix::dialer::rehearsal
