#include <fmt/format.h>
#include <libpq-fe.h>

#include <charconv>
#include <cmath>

#include "pg/array.hpp"
#include "pg/pool.hpp"

namespace zenix::pg {
namespace {

const PGresult* as_result(const std::shared_ptr<const void>& p) { return static_cast<const PGresult*>(p.get()); }

template <class T>
T read_number(const char* text, const char* column) {
    T value{};
    const std::string_view view(text);
    const auto [end, fault] = std::from_chars(view.begin(), view.end(), value);
    if (fault != std::errc{} || end != view.end()) {
        throw std::logic_error(fmt::format("column {} holds '{}', which is no number of the asked type", column, view));
    }
    return value;
}

}  // namespace

param::param(double v) {
    if (std::isfinite(v)) {
        text_ = fmt::format("{}", v);  // The shortest text that reads back as the same value.
    } else {
        text_ = std::isnan(v) ? "NaN" : v > 0 ? "Infinity" : "-Infinity";
    }
}

param::param(const std::vector<std::string>& list) : text_(write_array(list)) {}

row::row(std::shared_ptr<const void> result, int index) : result_(std::move(result)), index_(index) {
    if (!result_ || index < 0 || index >= PQntuples(as_result(result_))) {
        throw std::logic_error(fmt::format("row {} of a result that has fewer", index));
    }
}

const char* row::raw(const char* column) const {
    const int field = PQfnumber(as_result(result_), column);
    if (field < 0) throw std::logic_error(fmt::format("the statement gives no column {}", column));
    if (PQgetisnull(as_result(result_), index_, field) != 0) return nullptr;
    return PQgetvalue(as_result(result_), index_, field);
}

bool row::null(const char* column) const { return raw(column) == nullptr; }

std::string row::text(const char* column) const {
    const char* value = raw(column);
    return value ? value : std::string{};
}

std::int64_t row::integer(const char* column) const { return maybe_integer(column).value_or(0); }
double row::number(const char* column) const { return maybe_number(column).value_or(0); }

bool row::flag(const char* column) const {
    const char* value = raw(column);
    return value && *value == 't';
}

sys_ms row::time(const char* column) const {
    const auto value = maybe_time(column);
    if (!value) throw std::logic_error(fmt::format("column {} is NULL where a time must be", column));
    return *value;
}

json::value row::json(const char* column) const {
    const char* value = raw(column);
    return value ? json::parse(value) : json::value(nullptr);
}

std::optional<std::string> row::maybe_text(const char* column) const {
    const char* value = raw(column);
    return value ? std::optional<std::string>(value) : std::nullopt;
}

std::optional<std::int64_t> row::maybe_integer(const char* column) const {
    const char* value = raw(column);
    return value ? std::optional(read_number<std::int64_t>(value, column)) : std::nullopt;
}

std::optional<double> row::maybe_number(const char* column) const {
    const char* value = raw(column);
    return value ? std::optional(read_number<double>(value, column)) : std::nullopt;
}

std::optional<sys_ms> row::maybe_time(const char* column) const {
    const char* value = raw(column);
    if (!value) return std::nullopt;
    const auto when = parse_time(value);
    if (!when) throw std::logic_error(fmt::format("column {} holds '{}', which is no point in time", column, value));
    return when;
}

std::vector<std::string> row::texts(const char* column) const {
    const char* value = raw(column);
    return value ? read_array(value) : std::vector<std::string>{};
}

rows::rows(std::shared_ptr<const void> result) : result_(std::move(result)) {
    size_ = static_cast<std::size_t>(PQntuples(as_result(result_)));
    // libpq's declaration lacks a const that its code honours.
    const std::string_view count = PQcmdTuples(const_cast<PGresult*>(as_result(result_)));
    if (!count.empty()) std::from_chars(count.begin(), count.end(), affected_);
}

}  // namespace zenix::pg
