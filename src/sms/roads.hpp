#pragma once
#include "base/result.hpp"
#include "sms/accounts.hpp"
#include "sms/terms.hpp"
#include "sms/transport.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace zenix::sms {

/// Gateways as roads for texts. Which SIM it is shows when the permit is spent: caps are counted then.
class sim_roads : public transport {
  public:
    /// Why none would take it now; empty when one would.
    [[nodiscard]] virtual std::string obstacle(const order& o) const = 0;
    /// Whether there is a port that could ever take it.
    [[nodiscard]] virtual bool ever(const order& o) const = 0;
};

/// The way a message takes.
struct way {
    std::shared_ptr<transport> out;
    std::string kind;  ///< smpp, http, gateway
    std::optional<std::int64_t> account_id, trunk_id;
    std::optional<int> port;  ///< asked for
    std::string name, explanation, currency;
    std::optional<std::int64_t> price_minor;
    std::optional<std::string> sender;  ///< the account's own
};

/// What the choice looks at.
struct road_question {
    std::string e164, purpose, priority;
    std::optional<std::int64_t> wanted_account;
    std::optional<std::string> wanted_sim;
    std::size_t parts = 1;
};

/// Why there is none: `for_good` when no waiting mends it.
struct no_way {
    bool for_good = false;
    std::string why;
    bool busy = false;  ///< it is up, and takes the next one soon
};

/// All ways out for texts as they are now.
class roads {
  public:
    using maker = std::function<std::shared_ptr<transport>(const smsc_account&)>;
    roads(maker make, std::shared_ptr<sim_roads> sims)
        : make_(std::move(make)), sims_(std::move(sims)) {}

    /// Reads accounts and routes; sessions of changed accounts are made anew.
    task<> load(pg::executor& db);
    task<> close();

    /// The first route that fits and has room; `room` counts what this round took already.
    [[nodiscard]] std::variant<way, no_way> choose(const road_question& q);
    void begin_round();
    [[nodiscard]] std::size_t room() const;
    [[nodiscard]] bool any_up() const;

    [[nodiscard]] const std::vector<message_route>& routes() const { return routes_; }
    struct line {
        smsc_account account;
        std::shared_ptr<transport> out;  ///< null while switched off
        std::size_t taken = 0;           ///< in this round
    };
    [[nodiscard]] const std::map<std::int64_t, line>& accounts() const { return lines_; }
    [[nodiscard]] sim_roads* sims() const { return sims_.get(); }

  private:
    std::variant<way, no_way> by_account(std::int64_t id, const std::string& why);
    std::variant<way, no_way> by_sim(const road_question& q, std::optional<std::int64_t> trunk_id,
        std::optional<int> port, const std::string& why);

    maker make_;
    std::shared_ptr<sim_roads> sims_;
    std::map<std::int64_t, line> lines_;
    std::vector<message_route> routes_;
    std::size_t sims_taken_ = 0;
};

/// Whether a route speaks of such a message. Pure.
[[nodiscard]] bool applies(const message_route& r, const road_question& q);

}  // namespace zenix::sms
