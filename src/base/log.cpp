#include "base/log.hpp"

#include "base/time.hpp"
#include "base/utf8.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <spdlog/async.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>

namespace zenix::log {

namespace {

namespace json = boost::json;

constexpr std::size_t queue_lines = 8192;

struct output {
    std::shared_ptr<spdlog::details::thread_pool> pool;
    std::shared_ptr<spdlog::async_logger> logger;
};

/// Set by open() before other threads log, read by all.
std::unique_ptr<output>& current() {
    static std::unique_ptr<output> it;
    return it;
}
std::atomic<level> threshold{level::warn};

std::string_view name(level l) {
    switch (l) {
    case level::debug: return "debug";
    case level::info: return "info";
    case level::warn: return "warn";
    case level::error: return "error";
    }
    return "error";
}

spdlog::level::level_enum to_spdlog(level l) {
    switch (l) {
    case level::debug: return spdlog::level::debug;
    case level::info: return spdlog::level::info;
    case level::warn: return spdlog::level::warn;
    case level::error: return spdlog::level::err;
    }
    return spdlog::level::err;
}

std::string line(level l, std::string_view room, std::string_view message, list fields) {
    json::object out;
    out.reserve(fields.size() + 4);
    out["t"] = to_rfc3339(now());
    out["level"] = name(l);
    out["room"] = room;
    out["msg"] = to_utf8(message);
    for (const auto& [key, value] : fields) {
        if (const json::string* text = value.if_string())
            out[key] = to_utf8(*text);
        else
            out[key] = value;
    }
    return json::serialize(out);
}

}  // namespace

void open(level least, const std::string& file) {
    close();
    spdlog::sink_ptr sink;
    if (file.empty())
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
        sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);  // appends
    auto out = std::make_unique<output>();
    out->pool = std::make_shared<spdlog::details::thread_pool>(queue_lines, 1);
    out->logger = std::make_shared<spdlog::async_logger>(
        "zenix", std::move(sink), out->pool, spdlog::async_overflow_policy::overrun_oldest);
    out->logger->set_pattern("%v");
    out->logger->set_level(spdlog::level::trace);
    // The queue's thread flushes: a line is readable at once, and a crash loses little.
    out->logger->flush_on(spdlog::level::debug);
    current() = std::move(out);
    threshold = least;
}

void close() {
    if (!current()) return;
    threshold = level::warn;
    current()->logger->flush();
    current().reset();  // The pool's destructor waits for the queue to drain.
}

std::size_t lost() { return current() ? current()->pool->overrun_counter() : 0; }

void write(level l, std::string_view room, std::string_view message, list fields) {
    if (l < threshold.load(std::memory_order_relaxed)) return;
    const std::string text = line(l, room, message, fields);
    if (current())
        current()->logger->log(to_spdlog(l), text);
    else
        std::fprintf(stderr, "%s\n", text.c_str());
}

std::string mask(std::string_view phone) {
    std::string out(phone);
    const std::size_t head = out.size() > 8 ? 5 : 0;
    const std::size_t tail = out.size() > 8 ? 3 : std::min<std::size_t>(2, out.size() / 2);
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(head),
        out.end() - static_cast<std::ptrdiff_t>(tail), '*');
    return out;
}

}  // namespace zenix::log
