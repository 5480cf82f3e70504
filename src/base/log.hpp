#pragma once
#include <boost/json/value.hpp>
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

using field = std::pair<std::string_view, boost::json::value>;
using list = std::initializer_list<field>;

enum class level { debug, info, warn, error };

/// Before the first line; `file` empty logs to standard error. Threads: once, at start.
void open(level least, const std::string& file);
void close();

void write(level l, std::string_view room, std::string_view message, list fields);
inline void debug(std::string_view room, std::string_view m, list f = {}) { write(level::debug, room, m, f); }
inline void info(std::string_view room, std::string_view m, list f = {}) { write(level::info, room, m, f); }
inline void warn(std::string_view room, std::string_view m, list f = {}) { write(level::warn, room, m, f); }
inline void error(std::string_view room, std::string_view m, list f = {}) { write(level::error, room, m, f); }

/// `+9198*****210`: enough to follow a call through the log, not enough to call it.
[[nodiscard]] std::string mask(std::string_view phone);

}  // namespace zenix::log
