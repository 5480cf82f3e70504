#include "calls/recording_routes.hpp"

#include "audit/audit_log.hpp"
#include "base/problem.hpp"

namespace zenix::calls {
namespace {

const access listeners = access::of({role::telecaller, role::supervisor, role::admin, role::auditor});

/// The path of a recording that can be played now; throws what to do otherwise.
task<std::string> playable(const route_parts& p, net::request& r) {
    const auto c = co_await p.desk_.look_up(r.user(), r.uuid_param("id"));
    if (!c.recording || p.rec == nullptr) throw not_found("This call was not recorded.");
    if (c.recording->state == "recording" || c.recording->state == "paused" ||
        c.recording->state == "saving")
        throw conflict("recording_not_ready", "The recording can be played a moment after the call has ended.");
    co_return c.recording->path;
}

[[noreturn]] void refuse(const failure& why) {
    if (why.code == "missing") throw not_found("The recording's file is missing; tell your administrator.");
    throw problem(500, "recording_damaged", "The recording is damaged: its seal does not fit. Tell your administrator.");
}

task<net::response> play(route_parts p, net::request& r) {
    r.only_query({"download"});
    const auto path = co_await playable(p, r);
    auto source = co_await p.rec->open_wav(path);
    if (!source) refuse(source.error());
    const auto download = r.flag_query("download", false);
    const auto range = r.header("range");
    // A player asks for many ranges; the first one is the listening.
    if (range.empty() || range.starts_with("bytes=0-"))
        co_await audit::append(p.db, r.user().name, download ? "recording.download" : "recording.listen",
                               "call:" + r.params.at("id"), json::object{});
    net::response out;
    out.with("content-type", "audio/wav").with("cache-control", "private, no-store");
    out.with("content-disposition",
             (download ? "attachment" : "inline") + std::string("; filename=\"call-") + r.params.at("id") + ".wav\"");
    out.source = std::move(source).value();
    co_return out;
}

task<net::response> wave(route_parts p, net::request& r) {
    const auto path = co_await playable(p, r);
    const auto w = co_await p.rec->peaks(path, 600);
    if (!w) refuse(w.error());
    const auto list = [](const std::vector<float>& peaks) {
        json::array a;
        for (const auto v : peaks) a.emplace_back(static_cast<double>(static_cast<int>(v * 1000)) / 1000);
        return a;
    };
    co_return net::reply(json::object{{"duration_ms", w.value().duration_ms},
                                      {"telecaller", list(w.value().telecaller)},
                                      {"borrower", list(w.value().borrower)}});
}

}  // namespace

void add_recording_routes(net::router& routes, route_parts p) {
    const std::string base = "/api/v1/calls/{id}/recording";
    routes.add("GET", base, listeners, [p](net::request& r) { return play(p, r); });
    routes.add("GET", base + "/waveform", listeners, [p](net::request& r) { return wave(p, r); });
}

}  // namespace zenix::calls
