#pragma once
#include "base/secret.hpp"
#include "base/task_group.hpp"
#include "gateways/drivers/box.hpp"
#include "gateways/route_book.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace zenix::gateways {

/// A session with a box of these settings; nullptr for a driver it does not know.
using box_maker = std::function<std::unique_ptr<drivers::box>(const drivers::settings&)>;

struct keeper_parts {
    asio::any_io_executor ex;
    pg::pool& db;
    route_book& book;
    secret::master_key key;
    std::vector<std::string> drivers;  ///< that `make` knows
    box_maker make;
    std::function<sys_ms()> clock;
    std::function<double()> dice;  ///< 0 to 1
};

/// Looks after the makers' boxes. Each is polled by a coroutine of its own, so one that stalls holds
/// up no other; what it tells goes into the book, and SIMs are followed by ICCID wherever they sit.
/// A poll that is missed is tried twice more, a second apart; then the box is out. It is asked on, and
/// the first answer brings it back.
class keeper {
  public:
    explicit keeper(keeper_parts parts);

    /// Reads the boxes and begins, changes or ends their polling. At the start and after a change.
    task<> load();
    /// A box says that something happened: it is asked soon. Its word is not believed, only heeded.
    void hint(std::int64_t box_id);
    /// A push that was believed: the same, and it is remembered that the box pushes. Its driver sees
    /// the body; back when what it takes from it is kept.
    task<result<void>> pushed(std::int64_t box_id, std::string body);
    /// Hears of each push that was believed.
    void on_pushed(std::function<void(std::int64_t)> heard) { pushed_ = std::move(heard); }
    task<> stop(ms patience);

    /// What a box said since we started that nobody understands.
    struct word {
        std::optional<int> port;
        std::string text;
        std::int64_t count = 0;
        sys_ms first_at{}, last_at{};
    };
    [[nodiscard]] std::vector<word> words(std::int64_t box_id) const;  ///< the latest first

    // Requests to a box, one at a time with its polls. `closed` for one that is not kept.
    task<result<void>> act(std::int64_t box_id, int port, drivers::port_action what, int slot);
    task<result<drivers::ussd_reply>> ussd(std::int64_t box_id, int port, std::string code);
    task<std::vector<drivers::finding>> probe(std::int64_t box_id);

    // Texts, as the box's driver has them; one at a time with polls. `refused` of send_text means
    // that nothing was sent.
    task<result<drivers::text_taken>> send_text(std::int64_t box_id, drivers::text_order order);
    task<result<std::vector<drivers::text_report>>> text_reports(
        std::int64_t box_id, sys_ms since, std::vector<drivers::text_asked> open);
    task<result<drivers::inbox_page>> inbox(std::int64_t box_id, std::string after);
    [[nodiscard]] std::vector<std::int64_t> box_ids() const;
    task<std::vector<drivers::finding>> provision(std::int64_t box_id, drivers::voice_plan plan);
    /// Of a box that is not stored yet; a session of its own.
    task<std::vector<drivers::finding>> probe_new(drivers::settings s);

    [[nodiscard]] const std::vector<std::string>& drivers() const { return p_.drivers; }
    [[nodiscard]] const secret::master_key& key() const { return p_.key; }
    [[nodiscard]] route_book& book() { return p_.book; }

  private:
    struct kept;
    using kept_ptr = std::shared_ptr<kept>;

    [[nodiscard]] kept_ptr find(std::int64_t box_id) const;
    [[nodiscard]] drivers::settings settings_for(const box_record& b) const;
    void begin(const box_record& b);
    void end(const kept_ptr& k);
    task<> watch(kept_ptr k);
    void open(kept& k);
    task<> poll(kept_ptr k);
    task<> learn(kept_ptr k, drivers::box_report report);
    task<> remember_block(std::int64_t box_id, int port, drivers::port_action what);
    void renew(const kept_ptr& k);
    void odd(kept& k, std::optional<int> port, std::string text);

    keeper_parts p_;
    std::map<std::int64_t, kept_ptr> boxes_;
    std::function<void(std::int64_t)> pushed_;
    std::map<std::int64_t, std::set<int>> blocked_;  ///< ports, by box
    task_group tasks_;
};

}  // namespace zenix::gateways
