#include "lab/smsc/wire.hpp"

#include <algorithm>
#include <array>

namespace zenix::lab::smsc {
namespace {

constexpr std::size_t head = 16, longest = 128 * 1024;

std::uint32_t number(std::string_view s) {
    std::uint32_t n = 0;
    for (const char c : s) n = n << 8U | static_cast<std::uint8_t>(c);
    return n;
}

void put(std::string& to, std::uint32_t n, unsigned octets) {
    while (octets-- > 0) to += static_cast<char>(n >> (8U * octets) & 0xFFU);
}

// The default alphabet of GSM 03.38, its row of Greek and all.
constexpr std::u32string_view plain =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    U"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static_assert(plain.size() == 128);
constexpr std::array<std::pair<char, char32_t>, 10> escaped{
    {{0x0A, U'\f'}, {0x14, U'^'}, {0x28, U'{'}, {0x29, U'}'}, {0x2F, U'\\'}, {0x3C, U'['},
        {0x3D, U'~'}, {0x3E, U']'}, {0x40, U'|'}, {0x65, U'€'}}};

void say(std::string& to, char32_t c) {
    if (c < 0x80) {
        to += static_cast<char>(c);
        return;
    }
    const unsigned more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    constexpr std::array<unsigned, 4> lead{0, 0xC0, 0xE0, 0xF0};
    to += static_cast<char>(lead[more] | (c >> (6U * more)));
    for (unsigned i = more; i-- > 0;) to += static_cast<char>(0x80U | ((c >> (6U * i)) & 0x3FU));
}

std::string by_gsm(std::string_view septets) {
    std::string out;
    for (std::size_t i = 0; i < septets.size(); ++i) {
        const auto code = static_cast<std::uint8_t>(septets[i]);
        if (code == 0x1B && i + 1 < septets.size()) {
            const auto e =
                std::ranges::find(escaped, septets[i + 1], &std::pair<char, char32_t>::first);
            if (e != escaped.end()) {
                say(out, e->second);
                ++i;
            }
            continue;
        }
        say(out, code < 128 ? plain[code] : U'?');
    }
    return out;
}

std::string unpacked(std::string_view octets, std::size_t skip_bits) {
    std::string out;
    for (std::size_t bit = skip_bits; bit + 7 <= octets.size() * 8; bit += 7) {
        unsigned v = 0;
        for (unsigned k = 0; k < 7; ++k)
            v |= (static_cast<std::uint8_t>(octets[(bit + k) / 8]) >> ((bit + k) % 8) & 1U) << k;
        out += static_cast<char>(v);
    }
    return out;
}

std::string by_utf16(std::string_view octets) {
    std::string out;
    for (std::size_t i = 0; i + 1 < octets.size(); i += 2) {
        char32_t c = number(octets.substr(i, 2));
        if (c >= 0xD800 && c < 0xDC00 && i + 3 < octets.size()) {
            c = 0x10000 + ((c - 0xD800) << 10U) + (number(octets.substr(i + 2, 2)) - 0xDC00);
            i += 2;
        }
        say(out, c);
    }
    return out;
}

std::u32string points(std::string_view utf8) {
    std::u32string out;
    for (std::size_t i = 0; i < utf8.size();) {
        const auto lead = static_cast<std::uint8_t>(utf8[i]);
        const std::size_t n = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t c = n == 1 ? lead : lead & (0x7FU >> n);
        for (std::size_t k = 1; k < n && i + k < utf8.size(); ++k)
            c = c << 6U | (static_cast<std::uint8_t>(utf8[i + k]) & 0x3FU);
        out += c;
        i += n;
    }
    return out;
}

// Headers of a concatenated part: elements 00 and 08.
void read_header(reading& r, std::string_view h) {
    while (h.size() >= 2) {
        const auto id = static_cast<std::uint8_t>(h[0]);
        const std::size_t n = static_cast<std::uint8_t>(h[1]);
        if (h.size() < 2 + n) return;
        const auto data = h.substr(2, n);
        if ((id == 0 && n == 3) || (id == 8 && n == 4)) {
            r.reference = static_cast<int>(number(data.substr(0, n - 2)));
            r.parts = static_cast<std::uint8_t>(data[n - 2]);
            r.part = static_cast<std::uint8_t>(data[n - 1]);
        }
        h.remove_prefix(2 + n);
    }
}

}  // namespace

std::optional<frame> take_frame(std::string& held, bool& bad) {
    if (held.size() < 4) return std::nullopt;
    const auto length = number(std::string_view(held).substr(0, 4));
    if (length < head || length > longest) {
        bad = true;
        return std::nullopt;
    }
    if (held.size() < length) return std::nullopt;
    const std::string_view all(held);
    frame f{number(all.substr(4, 4)), number(all.substr(8, 4)), number(all.substr(12, 4)),
        std::string(all.substr(head, length - head))};
    held.erase(0, length);
    return f;
}

std::string write_frame(
    std::uint32_t id, std::uint32_t status, std::uint32_t sequence, std::string_view body) {
    std::string out;
    put(out, static_cast<std::uint32_t>(head + body.size()), 4);
    put(out, id, 4);
    put(out, status, 4);
    put(out, sequence, 4);
    out += body;
    return out;
}

std::string walker::string() {
    const auto end = rest_.find('\0');
    if (end == std::string_view::npos) {
        ok = false;
        return {};
    }
    std::string s(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return s;
}

std::uint8_t walker::octet() {
    if (rest_.empty()) {
        ok = false;
        return 0;
    }
    const auto v = static_cast<std::uint8_t>(rest_[0]);
    rest_.remove_prefix(1);
    return v;
}

std::string walker::octets(std::size_t n) {
    if (rest_.size() < n) {
        ok = false;
        return {};
    }
    std::string s(rest_.substr(0, n));
    rest_.remove_prefix(n);
    return s;
}

parameters walker::rest() {
    parameters out;
    while (ok && !rest_.empty()) {
        const auto tag = octets(2), length = octets(2);
        auto value = octets(number(length));
        if (ok) out.emplace_back(static_cast<std::uint16_t>(number(tag)), std::move(value));
    }
    return out;
}

std::optional<text_message> read_text(const frame& f) {
    walker w(f.body);
    text_message m;
    m.service_type = w.string();
    m.from_ton = w.octet();
    m.from_npi = w.octet();
    m.from = w.string();
    m.to_ton = w.octet();
    m.to_npi = w.octet();
    m.to = w.string();
    m.esm_class = w.octet();
    if ((f.id & ~response) == data_sm) {
        m.registered = w.octet();
        m.coding = w.octet();
    } else {
        m.protocol = w.octet();
        m.priority = w.octet();
        m.schedule = w.string();
        m.validity = w.string();
        m.registered = w.octet();
        m.replace = w.octet();
        m.coding = w.octet();
        (void)w.octet();
        m.body = w.octets(w.octet());
    }
    m.more = w.rest();
    if (!w.ok) return std::nullopt;
    if (const auto* payload = find(m.more, 0x0424); payload && m.body.empty()) m.body = *payload;
    return m;
}

std::string cstring(std::string_view s) { return std::string(s) + '\0'; }

std::string write_parameters(const parameters& all) {
    std::string out;
    for (const auto& [tag, value] : all) {
        put(out, tag, 2);
        put(out, static_cast<std::uint32_t>(value.size()), 2);
        out += value;
    }
    return out;
}

const std::string* find(const parameters& all, std::uint16_t tag) {
    const auto p = std::ranges::find(all, tag, &std::pair<std::uint16_t, std::string>::first);
    return p == all.end() ? nullptr : &p->second;
}

std::string write_text(const text_message& m) {
    std::string out = cstring(m.service_type);
    put(out, m.from_ton, 1);
    put(out, m.from_npi, 1);
    out += cstring(m.from);
    put(out, m.to_ton, 1);
    put(out, m.to_npi, 1);
    out += cstring(m.to);
    put(out, m.esm_class, 1);
    put(out, m.protocol, 1);
    put(out, m.priority, 1);
    out += cstring(m.schedule) + cstring(m.validity);
    put(out, m.registered, 1);
    put(out, m.replace, 1);
    put(out, m.coding, 1);
    put(out, 0, 1);
    const bool fits = m.body.size() <= 254;
    put(out, fits ? static_cast<std::uint32_t>(m.body.size()) : 0, 1);
    if (fits) out += m.body;
    auto more = m.more;
    if (!fits) more.emplace_back(0x0424, m.body);
    return out + write_parameters(more);
}

reading read_body(const text_message& m, std::string_view alphabet, bool packed) {
    reading r;
    std::string_view body = m.body;
    std::size_t header = 0;
    if ((m.esm_class & 0x40U) != 0 && !body.empty()) {
        header = std::min<std::size_t>(static_cast<std::uint8_t>(body[0]) + 1U, body.size());
        r.header = true;
        read_header(r, body.substr(1, header - 1));
        body.remove_prefix(header);
    } else if (const auto* total = find(m.more, 0x020E), *index = find(m.more, 0x020F),
        *reference = find(m.more, 0x020C);
        total && index && reference) {
        r.parts = static_cast<int>(number(*total));
        r.part = static_cast<int>(number(*index));
        r.reference = static_cast<int>(number(*reference));
    }
    const bool wide = m.coding == 8 || (m.coding & 0xF0U) == 0xE0;
    if (wide)
        r.text = by_utf16(body);
    else if (m.coding == 3 || m.coding == 1 || alphabet != "gsm")
        for (const char c : body) say(r.text, static_cast<std::uint8_t>(c));
    else
        r.text = by_gsm(packed ? unpacked(body, (7 - header * 8 % 7) % 7) : std::string(body));
    return r;
}

std::string write_body(std::string_view utf8, std::uint8_t& coding) {
    const auto all = points(utf8);
    std::string out;
    coding = 0;
    for (const auto c : all) {
        const auto at = plain.find(c);
        const auto e = std::ranges::find(escaped, c, &std::pair<char, char32_t>::second);
        if (at != std::u32string_view::npos && at != 0x1B) {
            out += static_cast<char>(at);
        } else if (e != escaped.end()) {
            out += '\x1B';
            out += e->first;
        } else {
            coding = 8;
        }
    }
    if (coding == 0) return out;
    out.clear();
    for (const auto c : all) {
        if (c > 0xFFFF) {
            put(out, 0xD800U + ((c - 0x10000U) >> 10U), 2);
            put(out, 0xDC00U + ((c - 0x10000U) & 0x3FFU), 2);
        } else {
            put(out, c, 2);
        }
    }
    return out;
}

}  // namespace zenix::lab::smsc
