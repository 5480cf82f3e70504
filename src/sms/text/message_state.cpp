#include "sms/text/receipt.hpp"

#include <algorithm>
#include <array>

namespace zenix::sms::text {
namespace {

struct known {
    std::string_view name, word;
};

constexpr std::array<known, 10> states{known{"scheduled", "SCHEDLD"}, known{"enroute", "ENROUTE"},
    known{"delivered", "DELIVRD"}, known{"expired", "EXPIRED"}, known{"deleted", "DELETED"},
    known{"undeliverable", "UNDELIV"}, known{"accepted", "ACCEPTD"}, known{"unknown", "UNKNOWN"},
    known{"rejected", "REJECTD"}, known{"skipped", "SKIPPED"}};

struct spelling {
    std::string_view begins;
    message_state state;
};

// By their beginning, in upper case: centres cut and lengthen these words.
constexpr std::array spellings{spelling{"DELIV", message_state::delivered},
    spelling{"DELET", message_state::deleted}, spelling{"UNDEL", message_state::undeliverable},
    spelling{"FAIL", message_state::undeliverable}, spelling{"EXPIR", message_state::expired},
    spelling{"ACCEP", message_state::accepted}, spelling{"ACKED", message_state::accepted},
    spelling{"BUFF", message_state::enroute}, spelling{"ENROU", message_state::enroute},
    spelling{"EN_ROU", message_state::enroute}, spelling{"REJEC", message_state::rejected},
    spelling{"REJCT", message_state::rejected}, spelling{"SCHED", message_state::scheduled},
    spelling{"SKIP", message_state::skipped}, spelling{"UNKN", message_state::unknown},
    spelling{"UNKOWN", message_state::unknown}};

}  // namespace

std::string_view to_string(message_state s) { return states[static_cast<std::size_t>(s)].name; }

std::string_view short_word(message_state s) { return states[static_cast<std::size_t>(s)].word; }

std::optional<message_state> state_named(std::string_view word) {
    if (word.size() == 1 && word[0] >= '0' && word[0] <= '9')
        return static_cast<message_state>(word[0] - '0');
    std::string upper(word.substr(0, 16));
    std::ranges::transform(upper, upper.begin(),
        [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    for (const auto& s : spellings)
        if (upper.starts_with(s.begins)) return s.state;
    return std::nullopt;
}

bool is_final(message_state s) {
    switch (s) {
    case message_state::delivered:
    case message_state::expired:
    case message_state::deleted:
    case message_state::undeliverable:
    case message_state::rejected:
    case message_state::skipped: return true;
    case message_state::scheduled:
    case message_state::enroute:
    case message_state::accepted:
    case message_state::unknown: break;
    }
    return false;
}

}  // namespace zenix::sms::text
