#include "dialer/pacing/stdio.hpp"

#include <istream>
#include <ostream>

#include "dialer/pacing/lines.hpp"

namespace zenix::dialer::pacing {
namespace {

/// One line of at most line_max bytes; what is longer is read past and not kept.
enum class got : std::uint8_t { line, too_long, end };

got next_line(std::streambuf& in, std::string& line) {
    line.clear();
    bool kept = true;
    for (auto c = in.sbumpc();; c = in.sbumpc()) {
        if (c == std::streambuf::traits_type::eof())
            return line.empty() && kept ? got::end : kept ? got::line : got::too_long;
        if (c == '\n') return kept ? got::line : got::too_long;
        if (line.size() < line_reader::line_max + 1) line += static_cast<char>(c);
        else kept = false;
    }
}

}  // namespace

int run_stdio(std::istream& in, std::ostream& out, const settings& s) {
    line_reader reader(s);
    std::string line;
    for (;;) {
        const auto what = next_line(*in.rdbuf(), line);
        if (what == got::end) return 0;
        const auto answer = what == got::line ? reader.read(line) : reader.too_long();
        if (answer.empty()) continue;
        out << answer << '\n' << std::flush;
        if (!out) return 1;
    }
}

}  // namespace zenix::dialer::pacing
