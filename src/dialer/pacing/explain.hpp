#pragma once
#include <boost/json/object.hpp>

#include "dialer/pacing/types.hpp"

namespace zenix::dialer::pacing {

/// `why` of a decision, for JSON lines and for the supervisor's page.
[[nodiscard]] boost::json::object explain(const explanation& why);

[[nodiscard]] std::string_view name(mode m);
[[nodiscard]] std::string_view name(because b);

}  // namespace zenix::dialer::pacing
