#pragma once
#include "lab/gateways/http/port.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace zenix::lab {

/// HTTP/1.1 requests out of a stream of bytes (RFC 9112), as much of it as a small box knows: a
/// body by Content-Length only, heads up to 16 KiB, bodies up to 1 MiB. Pure.
class request_reader {
  public:
    void feed(std::string_view bytes) { rest_.append(bytes); }
    /// The next whole request; nullopt while it is not there, or broken().
    [[nodiscard]] std::optional<box_request> next();
    [[nodiscard]] bool broken() const { return broken_; }

  private:
    std::string rest_;
    bool broken_ = false;
};

}  // namespace zenix::lab
