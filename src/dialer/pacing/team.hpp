#pragma once
#include <unordered_map>
#include <vector>

#include "dialer/pacing/types.hpp"

namespace zenix::dialer::pacing {

/// Items by key, packed, in an order that is the same for the same events.
template <class T>
class packed {
  public:
    [[nodiscard]] T* find(key k) {
        const auto at = where_.find(k);
        return at == where_.end() ? nullptr : &items_[at->second];
    }
    T& add(key k) {
        where_.emplace(k, items_.size());
        items_.push_back(T{});
        items_.back().id = k;
        return items_.back();
    }
    void drop(key k) {
        const auto at = where_.find(k);
        if (at == where_.end()) return;
        const auto hole = at->second;
        where_.erase(at);
        if (hole + 1 != items_.size()) {
            items_[hole] = items_.back();
            where_[items_[hole].id] = hole;
        }
        items_.pop_back();
    }
    [[nodiscard]] std::vector<T>& all() { return items_; }
    [[nodiscard]] std::size_t size() const { return items_.size(); }

  private:
    std::vector<T> items_;
    std::unordered_map<key, std::size_t> where_;
};

struct agent {
    key id = 0;
    agent_state state = agent_state::offline;
    double since = 0;         ///< in this state
    double told = 0;          ///< lived in it until then is learned already
    double free_at = never;   ///< wrap-up ends by itself then
    double certain_at = never;  ///< only a simulation's bound knows: free at that very moment
    bool pausing = false;     ///< a pause waits for the end of call and wrap-up
};

enum class attempt_phase : std::uint8_t { set_up, ringing, waiting, talking };

struct attempt {
    key id = 0;
    attempt_phase phase = attempt_phase::set_up;
    double since = 0, told = 0;
    key agent = 0;                ///< while talking
    double answers_at = -1;       ///< only a simulation's bound knows; -1 is unknown
    bool cancelling = false;      ///< we asked for its end
    [[nodiscard]] bool in_flight() const { return phase <= attempt_phase::ringing; }
};

}  // namespace zenix::dialer::pacing
