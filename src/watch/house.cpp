#include "watch/house.hpp"

namespace zenix::watch {
namespace {

condition say(const char* kind, severity s, const char* subject, std::string text) {
    return {.key = kind, .kind = kind, .severity = s, .subject = subject, .text = std::move(text)};
}

}  // namespace

std::vector<condition> judge_house(const house_reading& now) {
    std::vector<condition> found;
    if (!now.database)
        found.push_back(say("database_away", severity::critical, "PostgreSQL",
            "It does not answer. New calls are refused until it does."));
    if (!now.telephony)
        found.push_back(say("telephony_away", severity::critical, "Asterisk",
            "It does not answer; it is being restarted."));
    if (now.asterisk_restarted)
        found.push_back(say("asterisk_restarted", severity::critical, "Asterisk",
            "It ended and was started anew; the calls of that moment are lost."));
    if (!now.no_recording_because.empty())
        found.push_back(
            say("recording_off", severity::critical, "recorder", now.no_recording_because));
    return found;
}

}  // namespace zenix::watch
