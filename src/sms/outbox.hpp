#pragma once
#include "base/task_group.hpp"
#include "compliance/gate_service.hpp"
#include "sms/group_commit.hpp"
#include "sms/message.hpp"
#include "sms/roads.hpp"

#include <deque>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace zenix::sms {

struct outbox_parts {
    asio::any_io_executor ex;
    pg::pool& db;
    compliance::gate_service& gate;
    roads& ways;
    std::function<sys_ms()> clock;
    /// Called after each batch that changed messages.
    std::function<void(std::vector<std::string>)> changed;
};

/// Takes queued messages to their peers, once each. What is due is read in batches, judged by the
/// gate, marked `submitted` (durable), and only then handed over; answers come back in batches. A row
/// that was marked and has no answer when the server starts is `unknown`: it is never sent again.
class outbox {
  public:
    explicit outbox(outbox_parts parts);

    /// Settles what a former life left behind. Before run().
    task<> recover();
    task<> run();
    /// Something may be due or have room.
    void rouse();
    /// No more is taken on; what is under way gets `patience`.
    task<> stop(ms patience);

    /// Stores a message; back when it is durable. Many at once share a commit.
    task<> store(new_message m);
    /// Stores what a receipt says; back when it is durable, so that only then the peer is answered.
    task<> receipt(receipt_news news);
    /// What gateways' boxes tell of texts, by the number they were given with them.
    struct box_report {
        std::int64_t reference = 0;  ///< 0: the box named it by its own …
        std::int64_t box_id = 0;
        std::string task;  ///< … word
        bool sent_only = false;  ///< it left the SIM; whether it arrived is not known yet
        receipt_state state = receipt_state::unknown;
        std::string error;
        sys_ms at{};
    };
    /// Gives the references whose state this changed.
    task<std::vector<std::int64_t>> box_reports(std::vector<box_report> list);
    /// Asks peers about what has had no receipt for a while. Gives how many it asked about.
    task<std::size_t> reconcile();
    /// True when it was still waiting.
    task<bool> cancel(std::string id);

    struct counters {
        std::uint64_t sent = 0, refused = 0, unknown = 0;
    };
    [[nodiscard]] const counters& count() const { return count_; }

  private:
    struct claim;
    struct outcome {
        std::string id;
        std::optional<std::int64_t> account_id;
        std::vector<part_answer> parts;
        std::int64_t attempts = 0;
        std::optional<sys_ms> valid_until;
    };
    task<std::size_t> round();
    task<std::vector<claim>> read_due(std::size_t most);
    task<> judge(std::vector<claim>& list);
    task<std::set<std::string>> mark(const std::vector<claim>& list);
    task<> put_aside(const std::vector<claim>& list);
    task<> carry(claim c);
    task<std::vector<bool>> write_outcomes(std::vector<outcome> list);
    task<std::vector<bool>> write_receipts(std::vector<receipt_news> list);
    task<> roll_up(std::vector<std::string> ids);
    task<> heed_early(const std::vector<outcome>& list);

    outbox_parts p_;
    task_group tasks_;
    asio::steady_timer bell_;
    bool roused_ = false, stopping_ = false;
    bool any_parked_ = true;
    counters count_;
    group_commit<new_message, bool> storing_;
    group_commit<outcome, bool> answering_;
    group_commit<receipt_news, bool> hearing_;
};

/// When the n-th retry (from 1) is made.
[[nodiscard]] ms retry_after(std::int64_t attempts);

}  // namespace zenix::sms
