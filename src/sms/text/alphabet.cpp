#include "sms/text/alphabet.hpp"

#include "sms/text/tables.hpp"
#include "sms/text/utf.hpp"

#include <array>
#include <memory>

namespace zenix::sms::text {
namespace {

constexpr std::size_t languages = 14;
constexpr std::uint8_t nowhere = 0xFF;
// Everything in the tables lies below; the last is the infinity sign, 221E.
constexpr std::size_t characters = 0x2400;
using inverse = std::array<std::uint8_t, characters>;

std::unique_ptr<inverse> turn(const septet_table& table) {
    auto out = std::make_unique<inverse>();
    out->fill(nowhere);
    // Backwards, so that of two septets for one character the lower is used.
    for (std::size_t code = table.size(); code-- > 0;)
        if (table[code] != 0) (*out)[table[code]] = static_cast<std::uint8_t>(code);
    return out;
}

using inverses = std::array<std::unique_ptr<inverse>, languages>;

const inverse& locking_inverse(language l) {
    static const inverses all = [] {
        inverses out;
        for (std::size_t i = 0; i < languages; ++i)
            out[i] = turn(locking_table(static_cast<language>(i)));
        return out;
    }();
    return *all[static_cast<std::size_t>(l)];
}

const inverse& single_inverse(language l) {
    static const inverses all = [] {
        inverses out;
        for (std::size_t i = 0; i < languages; ++i)
            out[i] = turn(single_table(static_cast<language>(i)));
        return out;
    }();
    return *all[static_cast<std::size_t>(l)];
}

}  // namespace

alphabet::alphabet(language single_shift, language locking_shift)
    : single_(single_shift), locking_(locking_shift) {}

septets alphabet::of(char32_t character) const {
    if (character >= characters) return {};
    if (const auto code = locking_inverse(locking_)[character]; code != nowhere)
        return {code, 0, 1};
    if (const auto code = single_inverse(single_)[character]; code != nowhere)
        return {escape, code, 2};
    return {};
}

std::string alphabet::read(std::string_view unpacked) const {
    const auto& main = locking_table(locking_);
    const auto& shifted = single_table(single_);
    std::string out;
    out.reserve(unpacked.size() + unpacked.size() / 8);
    bool escaped = false;
    for (const char c : unpacked) {
        const auto code = static_cast<unsigned char>(c);
        if (code == escape && !escaped) {
            escaped = true;
            continue;
        }
        char32_t said = ' ';  // an escape after an escape: a table that does not exist yet
        if (code != escape) said = code < 128 ? main[code] : U'?';
        if (escaped && code < 128 && shifted[code] != 0) said = shifted[code];
        if (said == 0) said = U'?';
        append_utf8(out, said);
        escaped = false;
    }
    if (escaped) out += ' ';
    return out;
}

std::string pack(std::string_view septets, unsigned fill) {
    std::string out;
    out.reserve((septets.size() * 7 + fill + 7) / 8);
    unsigned bits = 0, held = 0;
    held = fill % 8;
    for (const char c : septets) {
        bits |= (static_cast<unsigned>(c) & 0x7FU) << held;
        held += 7;
        while (held >= 8) {
            out += static_cast<char>(bits & 0xFFU);
            bits >>= 8U;
            held -= 8;
        }
    }
    if (held > 0) out += static_cast<char>(bits & 0xFFU);
    return out;
}

std::string unpack(std::string_view packed, std::size_t count, unsigned fill) {
    std::string out;
    unsigned bits = 0, held = 0, skip = fill % 8;
    for (const char c : packed) {
        bits |= static_cast<unsigned>(static_cast<unsigned char>(c)) << held;
        held += 8;
        if (skip > 0) {
            bits >>= skip;
            held -= skip;
            skip = 0;
        }
        while (held >= 7 && out.size() < count) {
            out += static_cast<char>(bits & 0x7FU);
            bits >>= 7U;
            held -= 7;
        }
    }
    return out;
}

}  // namespace zenix::sms::text
