#include "sms/text/udh.hpp"

namespace zenix::sms::text {
namespace {

enum element : std::uint8_t {
    concatenated_8 = 0x00,
    port_8 = 0x04,
    port_16 = 0x05,
    concatenated_16 = 0x08,
    single_shift_table = 0x24,
    locking_shift_table = 0x25
};

std::uint8_t octet(std::string_view s, std::size_t at) { return static_cast<std::uint8_t>(s[at]); }

std::uint16_t two_octets(std::string_view s, std::size_t at) {
    return static_cast<std::uint16_t>(octet(s, at) << 8U | octet(s, at + 1));
}

void put(std::string& to, unsigned value) { to += static_cast<char>(value & 0xFFU); }

void read_concatenation(user_data_header& h, std::string_view data, bool wide) {
    if (data.size() != (wide ? 4U : 3U)) return;
    concatenation c;
    c.wide = wide;
    c.reference = wide ? two_octets(data, 0) : octet(data, 0);
    c.total = octet(data, wide ? 2 : 1);
    c.number = octet(data, wide ? 3 : 2);
    if (c.total == 0 || c.number == 0 || c.number > c.total) return;
    h.part = c;
}

language read_language(std::string_view data) {
    if (data.size() != 1 || octet(data, 0) > static_cast<unsigned>(language::urdu))
        return language::none;
    return static_cast<language>(octet(data, 0));
}

void read_element(user_data_header& h, std::uint8_t id, std::string_view data) {
    switch (id) {
    case concatenated_8: return read_concatenation(h, data, false);
    case concatenated_16: return read_concatenation(h, data, true);
    case single_shift_table: h.single_shift = read_language(data); return;
    case locking_shift_table: h.locking_shift = read_language(data); return;
    case port_8:
        if (data.size() == 2) h.addressed = ports{octet(data, 0), octet(data, 1)};
        return;
    case port_16:
        if (data.size() == 4) h.addressed = ports{two_octets(data, 0), two_octets(data, 2)};
        return;
    default: return;
    }
}

}  // namespace

std::optional<user_data_header> read_udh(std::string_view user_data) {
    if (user_data.empty()) return std::nullopt;
    const std::size_t size = octet(user_data, 0) + 1U;
    if (size > user_data.size()) return std::nullopt;
    user_data_header h;
    h.size = size;
    std::size_t at = 1;
    while (at < size) {
        if (at + 2 > size) return std::nullopt;
        const std::size_t length = octet(user_data, at + 1);
        if (at + 2 + length > size) return std::nullopt;
        read_element(h, octet(user_data, at), user_data.substr(at + 2, length));
        at += 2 + length;
    }
    return h;
}

std::string write_udh(const user_data_header& h) {
    std::string out(1, '\0');
    if (h.part) {
        put(out, h.part->wide ? concatenated_16 : concatenated_8);
        put(out, h.part->wide ? 4 : 3);
        if (h.part->wide) put(out, h.part->reference >> 8U);
        put(out, h.part->reference);
        put(out, h.part->total);
        put(out, h.part->number);
    }
    if (h.addressed) {
        put(out, port_16);
        put(out, 4);
        put(out, h.addressed->to >> 8U);
        put(out, h.addressed->to);
        put(out, h.addressed->from >> 8U);
        put(out, h.addressed->from);
    }
    const auto table = [&](element id, language l) {
        if (l == language::none) return;
        put(out, id);
        put(out, 1);
        put(out, static_cast<unsigned>(l));
    };
    table(single_shift_table, h.single_shift);
    table(locking_shift_table, h.locking_shift);
    if (out.size() == 1) return {};
    out[0] = static_cast<char>(out.size() - 1);
    return out;
}

}  // namespace zenix::sms::text
