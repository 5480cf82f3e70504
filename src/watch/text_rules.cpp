#include "watch/text_rules.hpp"

#include <fmt/format.h>

namespace zenix::watch {

std::vector<condition> judge_texts(const text_reading& now) {
    std::vector<condition> found;
    if (now.oldest_s > texts_wait_s)
        found.push_back({.key = "texts_waiting",
            .kind = "texts_waiting",
            .severity = severity::warning,
            .subject = "outbox",
            .text = fmt::format("The oldest text that is due has waited {} s; {} wait.", now.oldest_s,
                now.waiting),
            .measured = static_cast<double>(now.oldest_s),
            .threshold = static_cast<double>(texts_wait_s)});
    for (const auto& a : now.down)
        found.push_back({.key = fmt::format("sms_account_down:{}", a.id),
            .kind = "sms_account_down",
            .severity = severity::critical,
            .subject = "account " + a.name,
            .text = a.detail.empty() ? "No bind is up." : a.detail});
    return found;
}

}  // namespace zenix::watch
