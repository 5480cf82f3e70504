#pragma once
#include "asterisk/ami.hpp"
#include "asterisk/session.hpp"
#include "base/secret.hpp"
#include "gateways/endpoint_pusher.hpp"
#include "gateways/route_book.hpp"
#include "gateways/turnstile.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace zenix::gateways {

/// Keeps Asterisk's trunks as the book has them, and the book's trunk states as Asterisk sees them.
class trunk_push {
  public:
    trunk_push(std::shared_ptr<asterisk::session> ari, secret::master_key key, route_book& book);
    trunk_push(std::unique_ptr<endpoint_pusher> pbx, secret::master_key key, route_book& book);

    /// After each change of a trunk. A trunk that is switched off is taken away.
    task<result<void>> push(std::int64_t trunk_id);
    task<result<void>> erase(std::int64_t trunk_id);
    /// When Asterisk answers (again), and after many changes at once.
    task<> push_all();
    /// Asks for each trunk's state and pushes once more what failed. Call it every few seconds:
    /// events tell sooner, this tells for sure.
    task<> check();
    /// Asterisk's word on whether a trunk answers.
    void on_contact(const asterisk::contact_status& c);

    [[nodiscard]] const secret::master_key& key() const { return key_; }

  private:
    [[nodiscard]] bool just_made(std::int64_t trunk_id) const;
    task<result<void>> push_now(std::int64_t trunk_id);
    task<result<void>> erase_now(std::int64_t trunk_id);

    std::unique_ptr<endpoint_pusher> pbx_;
    turnstile one_at_a_time_;  ///< two pushes of one trunk would make its contact twice
    secret::master_key key_;
    route_book& book_;
    std::set<std::int64_t> failed_;  ///< not in Asterisk as they should be
    /// Made anew, and since when: Asterisk calls them offline until it has asked them once.
    std::map<std::int64_t, std::chrono::steady_clock::time_point> fresh_;
    std::map<std::int64_t, int> told_;  ///< how often events have told the state
};

}  // namespace zenix::gateways
