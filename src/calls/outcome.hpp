#pragma once
#include "calls/desk.hpp"
#include "crm/outcome_rules.hpp"
#include "net/http.hpp"

namespace zenix::calls {

/// The outcome of a call: disposition, promise, callback, do-not-call, written together or not at
/// all. Throws 409 `call_in_progress` while the telecaller is still in it, 422 naming the field.
class outcome_writer {
  public:
    outcome_writer(conductor& calls, call_log& log, desk& d, agents::floor& floor,
                   compliance::gate_service& gate, pg::pool& db);
    task<call> write(principal who, std::string id, fields body);
    /// After a restart: who is said to owe an outcome that was written in the last moment owes none.
    task<void> forgive_written();
    /// Hears each outcome of a campaign's call once it is durable.
    using listener = std::function<void(const call&, const crm::outcome&)>;
    void on_written(listener l) { listener_ = std::move(l); }

  private:
    task<void> row_written(std::string id);
    conductor& calls_;
    call_log& log_;
    desk& desk_;
    agents::floor& floor_;
    compliance::gate_service& gate_;
    pg::pool& db_;
    listener listener_;
};

}  // namespace zenix::calls
