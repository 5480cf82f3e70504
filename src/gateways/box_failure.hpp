#pragma once
#include "base/problem.hpp"
#include "base/result.hpp"

namespace zenix::gateways {

/// What a box's failure is to who asked for it over HTTP.
[[nodiscard]] problem problem_of(const failure& why);

}  // namespace zenix::gateways
