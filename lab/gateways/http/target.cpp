#include "lab/gateways/http/port.hpp"

#include <charconv>

namespace zenix::lab {

std::string percent_decoded(std::string_view text, bool plus_is_space) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned byte = 0;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(&text[i + 1], &text[i + 1] + 2, byte, 16).ptr == &text[i + 1] + 2) {
            out += static_cast<char>(byte);
            i += 2;
        } else {
            out += text[i] == '+' && plus_is_space ? ' ' : text[i];
        }
    }
    return out;
}

void read_target(std::string_view target, box_request& into) {
    into.target = target;
    const auto mark = target.find('?');
    into.path = percent_decoded(target.substr(0, mark), false);
    if (mark == std::string_view::npos) return;
    auto rest = target.substr(mark + 1);
    while (!rest.empty()) {
        const auto end = rest.find('&');
        const auto pair = rest.substr(0, end);
        const auto equals = pair.find('=');
        auto value =
            equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
        into.query[percent_decoded(pair.substr(0, equals), true)] = percent_decoded(value, true);
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
}

}  // namespace zenix::lab
