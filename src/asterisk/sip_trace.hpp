#pragma once
#include "asterisk/session.hpp"
#include "base/task.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace zenix::asterisk {

/// One SIP message as Asterisk copied it to us (HEPv3).
struct traced_message {
    std::string call_id;
    std::string sip;  ///< the whole message; may hold digests: never log it
};
/// Nullopt when it is not HEPv3 or is cut short.
[[nodiscard]] std::optional<traced_message> read_hep(std::string_view packet);

/// What a message says about the end of its call: a final failure's status and `Reason: Q.850`.
[[nodiscard]] std::optional<release> read_release(std::string_view sip);

/// Why calls ended in the network's own words. Asterisk 22.10 maps the SIP status of a refused
/// INVITE to a cause and drops the `Reason` header's, so "switched off" (20) would read "no answer"
/// (19). It copies each SIP message to us over loopback a moment before it reports the end; this
/// remembers the last word.
class sip_trace {
public:
    sip_trace(asio::any_io_executor ex, std::uint16_t port);
    ~sip_trace();

    /// Listens until cancelled. A port that is taken is logged and tried again.
    task<> run();
    void close();
    /// For session::set_release_lookup.
    [[nodiscard]] std::optional<release> find(std::string_view call_id) const;

private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace zenix::asterisk
