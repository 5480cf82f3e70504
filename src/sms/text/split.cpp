#include "sms/text/split.hpp"

#include "sms/text/alphabet.hpp"
#include "sms/text/tables.hpp"
#include "sms/text/udh.hpp"
#include "sms/text/utf.hpp"

#include <algorithm>
#include <optional>

namespace zenix::sms::text {
namespace {

constexpr std::size_t user_data_octets = 140;

/// A character with what it costs and how it is written.
struct atom {
    placed at;
    septets as;  ///< gsm7 only
    std::size_t units = 1;
    bool joined = false;  ///< belongs to the one before it
};

std::vector<atom> atoms_of(std::string_view utf8) {
    std::vector<atom> out;
    const auto characters = characters_of(utf8);
    out.reserve(characters.size());
    char32_t before = 0;
    std::size_t flags = 0;
    for (const auto& c : characters) {
        atom a;
        a.at = c;
        a.joined = !out.empty() && continues_grapheme(before, c.character, flags);
        flags = is_flag_letter(c.character) ? flags + 1 : 0;
        before = c.character;
        out.push_back(a);
    }
    return out;
}

/// Counts every character in the alphabet; false when it lacks one.
bool count_septets(std::vector<atom>& atoms, const alphabet& in, default_alphabet on_wire) {
    const char32_t last = on_wire == default_alphabet::gsm      ? 0x10FFFF
                          : on_wire == default_alphabet::latin1 ? 0xFF
                                                                : 0x7F;
    for (auto& a : atoms) {
        if (a.at.character > last) return false;
        a.as = in.of(a.at.character);
        if (a.as.size == 0) return false;
        a.units = a.as.size;
    }
    return true;
}

void count_utf16(std::vector<atom>& atoms) {
    for (auto& a : atoms) a.units = utf16_units(a.at.character);
}

/// Octets of the header that a part of a long text needs.
std::size_t header_octets(const split_text& s, bool several) {
    user_data_header h;
    h.single_shift = s.single_shift;
    h.locking_shift = s.locking_shift;
    // The centre that joins by itself writes the 8-bit element too.
    if (several) h.part = concatenation{0, 2, 1, s.join == joining::udh16};
    return write_udh(h).size();
}

/// Where each part ends, as an index of atoms.
std::vector<std::size_t> ends_of(const std::vector<atom>& atoms, std::size_t room) {
    std::vector<std::size_t> ends;
    std::size_t used = 0;
    for (std::size_t i = 0; i < atoms.size();) {
        std::size_t next = i + 1, units = atoms[i].units;
        while (next < atoms.size() && atoms[next].joined) units += atoms[next++].units;
        if (units > room) {  // longer than any part: it breaks between its characters
            next = i + 1;
            units = atoms[i].units;
            while (next < atoms.size() && used + units + atoms[next].units <= room &&
                   atoms[next].joined)
                units += atoms[next++].units;
        }
        if (used + units > room) {
            ends.push_back(i);
            used = 0;
            continue;
        }
        used += units;
        i = next;
    }
    ends.push_back(atoms.size());
    return ends;
}

void write(part& to, const atom& a, coding how, default_alphabet on_wire) {
    if (how == coding::ucs2) {
        append_utf16(to.body, a.at.character);
    } else if (on_wire != default_alphabet::gsm) {
        to.body += static_cast<char>(a.at.character);
    } else {
        to.body += static_cast<char>(a.as.first);
        if (a.as.size == 2) to.body += static_cast<char>(a.as.second);
    }
    to.units += a.units;
    to.length += a.at.length;
}

/// Fills `s` from atoms that are counted already.
void cut(split_text& s, const std::vector<atom>& atoms, default_alphabet on_wire) {
    s.characters = atoms.size();
    for (const auto& a : atoms) s.units += a.units;
    s.per_part = room_for(s.how, header_octets(s, false));
    std::vector<std::size_t> ends{atoms.size()};
    if (s.units > s.per_part) {
        s.per_part = room_for(s.how, header_octets(s, true));
        ends = ends_of(atoms, s.per_part);
    }
    std::size_t from = 0;
    for (const auto end : ends) {
        part p;
        p.offset = from < atoms.size() ? atoms[from].at.offset : 0;
        for (; from < end; ++from) write(p, atoms[from], s.how, on_wire);
        s.parts.push_back(std::move(p));
    }
    s.left = s.per_part - s.parts.back().units;
}

/// All national tables that may carry the text, each tried; the cheapest.
std::optional<split_text> by_national_tables(std::vector<atom>& atoms, const split_options& how) {
    std::optional<split_text> best;
    const auto attempt = [&](language single, language locking) {
        if (!count_septets(atoms, alphabet(single, locking), default_alphabet::gsm)) return;
        split_text s;
        s.single_shift = single;
        s.locking_shift = locking;
        s.join = how.join;
        cut(s, atoms, default_alphabet::gsm);
        if (!best || s.parts.size() < best->parts.size() ||
            (s.parts.size() == best->parts.size() && s.units < best->units))
            best = std::move(s);
    };
    for (const auto l : how.languages) {
        if (l == language::none) continue;
        attempt(l, language::none);
        if (!how.locking_shift || !has_locking_table(l)) continue;
        attempt(language::none, l);
        attempt(l, l);
    }
    return best;
}

split_text cheapest(std::vector<atom>& atoms, const split_options& how) {
    split_text s;
    s.join = how.join;
    if (!how.force_ucs2 &&
        count_septets(atoms, alphabet(language::none, language::none), how.alphabet)) {
        cut(s, atoms, how.alphabet);
        return s;
    }
    std::optional<split_text> national;
    if (!how.force_ucs2 && how.alphabet == default_alphabet::gsm)
        national = by_national_tables(atoms, how);
    count_utf16(atoms);
    s.how = coding::ucs2;
    cut(s, atoms, how.alphabet);
    if (national && national->parts.size() < s.parts.size()) return *std::move(national);
    return s;
}

void join_for_payload(split_text& s) {
    if (s.parts.size() < 2) return;
    part whole;
    for (auto& p : s.parts) {
        whole.body += p.body;
        whole.units += p.units;
        whole.length += p.length;
    }
    s.parts.assign(1, std::move(whole));
}

}  // namespace

std::string_view to_string(coding c) {
    switch (c) {
    case coding::gsm7: return "gsm7";
    case coding::ucs2: return "ucs2";
    case coding::octets: break;
    }
    return "octets";
}

std::size_t room_for(coding how, std::size_t header) {
    const std::size_t octets = user_data_octets - std::min(header, user_data_octets);
    if (how == coding::gsm7) return octets * 8 / 7;
    return how == coding::ucs2 ? octets / 2 : octets;
}

split_text split(std::string_view utf8, const split_options& how) {
    auto atoms = atoms_of(utf8);
    auto s = cheapest(atoms, how);
    s.expected = s.parts.size();
    if (how.join == joining::payload) join_for_payload(s);
    return s;
}

split_text split_octets(std::string_view octets, joining join) {
    split_text s;
    s.how = coding::octets;
    s.join = join;
    s.characters = s.units = octets.size();
    s.per_part = room_for(s.how, 0);
    if (octets.size() > s.per_part) s.per_part = room_for(s.how, header_octets(s, true));
    std::size_t from = 0;
    do {
        const auto n = std::min(s.per_part, octets.size() - from);
        s.parts.push_back({std::string(octets.substr(from, n)), n, from, n});
        from += n;
    } while (from < octets.size());
    s.left = s.per_part - s.parts.back().units;
    s.expected = s.parts.size();
    if (join == joining::payload) join_for_payload(s);
    return s;
}

std::string header_of(const split_text& s, std::size_t index, std::uint16_t reference) {
    user_data_header h;
    h.single_shift = s.single_shift;
    h.locking_shift = s.locking_shift;
    const bool wide = s.join == joining::udh16;
    if (s.parts.size() > 1 && (wide || s.join == joining::udh8))
        h.part = concatenation{wide ? reference : static_cast<std::uint16_t>(reference & 0xFFU),
            static_cast<std::uint8_t>(s.parts.size()), static_cast<std::uint8_t>(index + 1), wide};
    return write_udh(h);
}

std::string read_body(
    std::string_view body, coding how, language single_shift, language locking_shift) {
    if (how == coding::ucs2) return utf8_of_utf16(body);
    if (how == coding::octets) return std::string(body);
    return alphabet(single_shift, locking_shift).read(body);
}

}  // namespace zenix::sms::text
