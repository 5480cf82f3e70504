#include "sms/smpp/outgoing.hpp"

#include "sms/text/alphabet.hpp"
#include "sms/text/dlt_hash.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zenix::sms::smpp {
namespace {

bool is_number(std::string_view s) {
    if (s.starts_with('+')) s.remove_prefix(1);
    return !s.empty() && std::ranges::all_of(s, [](char c) { return c >= '0' && c <= '9'; });
}

std::string without_plus(std::string_view s) {
    return std::string(s.starts_with('+') ? s.substr(1) : s);
}

/// International with a plus or long enough to be one, else as a short code is written.
address source_of(const std::string& from, const writing_rules& rules) {
    if (!is_number(from)) return {rules.source_ton, rules.source_npi, from};
    const auto digits = without_plus(from);
    return digits.size() > 8 ? address{1, 1, digits} : address{3, 0, digits};
}

void add_dlt(message_body& m, const outgoing_text& t, const writing_rules& rules) {
    if (rules.dlt_entity_tag != 0 && !t.dlt_entity_id.empty())
        m.tlvs.push_back({rules.dlt_entity_tag, t.dlt_entity_id});
    if (rules.dlt_template_tag != 0 && !t.dlt_template_id.empty())
        m.tlvs.push_back({rules.dlt_template_tag, t.dlt_template_id});
    if (rules.dlt_hash_tag != 0 && !t.dlt_entity_id.empty() && !rules.telemarketers.empty())
        m.tlvs.push_back(
            {rules.dlt_hash_tag, text::dlt_chain_hash(t.dlt_entity_id, rules.telemarketers)});
}

std::uint8_t data_coding(text::coding how, const writing_rules& rules) {
    if (how == text::coding::ucs2) return 8;
    if (how == text::coding::octets) return 4;
    if (rules.split.alphabet == text::default_alphabet::latin1) return 3;
    return rules.plain_coding;
}

std::string packed_body(const text::part& p, std::size_t header) {
    return text::pack(p.body, static_cast<unsigned>((7 - header * 8 % 7) % 7));
}

int two(std::string_view s, std::size_t at) { return (s[at] - '0') * 10 + (s[at + 1] - '0'); }

}  // namespace

std::vector<message_body> write_text(
    const outgoing_text& t, const writing_rules& rules, std::uint16_t reference, sys_ms now) {
    const auto s = text::split(t.text, rules.split);
    std::vector<message_body> out;
    out.reserve(s.parts.size());
    for (std::size_t i = 0; i < s.parts.size(); ++i) {
        message_body m;
        m.service_type = rules.service_type;
        m.source = source_of(t.from, rules);
        m.destination = {rules.dest_ton, rules.dest_npi, without_plus(t.to)};
        m.priority = t.priority;
        if (t.valid_until) m.validity = relative_time(*t.valid_until - now);
        m.registered_delivery = t.receipt ? 1 : 0;
        m.data_coding = data_coding(s.how, rules);
        const auto header = text::header_of(s, i, reference);
        if (!header.empty()) m.esm_class |= esm::udh;
        const bool pack = rules.packed && s.how == text::coding::gsm7 &&
                          rules.split.alphabet == text::default_alphabet::gsm;
        auto body = header + (pack ? packed_body(s.parts[i], header.size()) : s.parts[i].body);
        if (s.join == text::joining::payload && s.expected > 1)
            m.tlvs.push_back({tag::message_payload, std::move(body)});
        else
            m.text = std::move(body);
        if (s.join == text::joining::sar && s.parts.size() > 1) {
            put_number(m.tlvs, tag::sar_msg_ref_num, reference, 2);
            put_number(
                m.tlvs, tag::sar_total_segments, static_cast<std::uint32_t>(s.parts.size()), 1);
            put_number(m.tlvs, tag::sar_segment_seqnum, static_cast<std::uint32_t>(i + 1), 1);
        }
        add_dlt(m, t, rules);
        m.tlvs.insert(m.tlvs.end(), rules.more.begin(), rules.more.end());
        out.push_back(std::move(m));
    }
    return out;
}

std::string relative_time(ms span) {
    constexpr std::int64_t longest_s = 63LL * 24 * 3600;
    const auto s = std::clamp<std::int64_t>(span.count() / 1000, 1, longest_s);
    // Years and months have no fixed length, so days carry it; above 30 the field still holds two digits.
    return fmt::format(
        "0000{:02}{:02}{:02}{:02}000R", s / 86400, s / 3600 % 24, s / 60 % 60, s % 60);
}

std::optional<sys_ms> read_time(std::string_view s, sys_ms now) {
    using namespace std::chrono;
    if (s.size() != 16) return std::nullopt;
    for (std::size_t i = 0; i < 15; ++i)
        if (s[i] < '0' || s[i] > '9') return std::nullopt;
    const int y = two(s, 0), mo = two(s, 2), d = two(s, 4), h = two(s, 6), mi = two(s, 8),
              sec = two(s, 10);
    const auto clock = hours(h) + minutes(mi) + seconds(sec);
    if (s[15] == 'R') return now + days(y * 365 + mo * 30 + d) + clock;
    const year_month_day day{year(2000 + y), month(static_cast<unsigned>(mo)),
        std::chrono::day(static_cast<unsigned>(d))};
    if (!day.ok() || h > 23 || mi > 59 || sec > 59 || (s[15] != '+' && s[15] != '-'))
        return std::nullopt;
    const auto offset = minutes(15) * two(s, 13);
    const sys_ms local(
        sys_days(day).time_since_epoch() + clock + milliseconds((s[12] - '0') * 100));
    return s[15] == '+' ? local - offset : local + offset;
}

}  // namespace zenix::sms::smpp
