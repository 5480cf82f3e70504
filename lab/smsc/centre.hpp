#pragma once
#include "base/task_group.hpp"
#include "lab/smsc/address.hpp"
#include "lab/smsc/borrower.hpp"
#include "lab/smsc/faults.hpp"
#include "lab/smsc/wire.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace zenix::lab::smsc {

/// A text the centre took.
struct stored {
    std::string id, account, from, to;
    text_message wire;
    reading read;
    sys_ms at{};
    std::string state = "ENROUTE";
};

class visitor;

/// An SMS centre that speaks SMPP, with the borrowers behind it. Any client with the password binds.
class centre {
  public:
    explicit centre(asio::any_io_executor ex);
    ~centre();
    centre(const centre&) = delete;

    /// Opens `where.port` (0: a free one; a taken one gives way to a free one) on loopback.
    void open(lab_address where);
    void close();
    [[nodiscard]] const lab_address& address() const { return where_; }

    /// A borrower writes. `joining` of a long text: udh, sar, payload. It waits for a receiver.
    void text_in(const std::string& from, const std::string& to, const std::string& text,
        const std::string& joining = "udh");
    void teach(const std::string& number, std::optional<manner> m);

    smsc::faults faults;
    struct counters {
        std::int64_t binds = 0, submits = 0, accepted = 0, refused = 0, receipts = 0,
                     receipts_acked = 0, inbound = 0, inbound_acked = 0;
    };
    [[nodiscard]] const counters& count() const { return count_; }
    [[nodiscard]] const std::deque<stored>& texts() const { return texts_; }
    [[nodiscard]] std::size_t sessions() const;
    [[nodiscard]] std::size_t waiting() const { return outgoing_.size(); }
    void forget_texts();
    /// Ends every session: cleanly, by reset, or with the socket half closed.
    void drop(const std::string& how);
    void send_outbind();

  private:
    friend class visitor;
    struct outgoing {
        std::string account;
        std::uint32_t command = deliver_sm;
        std::string body;
        const visitor* not_on = nullptr;
        bool receipt = true;
        int tries = 0;
    };
    task<> accept();
    task<> keep_time();
    void later(ms after, std::function<void()> what);
    void arrived(std::shared_ptr<visitor> from, const frame& f);
    void submit(const std::shared_ptr<visitor>& from, const frame& f);
    [[nodiscard]] std::uint32_t judge(visitor& from, const text_message& m);
    void accept_text(const std::shared_ptr<visitor>& from, const frame& f, text_message m);
    void plan_receipts(const std::shared_ptr<visitor>& from, const stored& s);
    void send_receipt(const std::string& id, const std::string& account, const visitor* by,
        const std::string& state, const std::string& error, bool intermediate);
    void reply_by_borrower(const stored& s);
    [[nodiscard]] std::string next_id();
    [[nodiscard]] std::string receipt_id(const std::string& id) const;
    [[nodiscard]] bool chance(std::int64_t percent);
    void send_all();
    const stored& keep(stored s);
    [[nodiscard]] stored* find(const std::string& id);
    void answered(const std::shared_ptr<visitor>& by, outgoing o, std::uint32_t status);

    asio::any_io_executor ex_;
    lab_address where_;
    asio::ip::tcp::acceptor acceptor_;
    asio::steady_timer clock_;
    std::multimap<std::chrono::steady_clock::time_point, std::function<void()>> plans_;
    std::vector<std::shared_ptr<visitor>> visitors_;
    std::map<std::string, manner> taught_;
    std::deque<stored> texts_;
    std::deque<outgoing> outgoing_;
    std::unordered_map<std::string, std::uint64_t>
        index_;                ///< id → its number among all there ever were
    std::uint64_t first_ = 0;  ///< number of texts_.front()
    counters count_;
    std::uint64_t last_id_ = 0, dice_ = 0;
    std::uint8_t reference_ = 0;
    double tokens_ = 0;
    std::chrono::steady_clock::time_point filled_{}, dirty_{};
    task_group tasks_;
};

}  // namespace zenix::lab::smsc
