#pragma once
#include <boost/json/value_from.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

/// Structured logs: one JSON object a line with `t`, `level`, `room`, `msg` and the ids given.
///
///     log::info("calls", "borrower answered", {{"call", id}, {"cause", 16}});
///
/// An asynchronous spdlog sink stands behind it; when it cannot keep up the oldest lines go and a
/// counter says how many. Never pass a secret or the text of a message; mask phone numbers.
namespace zenix::log {

/// A name and a value of any kind Boost.JSON can hold.
struct field {
    template <class T>
    field(std::string_view key, const T& v) : first(key), second(boost::json::value_from(v)) {}  // NOLINT
    std::string_view first;
    boost::json::value second;
};
using list = std::initializer_list<field>;

enum class level { debug, info, warn, error };

/// Before the first line; `file` empty logs to standard error. Threads: once, at start.
void open(level least, const std::string& file);
/// Writes out what is queued. Lines before open() and after close() go to standard error, warnings
/// and errors only.
void close();
/// Lines that were thrown away because the disk could not keep up.
[[nodiscard]] std::size_t lost();

void write(level l, std::string_view room, std::string_view message, list fields);
inline void debug(std::string_view room, std::string_view m, list f = {}) { write(level::debug, room, m, f); }
inline void info(std::string_view room, std::string_view m, list f = {}) { write(level::info, room, m, f); }
inline void warn(std::string_view room, std::string_view m, list f = {}) { write(level::warn, room, m, f); }
inline void error(std::string_view room, std::string_view m, list f = {}) { write(level::error, room, m, f); }

/// `+9198*****210`: enough to follow a call through the log, not enough to call it.
[[nodiscard]] std::string mask(std::string_view phone);

}  // namespace zenix::log
