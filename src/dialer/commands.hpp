#pragma once
#include <string>

namespace CLI {
class App;
}

namespace zenix::dialer {

struct pacing_options {
    bool stdio = false, guaranteed = false;
    double ring_cancel_s = 0;
};
void add_options(CLI::App& command, pacing_options& o);

/// `zenix pacing --stdio`: the core over JSON lines. Returns the process's exit code.
[[nodiscard]] int run(const pacing_options& o);

struct simulate_options {
    std::string file;
    bool json = false;
    int seeds = 0;  ///< 0: as the file says
};
void add_options(CLI::App& command, simulate_options& o);

/// `zenix simulate FILE`: a campaign rehearsed with the core. 0, or 78 when the file is wrong.
[[nodiscard]] int run(const simulate_options& o);

}  // namespace zenix::dialer
