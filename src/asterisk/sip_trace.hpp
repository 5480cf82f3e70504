#pragma once
#include "asterisk/session.hpp"
#include "base/task.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace zenix::asterisk {

/// One SIP message as Asterisk copied it to us.
struct traced_message {
    std::string call_id;
    std::string sip;  ///< the whole message; may hold digests: never log it
};
/// Reads one HEPv3 packet. Nullopt when it is none, or is cut short.
[[nodiscard]] std::optional<traced_message> read_hep(std::string_view packet);

/// What a SIP message says about the end of its call: the status of a refused INVITE and its
/// `Reason: Q.850` (RFC 3326). Nullopt for every other message, a demand for a password and the
/// answer to a CANCEL of ours.
[[nodiscard]] std::optional<release> read_release(std::string_view sip);

/// Why calls were refused, in the network's own words. Asterisk 22.10 makes a cause out of the SIP
/// status and drops the Reason header's, so "switched off" (20) would read "no answer" (19). It
/// copies each SIP message to us over loopback, a moment before it reports the end; this remembers
/// the last word of each call for two minutes.
class sip_trace {
  public:
    sip_trace(asio::any_io_executor ex, std::uint16_t port);
    ~sip_trace();

    /// Listens on 127.0.0.1 until cancelled or close(). A taken port is logged and tried again.
    task<> run();
    void close();
    /// For session::set_release_lookup. Reads what has come in since, so it is never a packet
    /// behind.
    [[nodiscard]] std::optional<release> find(std::string_view call_id);

  private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace zenix::asterisk
