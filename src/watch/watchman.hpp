#pragma once
#include "base/event_hub.hpp"
#include "base/task_group.hpp"
#include "gateways/turnstile.hpp"
#include "watch/store.hpp"
#include "watch/webhook.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zenix::watch {

class smtp_sender;

struct watch_options {
    std::string zone;    ///< IANA; quiet hours and times in e-mails
    std::string page{};  ///< address of the alerts screen
    std::function<sys_ms()> clock;
    std::string mail_ca_file{};  ///< empty: the machine's own list
    ms patience{20000};          ///< for one delivery
};

/// Keeps the alerts: hears the sources, stores and shows each step, carries the news out. One event
/// loop. While the database is away it goes on from memory, and writes when it is back; news of
/// that time may be told again if zenix is killed before.
class watchman {
  public:
    /// All that is wrong now; nullopt: could not look.
    using findings = std::optional<std::vector<condition>>;
    using looker = std::function<task<findings>()>;

    watchman(pg::pool& db, event_hub& hub, const secret::master_key& key, watch_options options);
    ~watchman();

    /// Settings, what a former life left unresolved, and what it had not yet told. Offers topic
    /// `alerts`: snapshot `{alerts}`, event `alert` with the whole entry at each change.
    task<> load();
    void set_page(std::string address) { options_.page = std::move(address); }
    /// Looks every `period`. Before run().
    void add_source(std::string source, ms period, looker look);
    /// Spawns what beats: sources, the pulse, one carrier a channel.
    void run(task_group& in);
    /// Ends a delivery under way and writes what is not yet written.
    task<> stop();

    void observe(const std::string& source, std::vector<condition> seen);
    [[nodiscard]] bool stands(const std::string& key) const { return book_.stands(key); }

    /// One beat: escalates, reminds, shows, writes. Run() does it every second.
    task<> pulse();
    /// Tells what is due over one channel. Run() does it every second.
    task<> carry_due(channel over);

    [[nodiscard]] std::vector<alert> unresolved() const { return book_.unresolved(); }
    [[nodiscard]] const alert* find(const std::string& id) const { return book_.find(id); }
    /// Throws problem 404, or 409 when somebody was faster or it is over.
    task<alert> acknowledge(std::string id, std::string by, std::optional<std::string> note);

    [[nodiscard]] const delivery_settings& settings() const { return settings_; }
    [[nodiscard]] const secret::master_key& key() const { return key_; }
    task<> change_settings(delivery_settings to, std::string by);
    /// Sends a test now. Throws problem 409 when the channel has no address yet.
    task<result<void>> send_test(channel over);

  private:
    void take(std::vector<step> steps);
    void finish(std::string id);
    void drop_all(channel over);
    void show();
    task<bool> write();
    task<> write_all(std::map<std::string, alert> alerts, std::map<std::string, notice> notices);
    task<result<void>> send(channel over, std::vector<notice> group);
    [[nodiscard]] std::vector<std::string> due(channel over) const;
    void settle(const std::vector<std::string>& group, channel over, const result<void>& sent);
    task<> look_every(std::string source, ms period, looker look);
    task<> beat();
    task<> carry(channel over);

    pg::pool& db_;
    event_hub& hub_;
    const secret::master_key& key_;
    watch_options options_;
    std::function<std::string()> new_id_;
    alarm_book book_;
    delivery_settings settings_;
    std::unique_ptr<smtp_sender> smtp_;
    std::map<std::string, notice> waiting_;          ///< by id, so oldest first
    std::map<channel, std::string> broken_;          ///< what was said when the last was given up
    std::map<std::string, alert> unwritten_alerts_;  ///< newest state, by id
    std::map<std::string, notice> unwritten_notices_;
    gateways::turnstile writing_;
    struct source {
        std::string name;
        ms period;
        looker look;
    };
    std::vector<source> sources_;
};

}  // namespace zenix::watch
