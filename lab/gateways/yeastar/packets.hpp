#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::lab {

/// One packet of the TG's API: header lines, names in lower case.
using tg_packet = std::map<std::string, std::string>;

/// Packets out of a stream: lines ended by CRLF (or LF), a blank line ends one. Pure.
class tg_reader {
  public:
    void feed(std::string_view bytes) { rest_.append(bytes); }
    [[nodiscard]] std::optional<tg_packet> next();
    [[nodiscard]] bool broken() const { return rest_.size() > 64 * 1024; }

  private:
    std::string rest_;
};

/// `gsm send sms 2 "Hello%20you" 77` into words; quotes are taken off, `\"` inside them stays one.
[[nodiscard]] std::vector<std::string> tg_words(std::string_view command);

/// UTF-8 as the box writes Content: percent escapes, space as `+`.
[[nodiscard]] std::string tg_encode(std::string_view utf8);
/// Parts of a long text as the air interface cuts it: 153 characters, or 67 when it is not plain.
[[nodiscard]] std::vector<std::string> tg_parts(std::string_view utf8);

}  // namespace zenix::lab
