#include "sms/text/receipt.hpp"

#include "sms/text/utf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace zenix::sms::text {
namespace {

constexpr std::size_t longest_body = 4096, longest_id = 255, longest_error = 32;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// ASCII that a centre sent as UTF-16 (every other octet is NUL), or flagged so and did not.
std::string plain(std::string_view body) {
    body = body.substr(0, longest_body);
    const bool wide = body.size() >= 8 && body.size() % 2 == 0 && body[0] == '\0' &&
                      body[2] == '\0' && body[4] == '\0';
    return wide ? utf8_of_utf16(body) : std::string(body);
}

enum class field { none, id, sub, dlvrd, submit_date, done_date, stat, err, text };

struct label {
    std::string_view name;
    field what;
};

// Longer names first where one begins with another.
constexpr std::array labels{label{"submit date", field::submit_date},
    label{"submit_date", field::submit_date}, label{"submitdate", field::submit_date},
    label{"done date", field::done_date}, label{"done_date", field::done_date},
    label{"donedate", field::done_date}, label{"message_id", field::id},
    label{"messageid", field::id}, label{"msgid", field::id}, label{"dlvrd", field::dlvrd},
    label{"status", field::stat}, label{"state", field::stat}, label{"stat", field::stat},
    label{"error", field::err}, label{"text", field::text}, label{"sub", field::sub},
    label{"err", field::err}, label{"id", field::id}};

bool starts(std::string_view s, std::string_view name) {
    if (s.size() < name.size()) return false;
    return std::equal(
        name.begin(), name.end(), s.begin(), [](char a, char b) { return a == lower(b); });
}

/// The label that stands at the start of `s` with its colon, and how long it is.
std::pair<field, std::size_t> label_at(std::string_view s) {
    for (const auto& l : labels) {
        if (!starts(s, l.name)) continue;
        auto n = l.name.size();
        while (n < s.size() && s[n] == ' ') ++n;
        if (n < s.size() && s[n] == ':') return {l.what, n + 1};
    }
    return {field::none, 0};
}

bool separates(char c) {
    return c == ' ' || c == ',' || c == ';' || c == '\n' || c == '\r' || c == '\t';
}

std::string_view trimmed(std::string_view s) {
    constexpr std::string_view blank(" ,;\r\n\t\0", 7);
    const auto first = s.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return s.substr(first, s.find_last_not_of(blank) - first + 1);
}

std::optional<unsigned> number(std::string_view s) {
    unsigned n = 0;
    const auto r = std::from_chars(s.data(), s.data() + s.size(), n);
    if (s.empty() || r.ec != std::errc{}) return std::nullopt;
    return n;
}

int pair_at(std::string_view s, std::size_t i) { return (s[i] - '0') * 10 + (s[i + 1] - '0'); }

/// `YYMMDDhhmm`, with seconds, with a century, or ISO-like with separators.
std::optional<sys_ms> date(std::string_view s) {
    std::string digits;
    for (const char c : s)
        if (c >= '0' && c <= '9') digits += c;
    int century = 2000;
    std::string_view d = digits;
    if (d.size() == 14) {
        century = pair_at(d, 0) * 100;
        d.remove_prefix(2);
    }
    if (d.size() != 10 && d.size() != 12) return std::nullopt;
    const std::chrono::year_month_day day{std::chrono::year(century + pair_at(d, 0)),
        std::chrono::month(static_cast<unsigned>(pair_at(d, 2))),
        std::chrono::day(static_cast<unsigned>(pair_at(d, 4)))};
    const int hour = pair_at(d, 6), minute = pair_at(d, 8),
              second = d.size() == 12 ? pair_at(d, 10) : 0;
    if (!day.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    return sys_ms(std::chrono::sys_days(day).time_since_epoch() + std::chrono::hours(hour) +
                  std::chrono::minutes(minute) + std::chrono::seconds(second));
}

struct found {
    bool state = false;
};

void take(receipt& r, found& f, field what, std::string_view value) {
    if (what != field::text) value = trimmed(value);
    switch (what) {
    case field::none: return;
    case field::id: r.id = value.substr(0, longest_id); return;
    case field::sub: r.submitted = number(value); return;
    case field::dlvrd: r.delivered = number(value); return;
    case field::submit_date: r.submitted_at = date(value); return;
    case field::done_date: r.done_at = date(value); return;
    case field::err: r.error = value.substr(0, longest_error); return;
    case field::text: r.text = value; return;
    case field::stat:
        if (const auto s = state_named(value)) {
            r.state = *s;
            f.state = true;
        }
        return;
    }
}

/// Walks from label to label; what follows `text:` is the message and is not looked into.
void read_fields(receipt& r, found& f, std::string_view body) {
    field open = field::none;
    std::size_t value_from = 0;
    for (std::size_t i = 0; i < body.size();) {
        const bool may_begin = i == 0 || separates(body[i - 1]);
        const auto [what, length] =
            may_begin ? label_at(body.substr(i)) : std::pair(field::none, std::size_t{0});
        if (what == field::none) {
            ++i;
            continue;
        }
        take(r, f, open, body.substr(value_from, i - value_from));
        open = what;
        i += length;
        value_from = i;
        if (what == field::text) break;
    }
    if (open != field::none) take(r, f, open, body.substr(std::min(value_from, body.size())));
}

}  // namespace

std::optional<receipt> read_receipt(std::string_view body, const receipt_tlvs& tlvs) {
    receipt r;
    found f;
    const auto text = plain(body);
    read_fields(r, f, text);
    if (tlvs.receipted_message_id && !trimmed(*tlvs.receipted_message_id).empty())
        r.id = trimmed(*tlvs.receipted_message_id).substr(0, longest_id);
    if (tlvs.message_state && *tlvs.message_state <= 9) {
        r.state = static_cast<message_state>(*tlvs.message_state);
        f.state = true;
    }
    if (tlvs.network_error_code && tlvs.network_error_code->size() == 3) {
        const auto at = [&](std::size_t i) {
            return static_cast<std::uint8_t>((*tlvs.network_error_code)[i]);
        };
        r.network = at(0);
        const auto code = static_cast<unsigned>(at(1) << 8U | at(2));
        if (r.error.empty() || code != 0) r.error = fmt::format("{:03}", code);
    }
    // An id alone says nothing: a borrower may well write `id: 5`.
    if (r.id.empty() || !f.state) return std::nullopt;
    return r;
}

std::string write_receipt(const receipt& r) {
    const auto when = [](std::optional<sys_ms> t) -> std::string {
        if (!t) return "0000000000";
        const auto day = std::chrono::floor<std::chrono::days>(*t);
        const std::chrono::year_month_day d(day);
        const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(*t - day).count();
        return fmt::format("{:02}{:02}{:02}{:02}{:02}", static_cast<int>(d.year()) % 100,
            static_cast<unsigned>(d.month()), static_cast<unsigned>(d.day()), minutes / 60,
            minutes % 60);
    };
    return fmt::format(
        "id:{} sub:{:03} dlvrd:{:03} submit date:{} done date:{} stat:{} err:{} text:{}", r.id,
        r.submitted.value_or(1), r.delivered.value_or(r.state == message_state::delivered ? 1 : 0),
        when(r.submitted_at), when(r.done_at), short_word(r.state),
        r.error.empty() ? "000" : r.error, r.text.substr(0, 20));
}

}  // namespace zenix::sms::text
