#pragma once
#include "base/task.hpp"
#include "compliance/gate_service.hpp"
#include "dialer/campaigns/campaign.hpp"

namespace zenix::dialer {

/// What the gate would say now of the first leads in order: the contract's `CampaignCheck`. Nothing is
/// dialled, counted or stored.
task<json::object> check_leads(pg::executor& db, compliance::gate_service& gate, campaign c, sys_ms now);

}  // namespace zenix::dialer
