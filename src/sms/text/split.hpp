#pragma once
#include "sms/text/language.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// How a text becomes the parts that a mobile network carries (3GPP TS 23.038 and 23.040). Pure.
namespace zenix::sms::text {

/// What one unit of a part is: a septet, a 16-bit code unit, an octet.
enum class coding : std::uint8_t { gsm7, ucs2, octets };
[[nodiscard]] std::string_view to_string(coding c);  ///< `gsm7`, `ucs2`, `octets`

/// What the SMS centre means by its default alphabet (data_coding 0). Only usually GSM 03.38.
enum class default_alphabet : std::uint8_t { gsm, latin1, ascii };

/// How parts of a long text say that they belong together. Never two ways in one message.
enum class joining : std::uint8_t {
    udh8,    ///< user data header, reference of 8 bits: what every handset knows
    udh16,   ///< the same with 16 bits
    sar,     ///< SMPP's sar_* TLVs: the centre writes the header
    payload  ///< message_payload: the centre splits, one id, one receipt
};

/// No header can count further (3GPP TS 23.040, 9.2.3.24.1); longer texts are to be refused.
constexpr std::size_t parts_max = 255;

struct split_options {
    joining join = joining::udh8;
    default_alphabet alphabet = default_alphabet::gsm;
    /// National tables the centre and the handsets are known to support, tried in this order when
    /// the default alphabet does not do. Empty: UCS-2 is the only other road.
    std::vector<language> languages;
    bool locking_shift = true;  ///< with `languages`: their locking tables too
    bool force_ucs2 = false;
};

struct part {
    /// The text without any header: one octet a septet for gsm7 (or the bytes of the centre's own
    /// alphabet), big-endian UTF-16 for ucs2.
    std::string body;
    std::size_t units = 0;   ///< septets, code units or octets in `body`
    std::size_t offset = 0;  ///< where it starts in the text, in bytes of its UTF-8
    std::size_t length = 0;  ///< and how many bytes of that it holds
};

/// A text ready to be sent or counted. An empty text is one empty part.
struct split_text {
    coding how = coding::gsm7;
    language single_shift = language::none;
    language locking_shift = language::none;
    joining join = joining::udh8;
    std::vector<part> parts;
    std::size_t characters = 0;  ///< code points
    std::size_t units = 0;       ///< in all parts together
    std::size_t per_part = 0;    ///< units that fit into each of the parts there are
    std::size_t left = 0;        ///< units that still fit into the last part
    std::size_t expected =
        1;  ///< parts that will travel: those here, or what the centre makes of one
};

/// `utf8` in as few parts as the alphabet allows. A pair of escape and character, a surrogate pair
/// and, where it fits into one part, a grapheme (a letter with its marks, an emoji with its joiners)
/// stay whole. Bytes that are no UTF-8 read as `?`. With joining::payload there is one part, and
/// `expected` says how many the centre will make of it.
[[nodiscard]] split_text split(std::string_view utf8, const split_options& how = {});

/// Binary content in parts of 140, 134 or 133 octets.
[[nodiscard]] split_text split_octets(std::string_view octets, joining join = joining::udh8);

/// The user data header of part `index` (from 0), with its length octet, `reference` where there are
/// several parts; empty when the part needs none. For sar and payload it names the shift tables only.
[[nodiscard]] std::string header_of(
    const split_text& s, std::size_t index, std::uint16_t reference);

/// Units that fit into a part beside a header of `header_octets` (its length octet among them).
[[nodiscard]] std::size_t room_for(coding how, std::size_t header_octets);

/// What a part says, as UTF-8: the road back. `octets` are given as they are.
[[nodiscard]] std::string read_body(std::string_view body, coding how,
    language single_shift = language::none, language locking_shift = language::none);

/// Typographic quotes, dashes, spaces and the like as the default alphabet has them, so that one
/// stray character does not make a text cost twice. Offered to the writer, never done by itself.
[[nodiscard]] std::string simplify(std::string_view utf8);

}  // namespace zenix::sms::text
