#pragma once
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "audit/audit_log.hpp"
#include "base/principal.hpp"
#include "calls/conductor.hpp"
#include "compliance/gate_service.hpp"
#include "identity/directory.hpp"

namespace zenix::calls {

struct call_request {
    std::optional<std::int64_t> customer_id, loan_id;
    std::optional<std::string> phone_number;  ///< as typed
    std::string idempotency_key;
    std::int64_t campaign_id = 0, lead_id = 0;
    compliance::purpose purpose = compliance::purpose::recovery;
    std::optional<std::int64_t> route_group_id;
    int ring_timeout_s = 0;
    std::string call_id;  ///< chosen by the dialer; empty: a new one
};

/// Who is held for a campaign's call before it is dialled; nobody where it is left to the answer.
struct held_telecaller {
    std::int64_t user_id = 0;
    std::string name;
};

struct transfer_request {
    bool consult = false;
    std::optional<std::int64_t> to_user_id;
    std::optional<std::string> to_phone_number;
};

/// What a telecaller asks for, up to the machine: the one road out. Gate, then route, then the
/// conductor; each outbound leg takes a permit that only the gate can make.
class desk {
  public:
    desk(conductor& floor_of_calls, agents::floor& floor, compliance::gate_service& gate,
         gateways::route_book& roads, call_log& log, pg::pool& db, identity::directory& people);

    /// Throws 409 `in_call`, `outcome_required`, `phone_offline`; 422 `gate_refused`; 503 `no_route`,
    /// `gate_in_doubt`, `database_away`.
    task<call> start(principal who, call_request r);
    /// A campaign's attempt: the borrower is dialled first. Throws 422 `gate_refused`, 503 `no_route`,
    /// `gate_in_doubt`, `database_away`, 409 when who is held is not free.
    task<call> start_attempt(call_request r, held_telecaller held);
    task<call> transfer(principal who, std::string id, transfer_request r);

    /// The call, in progress or settled, when `who` may see it. Throws 404.
    task<call> look_up(principal who, std::string id);
    /// A call in progress that `who` may steer. Throws 404, 403, 409 `call_over`.
    task<call> steerable(principal who, std::string id);

  private:
    using request_key = std::pair<std::int64_t, std::string>;  ///< user, Idempotency-Key
    class once;
    task<call> start_new(principal who, call_request r);
    task<std::optional<call>> started_before(const principal& who, const std::string& key);
    task<outbound_leg> way_out(compliance::question q, call* record, gateways::route_limits limits = {});
    conductor& calls_;
    agents::floor& floor_;
    compliance::gate_service& gate_;
    gateways::route_book& roads_;
    call_log& log_;
    pg::pool& db_;
    identity::directory& people_;
    std::set<request_key> under_way_;  ///< starts that have not been answered yet
};

/// May they see calls that are not their own?
[[nodiscard]] bool oversees(const principal& who);
[[nodiscard]] bool takes_part(const principal& who, const call& c);

}  // namespace zenix::calls
