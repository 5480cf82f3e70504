#pragma once
#include "app/application.hpp"

namespace zenix::app {

/// What the alerts are about: tells the watchman where to look, and how often.
void add_sources(application::parts& p);

}  // namespace zenix::app
