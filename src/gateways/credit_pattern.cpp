#include "gateways/credit_pattern.hpp"

#include "gateways/drivers/ussd.hpp"

#include <algorithm>
#include <array>

namespace zenix::gateways {
namespace {

constexpr std::string_view amount_word = "{amount}";
constexpr std::size_t answer_max = 2000;

bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Lower case, single blanks, plain digits for those of Indian scripts and Arabic, plain blanks and
/// minus for their typographic kin.
std::string plain(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = [&](std::size_t at) {
            return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
        };
        if ((byte(i) & 0xF0U) == 0xE0U) {
            const auto point = (byte(i) & 0x0FU) << 12 | (byte(i + 1) & 0x3FU) << 6 | (byte(i + 2) & 0x3FU);
            const bool indian = point >= 0x0960 && point < 0x0D70 && (point & 0x7FU) >= 0x66 &&
                                (point & 0x7FU) <= 0x6F;
            if (indian) {
                out += static_cast<char>('0' + ((point & 0x7FU) - 0x66));
                i += 2;
                continue;
            }
            if (point == 0x2212 || point == 0x2013) {
                out += '-';
                i += 2;
                continue;
            }
            if (point == 0x202F || point == 0x2009) {
                out += ' ';
                i += 2;
                continue;
            }
        }
        if (byte(i) == 0xC2 && byte(i + 1) == 0xA0) {
            out += ' ';
            ++i;
            continue;
        }
        if (blank(text[i])) {
            if (!out.empty() && out.back() != ' ') out += ' ';
            continue;
        }
        out += lower(text[i]);
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

/// Where `words` match at `at`; a blank in the pattern matches none too.
std::optional<std::size_t> match_words(std::string_view words, std::string_view text, std::size_t at) {
    for (const char c : words) {
        if (c == ' ') {
            if (at < text.size() && text[at] == ' ') ++at;
            continue;
        }
        while (at < text.size() && text[at] == ' ' && c != ' ') ++at;
        if (at >= text.size() || text[at] != c) return std::nullopt;
        ++at;
    }
    return at;
}

struct piece {
    bool amount = false, gap = false;
    std::string_view words;
};

std::vector<piece> pieces_of(std::string_view pattern) {
    std::vector<piece> out;
    while (!pattern.empty()) {
        if (pattern.starts_with(amount_word)) {
            out.push_back({true, false, {}});
            pattern.remove_prefix(amount_word.size());
        } else if (pattern.front() == '*') {
            if (out.empty() || !out.back().gap) out.push_back({false, true, {}});
            pattern.remove_prefix(1);
        } else {
            const auto end = std::min(pattern.find(amount_word), pattern.find('*'));
            const auto words = pattern.substr(0, end);
            out.push_back({false, false, words});
            pattern.remove_prefix(words.size());
        }
    }
    return out;
}

bool all_blank(std::string_view words) { return std::all_of(words.begin(), words.end(), blank); }

/// Greedy, leftmost: each piece after a gap is sought from where the last one ended, so no text is
/// read more than once for each piece.
std::optional<std::int64_t> find_amount(const std::vector<piece>& pieces, std::string_view text) {
    std::size_t at = 0;
    bool floats = true;  // The first piece may stand anywhere.
    std::optional<std::int64_t> amount;
    for (const auto& p : pieces) {
        if (p.gap || (!p.amount && all_blank(p.words))) {
            floats = floats || p.gap;
            continue;
        }
        bool found = false;
        for (auto from = at; from <= text.size(); ++from) {
            // An amount begins where no digit stands before it.
            const bool inside = p.amount && from > 0 && digit(text[from - 1]) && from < text.size() && digit(text[from]);
            if (p.amount && !inside) {
                if (const auto read = read_amount(text.substr(from))) {
                    amount = read->minor;
                    at = from + read->bytes;
                    found = true;
                }
            } else if (!p.amount) {
                if (const auto end = match_words(p.words, text, from)) {
                    at = *end;
                    found = true;
                }
            }
            if (found || !floats) break;
        }
        if (!found) return std::nullopt;
        floats = false;
    }
    return amount;
}

}  // namespace

std::optional<amount_read> read_amount(std::string_view text) {
    std::size_t at = 0;
    const auto skip = [&] {
        while (at < text.size() && text[at] == ' ') ++at;
    };
    skip();
    bool negative = false;
    for (const std::string_view word : {"minus", "-"})
        if (!negative && text.substr(at).starts_with(word)) {
            negative = true;
            at += word.size();
        }
    skip();
    for (const std::string_view sign : {"rs.", "rs", "inr", "\xE2\x82\xB9", "$", "\xE2\x82\xAC"})
        if (text.substr(at).starts_with(sign)) {
            at += sign.size();
            break;
        }
    skip();
    if (at < text.size() && text[at] == '-') {
        negative = true;
        ++at;
    }
    if (at >= text.size() || !digit(text[at])) return std::nullopt;
    // Digits and marks between digits; the last mark that has one or two digits behind it is the
    // decimal one, all others part thousands.
    const auto begin = at;
    while (at < text.size() &&
           (digit(text[at]) || ((text[at] == '.' || text[at] == ',' || text[at] == '\'') &&
                                   at + 1 < text.size() && digit(text[at + 1]))))
        ++at;
    const auto run = text.substr(begin, at - begin);
    const auto mark = run.find_last_of(".,");
    const auto behind = mark == std::string_view::npos ? 0 : run.size() - mark - 1;
    const bool alone = mark != std::string_view::npos && run.find_first_of(".,'") == mark;
    const bool decimal = behind == 1 || behind == 2 || (behind > 3 && alone);
    std::int64_t whole = 0, cents = 0;
    const auto digits = decimal ? run.substr(0, mark) : run;
    int count = 0;
    for (const char c : digits) {
        if (!digit(c)) continue;
        if (++count > 12) return std::nullopt;
        whole = whole * 10 + (c - '0');
    }
    if (decimal)
        for (std::size_t i = 0; i < 2; ++i)
            cents = cents * 10 + (i < behind ? run[mark + 1 + i] - '0' : 0);
    const auto minor = whole * 100 + cents;
    return amount_read{negative ? -minor : minor, at};
}

std::string fault_of_pattern(std::string_view pattern) {
    const auto first = pattern.find(amount_word);
    if (first == std::string_view::npos)
        return "Write {amount} where the money stands: `Balance: {amount}`.";
    if (pattern.find(amount_word, first + 1) != std::string_view::npos)
        return "{amount} may stand once; * is for what does not matter.";
    return {};
}

credit_reading read_credit(std::string_view pattern, std::string_view answer) {
    credit_reading r;
    r.decoded = drivers::decode_ussd(answer.substr(0, answer_max));
    r.why = fault_of_pattern(pattern);
    if (!r.why.empty()) return r;
    const auto wanted = plain(pattern);
    r.amount_minor = find_amount(pieces_of(wanted), plain(r.decoded));
    if (!r.amount_minor)
        r.why = "The pattern does not fit this answer: its words must stand in it in this order.";
    return r;
}

json::object to_json(const credit_reading& r, const std::string& currency) {
    return {{"understood", r.amount_minor.has_value()}, {"amount_minor", opt(r.amount_minor)},
        {"currency", currency}, {"decoded", r.decoded},
        {"why", r.why.empty() ? json::value(nullptr) : json::value(r.why)}};
}

}  // namespace zenix::gateways
