#include "asterisk/ami.hpp"

#include <algorithm>
#include <charconv>

namespace zenix::asterisk {
namespace {

constexpr std::size_t message_max = 64 * 1024;

bool one_line(std::string_view s) { return s.find_first_of("\r\n") == std::string_view::npos; }

ami_message parse(std::string_view block) {
    ami_message out;
    while (!block.empty()) {
        const auto end = block.find("\r\n");
        const auto line = block.substr(0, end);
        const auto colon = line.find(':');
        if (colon != std::string_view::npos) {
            std::string name(line.substr(0, colon));
            std::transform(name.begin(), name.end(), name.begin(),
                [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
            auto value = line.substr(colon + 1);
            while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
            out.emplace(std::move(name), std::string(value));
        }
        if (end == std::string_view::npos) break;
        block.remove_prefix(end + 2);
    }
    return out;
}

}  // namespace

std::optional<std::string> write_ami(
    std::string_view action, std::string_view id, const ami_fields& fields) {
    if (!one_line(action)) return std::nullopt;
    std::string out =
        "Action: " + std::string(action) + "\r\nActionID: " + std::string(id) + "\r\n";
    for (const auto& [name, value] : fields) {
        if (!one_line(name) || !one_line(value)) return std::nullopt;
        out += name + ": " + value + "\r\n";
    }
    return out + "\r\n";
}

std::optional<contact_status> contact_in(const ami_message& event) {
    const auto text = [&](const char* name) {
        const auto found = event.find(name);
        return found == event.end() ? std::string() : found->second;
    };
    if (text("event") != "ContactStatus") return std::nullopt;
    const auto digits = text("roundtripusec");  // absent until the first answer
    std::int64_t rtt = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), rtt);
    return contact_status{
        text("endpointname"), text("aor"), text("uri"), text("contactstatus"), rtt};
}

bool ami_reader::feed(std::string_view bytes, std::vector<ami_message>& out) {
    rest_.append(bytes);
    // The greeting is one line without an empty one after it.
    if (rest_.starts_with("Asterisk Call Manager")) {
        const auto end = rest_.find("\r\n");
        if (end == std::string::npos) return rest_.size() < message_max;
        rest_.erase(0, end + 2);
    }
    for (;;) {
        const auto end = rest_.find("\r\n\r\n");
        if (end == std::string::npos) return rest_.size() < message_max;
        out.push_back(parse(std::string_view(rest_).substr(0, end)));
        rest_.erase(0, end + 4);
    }
}

}  // namespace zenix::asterisk
