#include "sms/smpp/incoming.hpp"

#include "sms/text/alphabet.hpp"
#include "sms/text/utf.hpp"

namespace zenix::sms::smpp {
namespace {

bool looks_like_utf16(std::string_view s) { return s.size() % 2 == 0; }

bool is_plain_ascii(std::string_view s) {
    for (const char c : s)
        if ((c < ' ' && c != '\n' && c != '\r') || c == '\x7F') return false;
    return !s.empty();
}

std::optional<text::concatenation> by_sar(const tlv_list& t) {
    const auto reference = number(t, tag::sar_msg_ref_num),
               total = number(t, tag::sar_total_segments),
               index = number(t, tag::sar_segment_seqnum);
    if (!reference || !total || !index || *total == 0 || *index == 0 || *index > *total) return {};
    return text::concatenation{static_cast<std::uint16_t>(*reference),
        static_cast<std::uint8_t>(*total), static_cast<std::uint8_t>(*index), true};
}

std::string read_text(std::string_view body, const text::user_data_header& h, std::uint8_t coding,
    text::coding how, const reading_rules& rules) {
    switch (how) {
    case text::coding::octets: return std::string(body);
    case text::coding::ucs2:
        // Some centres flag ASCII as UCS-2: taken at its word it would be Chinese.
        if (!looks_like_utf16(body) && is_plain_ascii(body)) return std::string(body);
        return text::utf8_of_utf16(body);
    case text::coding::gsm7: break;
    }
    if (coding == 3) return text::utf8_of_latin1(body);
    if (coding == 1 || rules.alphabet != text::default_alphabet::gsm)
        return text::utf8_of_latin1(body);
    const text::alphabet letters(h.single_shift, h.locking_shift);
    if (!rules.packed) return letters.read(body);
    const auto fill = static_cast<unsigned>((7 - h.size * 8 % 7) % 7);
    auto septets = text::unpack(
        body, (body.size() * 8 - std::min<std::size_t>(fill, body.size() * 8)) / 7, fill);
    // Seven spare bits at the end are padding, not an @.
    if (!septets.empty() && septets.back() == '\0' && (septets.size() + fill) % 8 == 0)
        septets.pop_back();
    return letters.read(septets);
}

}  // namespace

text::coding coding_of(std::uint8_t c) {
    using text::coding;
    if (c >= 0xF0) return (c & 0x04U) != 0 ? coding::octets : coding::gsm7;
    if (c >= 0xE0) return coding::ucs2;  // message waiting, in UCS-2
    if (c >= 0xC0) return coding::gsm7;
    switch (c) {
    case 2:
    case 4: return coding::octets;
    case 8: return coding::ucs2;
    default: return coding::gsm7;
    }
}

incoming read_incoming(message_body m, const reading_rules& rules) {
    incoming in;
    in.source = m.source;
    in.destination = m.destination;
    in.coding = coding_of(m.data_coding);
    std::string_view body = content_of(m);
    const auto* receipted = find(m.tlvs, tag::receipted_message_id);
    if ((m.esm_class & esm::type_mask) != 0 || receipted) {
        text::receipt_tlvs t;
        if (receipted) t.receipted_message_id = *receipted;
        if (const auto s = number(m.tlvs, tag::message_state))
            t.message_state = static_cast<std::uint8_t>(*s);
        if (const auto* e = find(m.tlvs, tag::network_error_code)) t.network_error_code = *e;
        in.receipt = text::read_receipt(body, t);
        in.intermediate = (m.esm_class & esm::intermediate) != 0;
    }
    text::user_data_header h;
    if ((m.esm_class & esm::udh) != 0)
        if (const auto read = text::read_udh(body)) {
            h = *read;
            body.remove_prefix(h.size);
        }
    in.part = h.part ? h.part : by_sar(m.tlvs);
    in.text = read_text(body, h, m.data_coding, in.coding, rules);
    in.raw = std::move(m);
    return in;
}

}  // namespace zenix::sms::smpp
