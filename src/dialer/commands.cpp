#include "dialer/commands.hpp"

#include <CLI/CLI.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <chrono>
#include <csignal>
#include <iostream>

#include "dialer/pacing/stdio.hpp"
#include "dialer/rehearsal/scenario.hpp"

namespace zenix::dialer {

void add_options(CLI::App& command, pacing_options& o) {
    command.add_flag("--stdio", o.stdio, "Events as JSON lines on standard input, decisions on standard output.")
        ->required();
    command.add_flag("--guaranteed", o.guaranteed, "No attempt without a telecaller who is free already.");
    command
        .add_option("--ring-cancel", o.ring_cancel_s,
            "Hang up hopeless attempts that rang so many seconds; at least 15, as the law has it. 0 is never.")
        ->check([](const std::string& text) {
            const bool fine = text == "0" || (CLI::Range(15.0, 600.0)(text).empty());
            return fine ? std::string{} : "must be 0, or 15 to 600 seconds";
        });
}

int run(const pacing_options& o) {
    std::signal(SIGPIPE, SIG_IGN);  // Whoever reads has gone: the write fails, and we end.
    std::ios::sync_with_stdio(false);
    pacing::settings s;
    s.guaranteed = o.guaranteed;
    s.ring_cancel_s = o.ring_cancel_s;
    return pacing::run_stdio(std::cin, std::cout, s);
}

void add_options(CLI::App& command, simulate_options& o) {
    command.add_option("file", o.file, "Scenario (TOML); docs/pacing.md, examples in bench/scenarios.")->required();
    command.add_flag("--json", o.json, "The figures as one JSON object on standard output.");
    command.add_option("--seeds", o.seeds, "Shifts to play, instead of what the file says.")->check(CLI::Range(1, 1000));
}

int run(const simulate_options& o) {
    constexpr int bad_config = 78;  // EX_CONFIG
    rehearsal::scenario s;
    try {
        s = rehearsal::load_scenario(o.file);
    } catch (const rehearsal::bad_file& e) {
        std::cerr << "zenix: " << e.what() << '\n';
        return bad_config;
    }
    if (o.seeds > 0) s.seeds = o.seeds;
    // Progress goes where a person looks, and never among the figures.
    const bool person = isatty(STDERR_FILENO) != 0;
    int told = -1;
    const auto progress = [&](double done) {
        const int percent = static_cast<int>(100 * done);
        if (percent == told || (!person && percent / 10 == told / 10 && told >= 0)) return true;
        told = percent;
        std::cerr << (person ? "\r" : "") << "rehearsing " << percent << " %" << (person ? "" : "\n") << std::flush;
        return true;
    };
    const auto began = std::chrono::steady_clock::now();
    const auto r = rehearse(s, progress);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    if (person) std::cerr << "\r                  \r";
    const double faster = r.hours.mean * 3600 * r.seeds / std::max(1e-3, took.count());
    if (o.json) {
        auto out = to_json(s, r);
        out["times_faster_than_life"] = faster;
        std::cout << boost::json::serialize(out) << '\n';
    } else {
        std::cout << in_words(s, r) << fmt::format("\n{:.1f} s, {:.0f} times faster than life.\n", took.count(), faster);
    }
    return 0;
}

}  // namespace zenix::dialer
