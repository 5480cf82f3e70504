#include "sms/smpp/pdu.hpp"

#include "sms/smpp/layout.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::sms::smpp {
namespace {

constexpr std::size_t text_max = 254, list_max = 255, tlvs_max = 64;

std::uint32_t big_endian(std::string_view s, std::size_t at, std::size_t octets) {
    std::uint32_t v = 0;
    for (std::size_t i = 0; i < octets; ++i) v = v << 8U | static_cast<std::uint8_t>(s[at + i]);
    return v;
}

void append(std::string& to, std::uint32_t v, unsigned octets) {
    for (unsigned shift = octets * 8; shift > 0;) {
        shift -= 8;
        to += static_cast<char>((v >> shift) & 0xFFU);
    }
}

class reader {
  public:
    reader(std::string_view rest, bool mild) : rest_(rest), mild_(mild) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] const std::optional<bad_pdu>& fault() const { return fault_; }

    void octet(const char* name, std::uint8_t& v) {
        if (!has(name, 1)) return;
        v = static_cast<std::uint8_t>(rest_[0]);
        rest_.remove_prefix(1);
    }
    void word(const char* name, std::uint32_t& v) {
        if (!has(name, 4)) return;
        v = big_endian(rest_, 0, 4);
        rest_.remove_prefix(4);
    }
    void text(const char* name, std::string& v, std::size_t max, std::uint32_t wrong) {
        if (fault_) return;
        const auto nul = rest_.substr(0, max).find('\0');
        if (nul == std::string_view::npos) {
            if (rest_.size() < max)
                fault_ =
                    bad_pdu{status::invalid_command_length, fmt::format("{} has no end", name)};
            else
                refuse(name, wrong);
            return;
        }
        v = rest_.substr(0, nul);
        rest_.remove_prefix(nul + 1);
    }
    void counted(const char* name, std::string& v) {
        std::uint8_t length = 0;
        octet("sm_length", length);
        if (fault_) return;
        if (length > text_max || length > rest_.size()) {
            fault_ = bad_pdu{status::invalid_length,
                fmt::format("{} says {} octets, {} are left", name, length, rest_.size())};
            return;
        }
        v = rest_.substr(0, length);
        rest_.remove_prefix(length);
    }
    template <class T>
    void list(const char* name, std::vector<T>& v) {
        std::uint8_t count = 0;
        octet(name, count);
        for (unsigned i = 0; i < count && !fault_; ++i) {
            v.emplace_back();
            layout::item_of(*this, v.back());
        }
    }
    void tlvs(tlv_list& v) {
        while (!fault_ && !rest_.empty()) {
            const std::size_t length = rest_.size() < 4 ? 0 : big_endian(rest_, 2, 2);
            if (rest_.size() < 4 || rest_.size() - 4 < length || v.size() == tlvs_max) {
                if (!mild_)
                    fault_ = bad_pdu{status::invalid_tlv_stream,
                        fmt::format(
                            "optional parameters end {} octets before they say", rest_.size())};
                rest_ = {};
                return;
            }
            v.push_back({static_cast<std::uint16_t>(big_endian(rest_, 0, 2)),
                std::string(rest_.substr(4, length))});
            rest_.remove_prefix(4 + length);
        }
    }
    void refuse(const char* name, std::uint32_t wrong) {
        if (!fault_) fault_ = bad_pdu{wrong, fmt::format("{} is not valid", name)};
    }

  private:
    bool has(const char* name, std::size_t octets) {
        if (fault_) return false;
        if (rest_.size() >= octets) return true;
        fault_ =
            bad_pdu{status::invalid_command_length, fmt::format("the PDU ends before {}", name)};
        return false;
    }

    std::string_view rest_;
    bool mild_;
    std::optional<bad_pdu> fault_;
};

class writer {
  public:
    explicit writer(std::string& to) : to_(to) {}

    [[nodiscard]] static bool at_end() { return false; }
    void octet(const char*, std::uint8_t v) { to_ += static_cast<char>(v); }
    void word(const char*, std::uint32_t v) { append(to_, v, 4); }
    void text(const char*, const std::string& v, std::size_t max, std::uint32_t) {
        // A NUL inside would end the string for the peer.
        const auto length = std::min({v.size(), v.find('\0'), max - 1});
        to_.append(v, 0, length);
        to_ += '\0';
    }
    void counted(const char*, const std::string& v) {
        const bool fits = v.size() <= text_max;
        octet("", static_cast<std::uint8_t>(fits ? v.size() : 0));
        if (fits)
            to_ += v;
        else
            payload_ = &v;
    }
    template <class T>
    void list(const char*, std::vector<T>& v) {
        const auto count = std::min(v.size(), list_max);
        octet("", static_cast<std::uint8_t>(count));
        for (std::size_t i = 0; i < count; ++i) layout::item_of(*this, v[i]);
    }
    void tlvs(const tlv_list& v) {
        for (const auto& t : v) one(t.tag, t.value);
        if (payload_) one(tag::message_payload, *payload_);
    }
    void refuse(const char*, std::uint32_t) {}

