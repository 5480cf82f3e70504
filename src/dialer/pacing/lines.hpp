#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "dialer/pacing/pacer.hpp"

namespace zenix::dialer::pacing {

/// The core over JSON lines, one object a line; `docs/pacing.md` has the protocol. Knows ids as they were
/// given (text or number) and gives them back so.
class line_reader {
  public:
    static constexpr std::size_t line_max = 64 * 1024;  ///< bytes

    explicit line_reader(settings s = {}) : pacer_(s) {}

    /// What to answer: a decision, an error (`{"error":…,"line":N,"field":…}`), or nothing. Without the
    /// line's end. A line at fault changes nothing.
    [[nodiscard]] std::string read(std::string_view line);
    /// For a line that was longer than line_max and was not kept.
    [[nodiscard]] std::string too_long();

  private:
    struct names {
        std::map<std::string, key> known;   // by the JSON text of the id
        std::map<key, std::string> text;
        key next = 1;
    };
    struct event;
    std::string act(std::string_view line);
    std::string decide(double t);
    void configure(event& e);
    void agent(event& e);
    void attempt(event& e);
    void on_call(event& e, std::string_view what);
    void finished(const std::string& id);

    pacer pacer_;
    names agents_, attempts_;
    // Attempts that are over: what is said of them afterwards is no error, and changes nothing.
    std::set<std::string> over_;
    std::vector<std::string> over_order_;
    std::size_t over_next_ = 0;
    double now_ = 0;
    std::int64_t line_ = 0;
};

}  // namespace zenix::dialer::pacing
