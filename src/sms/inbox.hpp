#pragma once
#include "base/event_hub.hpp"
#include "compliance/gate_service.hpp"
#include "sms/keyword_rules.hpp"
#include "sms/message.hpp"
#include "sms/transport.hpp"

#include <functional>

namespace zenix::sms {

struct heard {
    std::string message_id;  ///< empty: a part whose rest is still to come, or heard before
    std::optional<std::int64_t> customer_id;
    std::string phone_number, conversation;
    std::optional<std::int64_t> reply_template;  ///< a keyword rule's
    bool opted_out = false;
};

/// Takes what reached us: joins parts, finds the borrower, heeds STOP words and keyword rules, keeps
/// the conversation. All in one transaction, so that the peer is answered when it is durable, and
/// a text that comes twice is kept once.
class inbox {
  public:
    inbox(pg::pool& db, keyword_book& keywords, std::string home_country)
        : db_(db), keywords_(keywords), home_country_(std::move(home_country)) {}
    task<heard> take(inbound_text t, sys_ms now);

  private:
    task<std::optional<std::string>> whole(pg::executor& tx, const inbound_text& t);
    pg::pool& db_;
    keyword_book& keywords_;
    std::string home_country_;
};

/// A message written by hand begins or renews its conversation.
task<> touch_conversation(pg::executor& db, const new_message& m);

}  // namespace zenix::sms