  private:
    void one(std::uint16_t tag, const std::string& value) {
        const auto length = std::min<std::size_t>(value.size(), 0xFFFF);
        append(to_, tag, 2);
        append(to_, static_cast<std::uint32_t>(length), 2);
        to_.append(value, 0, length);
    }

    std::string& to_;
    const std::string* payload_ = nullptr;
};

}  // namespace

const std::string* find(const tlv_list& in, std::uint16_t tag) {
    const auto t = std::ranges::find(in, tag, &tlv::tag);
    return t == in.end() ? nullptr : &t->value;
}

std::optional<std::uint32_t> number(const tlv_list& in, std::uint16_t tag) {
    const auto* value = find(in, tag);
    if (!value || value->empty() || value->size() > 4 || value->size() == 3) return std::nullopt;
    return big_endian(*value, 0, value->size());
}

void put_number(tlv_list& to, std::uint16_t tag, std::uint32_t value, unsigned octets) {
    tlv t{tag, {}};
    append(t.value, value, octets);
    to.push_back(std::move(t));
}

header read_header(std::string_view octets) {
    return {big_endian(octets, 0, 4), static_cast<command>(big_endian(octets, 4, 4)),
        big_endian(octets, 8, 4), big_endian(octets, 12, 4)};
}

body make_body(command c) {
    switch (c) {
    case command::bind_receiver:
    case command::bind_transmitter:
    case command::bind_transceiver: return bind_body{};
    case command::outbind: return outbind_body{};
    case command::submit_sm:
    case command::deliver_sm:
    case command::data_sm: return message_body{};
    case command::submit_multi: return multi_body{};
    case command::query_sm:
    case command::query_broadcast_sm: return query_body{};
    case command::cancel_sm:
    case command::cancel_broadcast_sm: return cancel_body{};
    case command::replace_sm: return replace_body{};
    case command::alert_notification: return alert_body{};
    case command::broadcast_sm: return broadcast_body{};
    case command::unbind:
    case command::enquire_link:
    case command::generic_nack: return no_body{};
    }
    switch (request_of(c)) {
    case command::bind_receiver:
    case command::bind_transmitter:
    case command::bind_transceiver: return bind_answer{};
    case command::submit_sm:
    case command::deliver_sm:
    case command::data_sm:
    case command::query_broadcast_sm:
    case command::broadcast_sm: return message_answer{};
    case command::submit_multi: return multi_answer{};
    case command::query_sm: return query_answer{};
    default: return no_body{};
    }
}

std::variant<pdu, bad_pdu> read_pdu(std::string_view octets) {
    if (octets.size() < header_size)
        return bad_pdu{status::invalid_command_length, "no whole header"};
    const auto h = read_header(octets);
    if (h.length != octets.size())
        return bad_pdu{status::invalid_command_length,
            fmt::format("the header says {} octets, {} are here", h.length, octets.size())};
    if (!is_known(h.id))
        return bad_pdu{status::invalid_command, fmt::format("{} is no command", to_string(h.id))};
    pdu p{h.id, h.status, h.sequence, make_body(h.id)};
    reader in(octets.substr(header_size), is_response(h.id));
    std::visit([&](auto& b) { layout::body_of(in, b, h.id); }, p.body);
    if (in.fault()) return *in.fault();
    if (!in.at_end() && !is_response(h.id))
        return bad_pdu{status::invalid_command_length, "octets are left after the last field"};
    return p;
}

void write_pdu(std::string& to, const pdu& p) {
    const auto from = to.size();
    append(to, 0, 4);
    append(to, static_cast<std::uint32_t>(p.id), 4);
    append(to, p.status, 4);
    append(to, p.sequence, 4);
    writer out(to);
    // The layout is written for reading too, so it wants what it could change; a writer changes nothing.
    std::visit(
        [&](auto& b) { layout::body_of(out, b, p.id); }, const_cast<body&>(p.body));  // NOLINT
    const auto length = static_cast<std::uint32_t>(to.size() - from);
    for (unsigned i = 0; i < 4; ++i)
        to[from + i] = static_cast<char>((length >> (24U - 8U * i)) & 0xFFU);
}

const std::string& content_of(const message_body& m) {
    const auto* payload = m.text.empty() ? find(m.tlvs, tag::message_payload) : nullptr;
    return payload ? *payload : m.text;
}

}  // namespace zenix::sms::smpp
