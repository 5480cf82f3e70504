#pragma once
#include "lab/gateways/port.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::lab {

/// How many SMS a text takes (3GPP TS 23.038: 160 or 153 septets, 70 or 67 UCS-2 units).
[[nodiscard]] int segments_of(std::string_view utf8);

/// One text to one recipient, from the box's queue to the receipt.
struct outgoing_text {
    enum class status { queued, sending, sent, failed, delivered };
    std::int64_t id = 0, task = 0;
    std::int64_t user_id = -1;  ///< the sender's own; below 0 is none
    std::string client_id;      ///< the sender's own where it is text (Yeastar)
    std::vector<int> allowed;   ///< ports it may leave by; empty: any
    std::string number, text, imsi, iccid;
    bool wants_report = true;
    int port = -1, segments = 1, sent_segments = 0;
    int ref_id = 0;        ///< TP-MR of the first segment
    int status_code = -1;  ///< TP-Status of the receipt; below 0: none yet
    outgoing_text::status state = status::queued;
    sys_ms made{}, changes{}, receipt{};  ///< `receipt` 0: none will come
};

/// How texts go wrong, per box.
struct text_faults {
    int fail_percent = 0;         ///< the network refuses
    int lost_report_percent = 0;  ///< no receipt ever comes
    int report_code = 0;          ///< TP-Status of every receipt
    ms late_report{0};            ///< on top of the usual 1 to 20 s
};

/// The texts a box was asked to send. Pure: `step` is told the time and says what changed.
class outbox {
  public:
    explicit outbox(std::uint64_t seed) : seed_(seed) {}

    /// Takes a text; the id is its place. Drops the oldest finished ones beyond 2000.
    std::int64_t add(outgoing_text t, sys_ms at);
    /// Removes what still waits of a task; false when nobody knows the task.
    bool stop(std::int64_t task);
    /// The box lost its power: what had not left is gone, and no receipt finds it any more.
    void forget_unsent();

    struct change {
        std::int64_t id;
        bool receipt;  ///< false: the sending has ended
    };
    [[nodiscard]] std::vector<change> step(std::vector<gsm_port>& ports, sys_ms at, pace p);

    [[nodiscard]] const outgoing_text* find(std::int64_t id) const;
    [[nodiscard]] const std::deque<outgoing_text>& all() const { return texts_; }
    [[nodiscard]] int waiting() const;
    [[nodiscard]] std::int64_t next_task() { return ++tasks_; }

    text_faults faults;
    bool fail_unusable = false;  ///< a text whose ports cannot send fails at once (Yeastar)
    ms gap{0};  ///< a port rests so long (of the field) after a text (Yeastar: 10 s)

  private:
    bool begin(outgoing_text& t, std::vector<gsm_port>& ports, sys_ms at, pace p);
    void end_sending(outgoing_text& t, std::vector<gsm_port>& ports, sys_ms at, pace p);

    std::uint64_t seed_;
    std::deque<outgoing_text> texts_;
    std::int64_t ids_ = 0, tasks_ = 0;
    int ref_ = 0;
    std::size_t turn_ = 0;  // the port that is asked first
    std::vector<sys_ms> rests_until_;
};

}  // namespace zenix::lab
