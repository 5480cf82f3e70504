#pragma once
#include <boost/json/value.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/principal.hpp"

namespace zenix {

/// What rooms tell the screens. One sequence over all topics, so one cursor is enough.
///
/// A room publishes; the event stream (`app/event_stream`) delivers. The hub keeps the last
/// `capacity` events so that a client that was away for a moment misses none. Cursors are
/// `EPOCH-SEQ`; the epoch is new at each start of the server.
class event_hub {
  public:
    struct event {
        std::uint64_t seq;
        std::string topic, name;
        /// The contract's `Event` as text: written once, sent to however many watch.
        std::shared_ptr<const std::string> text;
        std::int64_t user_id;       ///< 0: for all on the topic; else only for this user …
        access also;                ///< … and for these roles

        [[nodiscard]] bool concerns(const principal& who) const {
            return user_id == 0 || user_id == who.user_id || also.allows(who.role);
        }
    };
    /// Called inside publish, in order; must not block or throw.
    using listener = std::function<void(const event&)>;
    /// The data of a topic for this person at this instant, computed when a client connects.
    using snapshot = std::function<boost::json::value(const principal&)>;

    explicit event_hub(std::string epoch, std::size_t capacity = 20000)
        : epoch_(std::move(epoch)), capacity_(capacity) {}

    /// A room offers a topic: who may subscribe, and how it looks now.
    void offer(std::string topic, access who, snapshot now);
    /// `user_id` 0 concerns all on the topic; else only that user (-1: nobody) and the roles `also`.
    void publish(std::string topic, std::string name, const boost::json::value& data,
                 std::int64_t user_id = 0, access also = access::of({}));
    /// The same for data that is JSON text already.
    void publish_text(std::string topic, std::string name, std::string_view data,
                      std::int64_t user_id = 0, access also = access::of({}));

    [[nodiscard]] std::string cursor() const;  ///< after the last event so far
    [[nodiscard]] std::string cursor_at(std::uint64_t seq) const;
    /// Sequence number in a cursor. Throws problem 400 `malformed_cursor`, 410 `stale_cursor`.
    [[nodiscard]] std::uint64_t parse_cursor(std::string_view text) const;
    /// Events after `seq`, oldest first.
    [[nodiscard]] std::vector<event> after(std::uint64_t seq) const;

    /// Throws problem 422 for an unknown topic, 403 for one this role may not see.
    [[nodiscard]] boost::json::value snapshot_of(const std::string& topic, const principal& who) const;

    [[nodiscard]] std::uint64_t subscribe(listener l);
    void unsubscribe(std::uint64_t id);

  private:
    struct topic {
        access who;
        snapshot now;
    };
    std::string epoch_;
    std::size_t capacity_;
    std::uint64_t seq_ = 0, next_listener_ = 1;
    std::deque<event> recent_;
    std::map<std::string, topic> topics_;
    std::map<std::uint64_t, listener> listeners_;
};

}  // namespace zenix
