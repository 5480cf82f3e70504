#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The dialect of the Asterisk Manager Interface that Yeastar TG boxes speak on TCP 5038, as bytes.
/// Pure.
namespace zenix::gateways::drivers::yeastar {

struct packet {
    enum class kind : std::uint8_t { greeting, response, event, other };
    kind what = kind::other;
    std::vector<std::pair<std::string, std::string>> fields;  ///< names in lower case
    std::vector<std::string> body;                            ///< lines of a command's output

    [[nodiscard]] std::string_view get(std::string_view name) const;  ///< empty when absent
    [[nodiscard]] std::string text() const;                           ///< the body, line by line
};

/// Takes bytes, however they are cut, and gives packets. Both dialects: bodies as they stand up to
/// `--END COMMAND--`, and lines that begin with `Output:`; events with and without their own end
/// mark; CRLF and LF.
class packet_reader {
  public:
    /// False when a line grows beyond 64 KiB or a packet beyond 1 MiB: then this is no such box.
    [[nodiscard]] bool feed(std::string_view bytes, std::vector<packet>& out);

  private:
    void take(std::string_view line, std::vector<packet>& out);
    void take_output(std::string_view line, std::vector<packet>& out);
    void emit(std::vector<packet>& out);

    std::string rest_;
    packet now_;
    std::size_t size_ = 0;
    bool follows_ = false;   ///< within `Response: Follows`
    bool prefixed_ = false;  ///< a line of it began with `Output:`
};

/// `Action: …` and its fields. A line break in a value would start a field of the sender's own, so
/// control characters are left out.
[[nodiscard]] std::string write_action(std::string_view action, std::string_view id,
    const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace zenix::gateways::drivers::yeastar
