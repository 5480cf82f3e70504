#include "identity/session_book.hpp"

#include <algorithm>

namespace zenix::identity {

bool is_expired(const session& s, sys_ms now, ms idle) {
    return now >= s.expires_at || now - s.last_seen_at >= idle;
}

void session_book::put(session s) {
    const std::string id = s.id;
    id_by_hash_[s.token_hash] = id;
    by_id_.insert_or_assign(id, std::move(s));
}

session* session_book::by_token_hash(const std::string& hash) {
    const auto found = id_by_hash_.find(hash);
    return found == id_by_hash_.end() ? nullptr : &by_id_.at(found->second);
}

const session* session_book::find(const std::string& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &found->second;
}

std::vector<session> session_book::all() const {
    std::vector<session> out;
    for (const auto& [id, s] : by_id_) out.push_back(s);
    std::ranges::sort(out, {}, &session::created_at);
    return out;
}

std::vector<session> session_book::of_user(std::int64_t user_id) const {
    auto out = all();
    std::erase_if(out, [&](const session& s) { return s.user_id != user_id; });
    return out;
}

bool session_book::remove(const std::string& id) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return false;
    id_by_hash_.erase(found->second.token_hash);
    by_id_.erase(found);
    return true;
}

std::vector<session> session_book::expired(sys_ms now, ms idle) const {
    auto out = all();
    std::erase_if(out, [&](const session& s) { return !is_expired(s, now, idle); });
    return out;
}

std::vector<session> session_book::take_unsaved() {
    std::vector<session> out;
    for (auto& [id, s] : by_id_) {
        if (!s.unsaved) continue;
        s.unsaved = false;
        out.push_back(s);
    }
    return out;
}

}  // namespace zenix::identity
