#include "lab/gateways/http/reader.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace zenix::lab {
namespace {

constexpr std::size_t head_max = 16 * 1024, body_max = 1U << 20U;

// `METHOD target HTTP/1.x`.
bool read_first_line(std::string_view line, box_request& into) {
    const auto one = line.find(' '), two = line.rfind(' ');
    if (one == std::string_view::npos || one == 0 || two == one) return false;
    if (!line.substr(two + 1).starts_with("HTTP/1.")) return false;
    into.method = line.substr(0, one);
    const auto target = line.substr(one + 1, two - one - 1);
    if (!target.starts_with('/')) return false;
    read_target(target, into);
    return true;
}

bool read_header(std::string_view line, box_request& into) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    std::string name(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    auto value = line.substr(colon + 1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    while (value.ends_with(' ')) value.remove_suffix(1);
    into.headers[std::move(name)] = value;
    return true;
}

}  // namespace

std::optional<box_request> request_reader::next() {
    if (broken_) return std::nullopt;
    const auto end = rest_.find("\r\n\r\n");
    if (end == std::string::npos) {
        broken_ = rest_.size() > head_max;
        return std::nullopt;
    }
    broken_ = true;  // until the head has proved well
    box_request out;
    std::string_view head(rest_.data(), end);
    if (head.size() > head_max) return std::nullopt;
    auto line = head.substr(0, head.find("\r\n"));
    if (!read_first_line(line, out)) return std::nullopt;
    while (line.size() < head.size()) {
        head.remove_prefix(line.size() + 2);
        line = head.substr(0, head.find("\r\n"));
        if (!read_header(line, out)) return std::nullopt;
    }
    std::size_t length = 0;
    if (const auto said = out.header("content-length"); !said.empty()) {
        const auto [stop, fault] = std::from_chars(said.data(), said.data() + said.size(), length);
        if (fault != std::errc{} || stop != said.data() + said.size() || length > body_max)
            return std::nullopt;
    }
    if (!out.header("transfer-encoding").empty()) return std::nullopt;
    broken_ = false;
    if (rest_.size() - (end + 4) < length) return std::nullopt;
    out.body = rest_.substr(end + 4, length);
    rest_.erase(0, end + 4 + length);
    return out;
}

}  // namespace zenix::lab
