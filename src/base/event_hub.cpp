#include "base/event_hub.hpp"

#include "base/problem.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>

namespace zenix {

void event_hub::offer(std::string name, access who, snapshot now) {
    topics_.insert_or_assign(std::move(name), topic{who, std::move(now)});
}

void event_hub::publish(std::string topic_name, std::string name, const boost::json::value& data,
    std::int64_t user_id, access also) {
    publish_text(
        std::move(topic_name), std::move(name), boost::json::serialize(data), user_id, also);
}

void event_hub::publish_text(std::string topic_name, std::string name, std::string_view data,
    std::int64_t user_id, access also) {
    // Topics and names are identifiers of ours: nothing in them needs escaping.
    auto text = std::make_shared<const std::string>(
        fmt::format(R"({{"type":"event","cursor":"{}","topic":"{}","name":"{}","data":{}}})",
            cursor_at(++seq_), topic_name, name, data));
    recent_.push_back(
        {seq_, std::move(topic_name), std::move(name), std::move(text), user_id, also});
    if (recent_.size() > capacity_) recent_.pop_front();

    // A listener may subscribe, unsubscribe or publish: so no iterator and no reference into the
    // containers is held across the call.
    const event news = recent_.back();
    std::vector<std::uint64_t> ids;
    for (const auto& entry : listeners_) ids.push_back(entry.first);
    for (const std::uint64_t id : ids) {
        const auto it = listeners_.find(id);
        if (it == listeners_.end()) continue;
        const listener call = it->second;
        call(news);
    }
}

std::string event_hub::cursor() const { return cursor_at(seq_); }

std::string event_hub::cursor_at(std::uint64_t seq) const {
    return fmt::format("{}-{}", epoch_, seq);
}

std::uint64_t event_hub::parse_cursor(std::string_view text) const {
    const auto malformed = [] {
        return bad_request("malformed_cursor",
            "The cursor is not one this server gave. Come back without it.", "after");
    };
    const std::size_t dash = text.rfind('-');
    if (dash == std::string_view::npos || dash == 0) throw malformed();
    const std::string_view digits = text.substr(dash + 1);
    std::uint64_t seq = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), seq);
    if (fault != std::errc{} || end != digits.data() + digits.size()) throw malformed();

    const bool ours = text.substr(0, dash) == epoch_;
    if (ours && seq > seq_) throw malformed();
    if (!ours || seq + recent_.size() < seq_)
        throw problem(410, "stale_cursor",
            "The events after this cursor are no longer kept. Come back without it.", "after");
    return seq;
}

std::vector<event_hub::event> event_hub::after(std::uint64_t seq) const {
    std::vector<event> out;
    if (seq >= seq_) return out;
    const std::uint64_t missing = seq_ - seq;
    const std::size_t skip = missing < recent_.size() ? recent_.size() - missing : 0;
    out.assign(recent_.begin() + static_cast<std::ptrdiff_t>(skip), recent_.end());
    return out;
}

boost::json::value event_hub::snapshot_of(const std::string& name, const principal& who) const {
    const auto it = topics_.find(name);
    if (it == topics_.end()) {
        std::vector<std::string_view> known;
        for (const auto& entry : topics_) known.push_back(entry.first);
        throw invalid_field("topics",
            fmt::format("There is no topic {}. Known: {}.", name, fmt::join(known, ", ")));
    }
    if (!it->second.who.allows(who.role))
        throw forbidden(
            fmt::format("The topic {} is not open to the role {}.", name, to_string(who.role)));
    return it->second.now(who);
}

std::uint64_t event_hub::subscribe(listener l) {
    listeners_.emplace(next_listener_, std::move(l));
    return next_listener_++;
}

void event_hub::unsubscribe(std::uint64_t id) { listeners_.erase(id); }

}  // namespace zenix
