#include "dialer/rehearsal/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

#include "base/time.hpp"
#include "crm/csv.hpp"
#include "dialer/rehearsal/scenario.hpp"

namespace zenix::dialer::rehearsal {
namespace {

constexpr std::size_t kept_max = 200'000;  // of each kind of time; more would not say more
constexpr std::size_t attempts_min = 50;

/// One row, asked for by column.
class row {
  public:
    row(const std::map<std::string, std::size_t, std::less<>>& columns, const crm::csv_record& r, const std::string& file)
        : columns_(columns), r_(r), file_(file) {}

    [[nodiscard]] std::string_view cell(std::string_view column) const {
        const auto at = columns_.find(column);
        return at == columns_.end() || at->second >= r_.cells.size() ? std::string_view{} : r_.cells[at->second];
    }
    [[noreturn]] void wrong(std::string_view column, std::string_view what) const {
        throw bad_file(fmt::format("{}:{}: {}: {}", file_, r_.line, column, what));
    }
    /// Seconds since 1970.
    [[nodiscard]] std::optional<double> time(std::string_view column) const {
        const auto text = cell(column);
        if (text.empty()) return {};
        const auto t = parse_time(text);
        if (!t) wrong(column, "must be a time as 2026-11-29T10:00:00Z");
        return static_cast<double>(t->time_since_epoch().count()) / 1000;
    }
    [[nodiscard]] std::optional<double> seconds(std::string_view column) const {
        const auto text = cell(column);
        if (text.empty()) return {};
        double ms = 0;
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), ms);
        if (fault != std::errc{} || end != text.data() + text.size() || !(ms >= 0 && ms < 1e9))
            wrong(column, "must be milliseconds from 0");
        return ms / 1000;
    }

  private:
    const std::map<std::string, std::size_t, std::less<>>& columns_;
    const crm::csv_record& r_;
    const std::string& file_;
};

void keep(std::vector<double>& to, double s) {
    if (to.size() < kept_max) to.push_back(s);
}

void take(const row& r, history& h) {
    const auto dialed = r.time("dialed_at");
    if (!dialed) return;  // Never dialled: inbound, or refused before.
    const auto ended = r.time("ended_at");
    if (!ended) r.wrong("ended_at", "is missing");
    if (*ended < *dialed) r.wrong("ended_at", "lies before dialed_at");
    auto& hour = h.by_hour[static_cast<std::size_t>(static_cast<std::int64_t>(*dialed) / 3600 % 24)];
    ++hour.attempts;
    const auto answered = r.time("answered_at");
    if (!answered) return keep(h.failure_s, std::max(0.1, *ended - *dialed));
    if (*answered < *dialed || *answered > *ended) r.wrong("answered_at", "lies outside dialed_at and ended_at");
    ++hour.answered;
    keep(h.answer_s, std::max(0.1, *answered - *dialed));
    keep(h.talk_s, std::max(0.5, r.seconds("talk_ms").value_or(*ended - *answered)));
    if (const auto wrap = r.seconds("wrap_ms")) h.wrap_sum_s += *wrap, ++h.wraps;
    const auto contact = r.cell("contact");
    if (contact.empty()) return;
    if (contact != "true" && contact != "false") r.wrong("contact", "must be true or false");
    ++h.contacts_known;
    h.contacts += contact == "true" ? 1 : 0;
}

}  // namespace

history read_history(std::string_view csv, const std::string& file) {
    crm::csv_reader reader(csv);
    crm::csv_record record;
    std::map<std::string, std::size_t, std::less<>> columns;
    history h;
    while (reader.next(record)) {
        if (!record.fault.empty()) throw bad_file(fmt::format("{}:{}: {}", file, record.line, record.fault));
        if (columns.empty()) {
            for (std::size_t i = 0; i < record.cells.size(); ++i) columns.emplace(record.cells[i], i);
            for (const auto* needed : {"dialed_at", "answered_at", "ended_at"})
                if (!columns.contains(needed))
                    throw bad_file(fmt::format("{}:{}: {}: this column is missing", file, record.line, needed));
            continue;
        }
        take(row(columns, record, file), h);
    }
    if (h.answer_s.size() + h.failure_s.size() < attempts_min || h.answer_s.empty())
        throw bad_file(fmt::format("{}: holds {} attempts, {} of them answered; at least {} and one answered are needed",
            file, h.answer_s.size() + h.failure_s.size(), h.answer_s.size(), attempts_min));
    return h;
}

history load_history(const std::string& file) {
    std::error_code fault;
    const auto size = std::filesystem::file_size(file, fault);
    std::ifstream in(file, std::ios::binary);
    if (fault || !in) throw bad_file(file + ": cannot be read; check `history` and that it is a file");
    if (size > 512U * 1024 * 1024) throw bad_file(file + ": is larger than 512 MiB; take fewer days");
    std::ostringstream text;
    text << in.rdbuf();
    return read_history(text.str(), file);
}

void use(const history& h, world& w) {
    w.answer_times = h.answer_s;
    w.failure_times = h.failure_s;
    if (w.failure_times.empty()) w.failure_times = {w.ring_timeout_s};
    w.talk_times = h.talk_s;
    if (h.contacts_known > 0) w.contact_share = static_cast<double>(h.contacts) / static_cast<double>(h.contacts_known);
    if (h.wraps > 0) w.wrap_mean_s = std::max(0.1, h.wrap_sum_s / static_cast<double>(h.wraps));
    // Hours of the day that were dialled in, one after the other, become the shift's.
    w.list_sigma = 0;
    if (w.p > 0 || !w.p_by_hour.empty()) return;  // The file says otherwise.
    for (const auto& hour : h.by_hour)
        if (hour.attempts >= 20)
            w.p_by_hour.push_back(std::clamp(static_cast<double>(hour.answered) / static_cast<double>(hour.attempts), 0.005, 1.0));
    if (w.p_by_hour.empty())
        w.p = static_cast<double>(h.answer_s.size()) / static_cast<double>(h.answer_s.size() + h.failure_s.size());
    w.p_min = 0.005;
    w.p_max = 1;
}

}  // namespace zenix::dialer::rehearsal
