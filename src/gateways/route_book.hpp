#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "compliance/permit.hpp"
#include "gateways/route_choice.hpp"
#include "pg/pool.hpp"

namespace zenix::gateways {

class route_book;

/// A way out, held for one call. Dropped, it is free again; settled, its use is counted, once.
class reservation {
  public:
    reservation(reservation&& other) noexcept;
    reservation& operator=(reservation&& other) noexcept;
    reservation(const reservation&) = delete;
    ~reservation();

    /// Counts the attempt and gives the way back. A second time does nothing.
    void settle(bool answered, std::int64_t seconds);

    [[nodiscard]] std::int64_t trunk_id() const { return trunk_id_; }
    [[nodiscard]] const std::string& trunk() const { return trunk_; }
    [[nodiscard]] const std::string& gateway() const { return gateway_; }
    [[nodiscard]] const std::string& iccid() const { return iccid_; }
    [[nodiscard]] std::optional<int> port() const { return port_; }
    [[nodiscard]] const std::string& dial_string() const { return dial_string_; }
    [[nodiscard]] const std::string& caller_id() const { return caller_id_; }
    [[nodiscard]] const std::string& explanation() const { return explanation_; }

  private:
    friend class route_book;
    reservation() = default;
    void let_go();
    struct shelf;
    std::weak_ptr<shelf> book_;
    std::int64_t trunk_id_ = 0;
    std::string trunk_, gateway_, iccid_, dial_string_, caller_id_, explanation_;
    std::optional<int> port_;
};

/// Where an inbound call came in.
struct inbound_road {
    std::int64_t trunk_id = 0;
    std::string trunk, gateway, iccid;
    std::optional<int> port;
};

/// What there is and what is free, in memory; read from PostgreSQL at start and at each change.
class route_book {
  public:
    route_book(std::string home_zone, std::function<sys_ms()> now);
    ~route_book();

    task<void> load(pg::executor& db);
    /// Writes counted use; what PostgreSQL did not take is tried again next time.
    task<void> flush(pg::executor& db);

    /// Spends the permit on a way out. Failure `no_route`: `detail` says why there is none.
    [[nodiscard]] result<reservation> reserve(compliance::permit pass);
    /// The reservation of a call found after a restart; nullopt when its trunk has gone.
    [[nodiscard]] std::optional<reservation> adopt(std::int64_t trunk_id, const std::string& iccid);
    [[nodiscard]] inbound_road describe_inbound(const std::string& endpoint, const std::string& dialled) const;

    void set_reach(const std::string& endpoint, reach state, std::optional<double> round_trip_ms);
    [[nodiscard]] std::vector<trunk> trunks() const;
    [[nodiscard]] std::vector<sim> sims() const;
    [[nodiscard]] const gsm_authorisation& gsm() const;
    [[nodiscard]] reach reach_of(std::int64_t trunk_id) const;
    [[nodiscard]] std::optional<double> round_trip_of(std::int64_t trunk_id) const;
    [[nodiscard]] int calls_on(std::int64_t trunk_id) const;
    [[nodiscard]] bool busy(const std::string& iccid) const;

  private:
    std::shared_ptr<reservation::shelf> shelf_;
};

}  // namespace zenix::gateways
