#pragma once
#include "gateways/drivers/digest.hpp"
#include "gateways/drivers/settings.hpp"
#include "net/http_peer.hpp"

#include <optional>
#include <string>

namespace zenix::gateways::drivers {

/// A box's web server: connections kept, login by whatever challenge it sends, remembered until it
/// wants another. The first request goes without a name, so no password is shown unasked.
class web_session {
  public:
    explicit web_session(const settings& s);

    /// Any status but 401 is a value; `target` begins with `/` and is percent-encoded already.
    /// Failures: `timeout`, `refused`, `closed`, `protocol`, `too_large`, `login`.
    task<result<net::response>> ask(std::string method, std::string target, std::string body = {},
        std::string type = "application/json");
    void close() { peer_.close(); }

  private:
    [[nodiscard]] std::string authorize(std::string_view method, std::string_view target);

    net::http_peer peer_;
    std::string user_, password_;
    ms patience_;
    std::optional<challenge> known_;
    std::uint32_t uses_ = 0;
};

}  // namespace zenix::gateways::drivers
