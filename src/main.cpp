#include "base/version.hpp"

#include <fmt/core.h>

int main() { fmt::print("zenix {}\n", zenix::version()); }
