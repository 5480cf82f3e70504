#pragma once
#include "base/result.hpp"
#include "base/task.hpp"
#include "gateways/trunk.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace zenix::gateways {

/// The PBX as this room sees it: it is told which trunks there are, and asked how they do. It
/// forgets everything when it restarts.
class endpoint_pusher {
  public:
    virtual ~endpoint_pusher() = default;
    /// Makes the trunk as it is now; true. One that is there already, just so, is left in peace; false.
    virtual task<result<bool>> push(trunk t, std::optional<std::string> password) = 0;
    /// Calls on it go on. Absent is fine.
    virtual task<result<void>> remove(std::int64_t trunk_id) = 0;
    virtual task<result<trunk_state>> state(std::int64_t trunk_id) = 0;
};

}  // namespace zenix::gateways
