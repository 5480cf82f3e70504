#include "lab/gateways/inbox.hpp"

#include <algorithm>

namespace zenix::lab {

std::int64_t inbox::add(incoming_text t, sys_ms at) {
    // What was read makes room, the oldest first.
    while (texts_.size() >= limit && !texts_.empty()) {
        const auto old = std::find_if(
            texts_.begin(), texts_.end(), [](const incoming_text& x) { return x.read; });
        if (old == texts_.end()) break;
        texts_.erase(old);
    }
    if (texts_.size() >= limit) {
        ++refused;
        return 0;
    }
    t.id = ++ids_;
    t.came = at;
    texts_.push_back(std::move(t));
    return ids_;
}

const incoming_text* inbox::find(std::int64_t id) const {
    for (const auto& t : texts_)
        if (t.id == id) return &t;
    return nullptr;
}

int inbox::unread() const { return static_cast<int>(texts_.size()) - read(); }

int inbox::read() const {
    return static_cast<int>(
        std::count_if(texts_.begin(), texts_.end(), [](const incoming_text& t) { return t.read; }));
}

}  // namespace zenix::lab
