#include "gateways/drivers/yeastar/parts.hpp"

#include <algorithm>

namespace zenix::gateways::drivers::yeastar {

namespace {
constexpr std::chrono::minutes patience{10};
constexpr std::size_t open_max = 64;
}  // namespace

text_came text_parts::put_together(gathered g) {
    g.first.text.clear();
    for (const auto& [index, text] : g.parts) g.first.text += text;
    g.first.whole = g.parts.size() >= g.total;
    return std::move(g.first);
}

std::vector<text_came> text_parts::add(text_part p, instant now) {
    if (p.total <= 1) return {std::move(p.text)};
    std::vector<text_came> out;
    const key k{p.text.port, p.text.from, p.text.id};
    if (!open_.contains(k) && open_.size() >= open_max) {
        const auto oldest = std::min_element(open_.begin(), open_.end(),
            [](const auto& a, const auto& b) { return a.second.since < b.second.since; });
        out.push_back(put_together(std::move(oldest->second)));
        open_.erase(oldest);
    }
    auto& g = open_[k];
    if (g.parts.empty()) {
        g.first = p.text;
        g.since = now;
        g.total = static_cast<std::size_t>(p.total);
    }
    g.parts.emplace(p.index, std::move(p.text.text));
    if (g.parts.size() >= g.total) {
        out.push_back(put_together(std::move(g)));
        open_.erase(k);
    }
    return out;
}

std::vector<text_came> text_parts::expire(instant now) {
    std::vector<text_came> out;
    for (auto i = open_.begin(); i != open_.end();) {
        if (now - i->second.since < patience) {
            ++i;
            continue;
        }
        out.push_back(put_together(std::move(i->second)));
        i = open_.erase(i);
    }
    return out;
}

}  // namespace zenix::gateways::drivers::yeastar
