#pragma once
#include "sms/smpp/pdu.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace zenix::sms::smpp {

/// Cuts a stream into PDUs by their length fields. Pure.
class frames {
  public:
    void feed(std::string_view octets);
    /// The next whole PDU, good until feed() is called again; nullopt when more octets are needed or
    /// the stream is spoilt.
    [[nodiscard]] std::optional<std::string_view> next();
    /// A length below 16 or beyond pdu_max: nothing after it can be read.
    [[nodiscard]] const std::optional<bad_pdu>& spoilt() const { return spoilt_; }

  private:
    std::string held_;
    std::size_t used_ = 0;
    std::optional<bad_pdu> spoilt_;
};

}  // namespace zenix::sms::smpp
