#pragma once
#include "base/task.hpp"
#include "lab/gateways/http/misbehaviour.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zenix::lab {

struct box_request {
    std::string method, target;  ///< target as it was sent
    std::string path;            ///< decoded, without query
    std::map<std::string, std::string> query;
    std::map<std::string, std::string> headers;  ///< names in lower case; the last one wins
    std::string body;

    [[nodiscard]] std::string header(const std::string& lower_case) const;
};

struct box_reply {
    int status = 200;
    std::string reason;  ///< of the status line; empty: the usual word
    std::string type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

/// `%41` into `A`; what is not encoded well stays.
[[nodiscard]] std::string percent_decoded(std::string_view text, bool plus_is_space);
/// Splits a target; what is not percent-encoded well is left as it stands, as small boxes do.
void read_target(std::string_view target, box_request& into);

/// The web server of a box: HTTP/1.1 on loopback, byte for byte in our hands so that it can be
/// wrong in every way `wire_faults` knows. Not net::server, which is never wrong.
class http_port {
  public:
    using answerer = std::function<box_reply(const box_request&)>;
    http_port(asio::any_io_executor ex, answerer answer, std::uint16_t wanted = 0);
    ~http_port();

    /// Binds (the wanted port, else a free one). Throws std::runtime_error when it cannot.
    void open();
    void close();  ///< connections are reset
    [[nodiscard]] std::uint16_t port() const;
    /// Takes effect with the next byte: `dead` closes the port, the end of it opens the same one.
    void set_faults(wire_faults f);
    [[nodiscard]] const wire_faults& faults() const;
    [[nodiscard]] std::int64_t requests() const;

  private:
    struct core;
    std::shared_ptr<core> core_;  ///< shared with the connections' coroutines
};

}  // namespace zenix::lab
