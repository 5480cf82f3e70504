#include "lab/carrier.hpp"

#include <algorithm>

namespace zenix::lab::carrier {

std::vector<std::pair<std::string, asterisk::variable_map>> objects() {
    const std::string name(username);
    return {{"auth", {{"auth_type", "userpass"}, {"username", name},
                         {"password", std::string(password)}}},
        {"aor", {{"max_contacts", "1"}, {"remove_existing", "yes"}, {"qualify_frequency", "0"}}},
        {"endpoint",
            {{"transport", "udp"}, {"context", "zenix-in"}, {"disallow", "all"},
                {"allow", "ulaw,alaw"}, {"aors", name}, {"auth", name},
                {"identify_by", "auth_username,username"}, {"direct_media", "no"},
                {"rtp_symmetric", "yes"}, {"force_rport", "yes"}, {"rewrite_contact", "no"},
                {"dtmf_mode", "rfc4733"}, {"trust_id_inbound", "yes"}, {"timers", "yes"},
                {"rtp_timeout", "60"}, {"rtp_timeout_hold", "300"}}}};
}

std::string number_in(std::string_view user) {
    if (user.starts_with('+')) user.remove_prefix(1);
    const bool digits = std::ranges::all_of(user, [](char c) { return c >= '0' && c <= '9'; });
    return digits && user.size() >= 7 && user.size() <= 15 ? "+" + std::string(user) : "";
}

}  // namespace zenix::lab::carrier
