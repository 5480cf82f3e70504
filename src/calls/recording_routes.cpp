#include "calls/recording_routes.hpp"

#include "audit/audit_log.hpp"
#include "base/problem.hpp"
#include "calls/listening.hpp"

namespace zenix::calls {
namespace {

const access listeners =
    access::of({role::telecaller, role::supervisor, role::admin, role::auditor});

/// The path of a recording that can be played now; throws what to do otherwise.
task<std::string> playable(const route_parts& p, net::request& r) {
    const auto c = co_await p.desk_.look_up(r.user(), r.uuid_param("id"));
    if (!c.recording || p.rec == nullptr) throw not_found("This call was not recorded.");
    if (c.recording->state == "recording" || c.recording->state == "paused" ||
        c.recording->state == "saving")
        throw conflict("recording_not_ready",
            "The recording can be played a moment after the call has ended.");
    co_return c.recording->path;
}

[[noreturn]] void refuse(const failure& why) {
    if (why.code == "missing")
        throw not_found("The recording's file is missing; tell your administrator.");
    throw problem(500, "recording_damaged",
        "The recording is damaged: its seal does not fit. Tell your administrator.");
}

task<net::response> play(route_parts p, std::shared_ptr<listening_book> heard, net::request& r) {
    r.only_query({"download"});
    const auto path = co_await playable(p, r);
    auto source = co_await p.rec->open_wav(path);
    if (!source) refuse(source.error());
    const auto download = r.flag_query("download", false);
    const auto range = r.header("range");
    const std::string act = download ? "recording.download" : "recording.listen";
    const auto subject = "call:" + r.params.at("id");
    // Written before the first byte leaves; a whole file without a range is always a line of its own.
    if (range.empty() || heard->is_new(r.user().name, act + subject, now())) {
        co_await audit::append(p.db, r.user().name, act, subject, json::object{});
        heard->wrote(r.user().name, act + subject, now());
    }
    net::response out;
    out.with("content-type", "audio/wav").with("cache-control", "private, no-store");
    out.with("content-disposition", (download ? "attachment" : "inline") +
                                        std::string("; filename=\"call-") + r.params.at("id") +
                                        ".wav\"");
    out.source = std::move(source).value();
    co_return out;
}

task<net::response> wave(route_parts p, net::request& r) {
    const auto path = co_await playable(p, r);
    const auto w = co_await p.rec->peaks(path, 600);
    if (!w) refuse(w.error());
    const auto list = [](const std::vector<float>& peaks) {
        json::array a;
        for (const auto v : peaks)
            a.emplace_back(static_cast<double>(static_cast<int>(v * 1000)) / 1000);
        return a;
    };
    co_return net::reply(json::object{{"duration_ms", w.value().duration_ms},
        {"telecaller", list(w.value().telecaller)}, {"borrower", list(w.value().borrower)}});
}

}  // namespace

void add_recording_routes(net::router& routes, route_parts p) {
    const std::string base = "/api/v1/calls/{id}/recording";
    const auto heard = std::make_shared<listening_book>();
    routes.add("GET", base, listeners, [p, heard](net::request& r) { return play(p, heard, r); });
    routes.add("GET", base + "/waveform", listeners, [p](net::request& r) { return wave(p, r); });
}

}  // namespace zenix::calls
