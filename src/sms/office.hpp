#pragma once
#include "base/event_hub.hpp"
#include "base/principal.hpp"
#include "sms/automation.hpp"
#include "sms/inbox.hpp"
#include "sms/outbox.hpp"
#include "sms/smpp_clients.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace zenix::sms {

struct office_options {
    std::string home_country = "IN";
    lender_words lender;
    std::function<sys_ms()> clock = zenix::now;
};

/// What our SMPP server tells of one client; the server gives it.
struct client_state {
    std::optional<std::string> listening_on;
    std::int64_t binds = 0;
    std::int64_t throttled_unwritten = 0;  ///< beside those in smpp_client_throttles
    std::optional<sys_ms> last_bind_at;
    std::optional<std::string> last_error;
};

/// The room's parts together: what the routes, the SMPP server and the gateways ask.
class office {
  public:
    office(asio::any_io_executor ex, pg::pool& db, compliance::gate_service& gate, event_hub& hub,
        const secret::master_key& key, roads::maker make, std::shared_ptr<sim_roads> sims,
        office_options options);

    /// Reads what is administered, settles what a former life left. Offers topic `messages`.
    task<> load();
    /// Spawns what beats: the outbox, rules, webhooks.
    void run(task_group& in);
    task<> stop();

    /// A message of a person or a system; the contract's `Message`. Throws problem 422 `gate_refused`
    /// with the decision, the row saying so being stored.
    task<json::object> send(principal who, message_wish w);
    task<json::object> preview(message_wish w);
    /// A text that reached us; back when it is durable. A part of a longer one waits for the rest.
    task<> incoming(inbound_text t);
    task<> receipt(receipt_news news) { return outbox_.receipt(std::move(news)); }
    /// Texts of SMPP clients, their ids set: stored in one commit, judged later with all others.
    task<> accept(std::vector<new_message> list);
    /// A text of a client as it will be stored.
    [[nodiscard]] new_message of_client(const smpp_client& from, std::string e164, std::string text) const;

    /// After a change of what is administered.
    task<> reload_templates() { return templates_.load(db_); }
    task<> reload_keywords() { return keywords_.load(db_); }
    task<> reload_roads();
    task<> reload_clients();

    void changed(std::vector<std::string> ids);
    [[nodiscard]] std::optional<std::pair<std::int64_t, std::string>> price_now() const;

    pg::pool& db() { return db_; }
    compliance::gate_service& gate() { return gate_; }
    const secret::master_key& key() const { return key_; }
    outbox& out() { return outbox_; }
    roads& ways() { return roads_; }
    template_book& templates() { return templates_; }
    keyword_book& keywords() { return keywords_; }
    const office_options& options() const { return options_; }
    const std::vector<smpp_client>& clients() const { return clients_; }

    /// Set by whoever runs the SMPP server.
    std::function<client_state(std::int64_t)> client_state_of;
    std::function<void()> clients_changed;

  private:
    task<> publish();
    task<> beat_rules();
    task<> beat_webhooks();
    task<> beat_house();
    task<std::optional<json::object>> asked_before(std::string by, std::string key);
    task<> refuse(new_message m, const compliance::decision& d);

    pg::pool& db_;
    compliance::gate_service& gate_;
    event_hub& hub_;
    const secret::master_key& key_;
    office_options options_;
    template_book templates_;
    keyword_book keywords_;
    roads roads_;
    outbox outbox_;
    inbox inbox_;
    std::vector<smpp_client> clients_;
    task_group tasks_;
    std::set<std::string> to_publish_;
    bool publishing_ = false;
    std::map<std::int64_t, std::int64_t> unread_;
};

}  // namespace zenix::sms
