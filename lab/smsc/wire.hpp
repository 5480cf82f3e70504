#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// SMPP as the lab's SMS centre reads and writes it: from the standard, not from the server's codec, so
/// that two readings test each other.
namespace zenix::lab::smsc {

constexpr std::uint32_t bind_receiver = 1, bind_transmitter = 2, query_sm = 3, submit_sm = 4,
                        deliver_sm = 5, unbind = 6, replace_sm = 7, cancel_sm = 8,
                        bind_transceiver = 9, outbind = 0x0B, enquire_link = 0x15,
                        submit_multi = 0x21, data_sm = 0x103, generic_nack = 0x80000000,
                        response = 0x80000000;

using parameters = std::vector<std::pair<std::uint16_t, std::string>>;

struct frame {
    std::uint32_t id = 0, status = 0, sequence = 0;
    std::string body;
};

/// Takes a whole PDU from the front of `held`; nullopt when there is none yet. A length below 16 or
/// above 128 KiB sets `bad`.
std::optional<frame> take_frame(std::string& held, bool& bad);
[[nodiscard]] std::string write_frame(
    std::uint32_t id, std::uint32_t status, std::uint32_t sequence, std::string_view body);

/// Walks a body; every step past its end sets `ok` to false and gives nothing.
class walker {
  public:
    explicit walker(std::string_view body) : rest_(body) {}
    std::string string();
    std::uint8_t octet();
    std::string octets(std::size_t n);
    parameters rest();
    bool ok = true;

  private:
    std::string_view rest_;
};

struct text_message {
    std::string service_type, from, to;
    std::uint8_t from_ton = 0, from_npi = 0, to_ton = 1, to_npi = 1;
    std::uint8_t esm_class = 0, protocol = 0, priority = 0, registered = 0, replace = 0, coding = 0;
    std::string schedule, validity, body;
    parameters more;
};
[[nodiscard]] std::optional<text_message> read_text(const frame& f);
[[nodiscard]] std::string write_text(const text_message& m);
[[nodiscard]] std::string write_parameters(const parameters& all);
[[nodiscard]] const std::string* find(const parameters& all, std::uint16_t tag);
[[nodiscard]] std::string cstring(std::string_view s);

/// What a handset shows: GSM 03.38 unpacked or packed, Latin-1, or UTF-16, without its header. National
/// tables are not known here: such a text reads by the default alphabet.
struct reading {
    std::string text;
    int part = 1, parts = 1, reference = 0;
    bool header = false;
};
[[nodiscard]] reading read_body(const text_message& m, std::string_view alphabet, bool packed);

/// The same text on its way in; `coding` is set to what was needed.
[[nodiscard]] std::string write_body(std::string_view utf8, std::uint8_t& coding);

}  // namespace zenix::lab::smsc
