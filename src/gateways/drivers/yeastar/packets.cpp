#include "gateways/drivers/yeastar/packets.hpp"

#include "net/encoding.hpp"

#include <algorithm>
#include <optional>

namespace zenix::gateways::drivers::yeastar {

namespace {

constexpr std::size_t line_max = 64 * 1024, packet_max = 1024 * 1024;
constexpr std::string_view greeting = "Asterisk Call Manager", end_of_command = "--END COMMAND--",
                           end_of_event = "--END SMS EVENT--", output = "Output:";

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

/// What stands after `Output:`; nullopt when the line has no such prefix.
std::optional<std::string_view> after_output(std::string_view line) {
    if (!line.starts_with(output)) return std::nullopt;
    line.remove_prefix(output.size());
    if (line.starts_with(' ')) line.remove_prefix(1);
    return line;
}

/// Name and value; nullopt for a line that is no field.
std::optional<std::pair<std::string, std::string>> field(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    return std::pair(
        lower(net::trim(line.substr(0, colon))), std::string(net::trim(line.substr(colon + 1))));
}

}  // namespace

std::string_view packet::get(std::string_view name) const {
    for (const auto& [n, value] : fields)
        if (n == name) return value;
    return {};
}

std::string packet::text() const {
    std::string out;
    for (const auto& line : body) out += line + '\n';
    return out;
}

void packet_reader::emit(std::vector<packet>& out) {
    const bool something = !now_.fields.empty() || !now_.body.empty();
    if (something) {
        if (!now_.get("response").empty())
            now_.what = packet::kind::response;
        else if (!now_.get("event").empty())
            now_.what = packet::kind::event;
        out.push_back(std::move(now_));
    }
    now_ = packet();
    size_ = 0;
    follows_ = prefixed_ = false;
}

void packet_reader::take_output(std::string_view line, std::vector<packet>& out) {
    // Before the output itself, and there only, stand these two.
    if (now_.body.empty() && !prefixed_)
        if (auto f = field(line); f && (f->first == "privilege" || f->first == "actionid")) {
            now_.fields.push_back(*std::move(f));
            return;
        }
    const auto bare = after_output(line);
    if (bare) prefixed_ = true;
    // Newer builds may end with an empty line alone; older ones have empty lines in their output.
    if (line.empty() && prefixed_) return emit(out);
    auto text = bare.value_or(line);
    const bool last = text.ends_with(end_of_command);
    if (last) text.remove_suffix(end_of_command.size());
    if (!text.empty() || !last) now_.body.emplace_back(text);
    if (last) emit(out);
}

void packet_reader::take(std::string_view line, std::vector<packet>& out) {
    if (follows_) return take_output(line, out);
    const bool begun = !now_.fields.empty() || !now_.body.empty();
    if (!begun && line.starts_with(greeting)) {
        now_.what = packet::kind::greeting;
        now_.fields.emplace_back("greeting", line);
        return emit(out);
    }
    if (line.empty() || line == end_of_event || line == end_of_command) return emit(out);
    if (const auto bare = after_output(line)) {
        if (*bare == end_of_command) return emit(out);
        now_.body.emplace_back(*bare);
        return;
    }
    auto f = field(line);
    if (!f) {
        // The rest of a value that holds a line break.
        if (begun && !now_.fields.empty()) now_.fields.back().second += "\n" + std::string(line);
        return;
    }
    follows_ = f->first == "response" && net::equal_without_case(f->second, "Follows");
    now_.fields.push_back(*std::move(f));
}

bool packet_reader::feed(std::string_view bytes, std::vector<packet>& out) {
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        const auto piece = bytes.substr(0, end);
        if (rest_.size() + piece.size() > line_max) return false;
        size_ += piece.size() + 1;
        if (size_ > packet_max) return false;
        rest_ += piece;
        if (end == std::string_view::npos) return true;
        bytes.remove_prefix(end + 1);
        while (rest_.ends_with('\r')) rest_.pop_back();
        std::string line;
        line.swap(rest_);
        take(line, out);
    }
    return true;
}

std::string write_action(std::string_view action, std::string_view id,
    const std::vector<std::pair<std::string, std::string>>& fields) {
    const auto clean = [](std::string_view text) {
        std::string out(text);
        std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) < ' '; });
        return out;
    };
    std::string out = "Action: " + clean(action) + "\r\nActionID: " + clean(id) + "\r\n";
    for (const auto& [name, value] : fields) out += clean(name) + ": " + clean(value) + "\r\n";
    return out + "\r\n";
}

}  // namespace zenix::gateways::drivers::yeastar
