#include "app/watching.hpp"

#include "app/parts.hpp"
#include "watch/certificates.hpp"
#include "watch/disk.hpp"
#include "watch/fleet_reader.hpp"
#include "watch/fleet_rules.hpp"
#include "watch/house.hpp"
#include "watch/nut.hpp"
#include "watch/text_rules.hpp"

namespace zenix::app {
namespace {

using std::chrono::seconds;
using watch::watchman;

std::function<bool(const std::string&)> standing(application::parts& p) {
    return [&keeper = *p.watch](const std::string& key) { return keeper.stands(key); };
}

task<watchman::findings> look_at_fleet(application::parts& p) {
    const auto readings = watch::read_fleet(p.roads->ways(), now());
    co_return watch::judge_fleet(readings, {}, standing(p));
}

task<watchman::findings> look_at_house(application::parts& p) {
    watch::house_reading r;
    r.database = p.db->connected();
    r.telephony = p.ari->up();
    r.asterisk_restarted = std::exchange(p.asterisk_restarted, false);
    r.no_recording_because = p.no_recorder_because;
    co_return watch::judge_house(r);
}

task<watchman::findings> look_at_disks(application::parts& p) {
    std::vector<std::string> folders{p.settings.data_dir, p.node->settings().spool};
    if (!p.settings.log_file.empty())
        folders.push_back(p.settings.log_file.substr(0, p.settings.log_file.rfind('/') + 1));
    auto work = [folders = std::move(folders)] { return watch::read_disks(folders); };
    const auto disks = co_await offload(p.pool, std::move(work));
    co_return watch::judge_disks(disks, standing(p));
}

task<watchman::findings> look_at_certificates(application::parts& p) {
    auto files = p.settings.watch_certificate_files;
    if (!p.settings.tls_certificate_file.empty()) files.push_back(p.settings.tls_certificate_file);
    auto work = [files = std::move(files)] { return watch::read_certificates(files); };
    const auto read = co_await offload(p.pool, std::move(work));
    co_return watch::judge_certificates(read, now());
}

/// One after the other: each answers within its patience, and few machines hang on many UPSs.
task<watchman::findings> look_at_power(application::parts& p) {
    std::vector<watch::ups_reading> all;
    for (const auto& text : p.settings.watch_ups) {
        auto whom = watch::read_nut_address(text);
        if (!whom) continue;  // refused when the configuration was read
        auto reading = co_await watch::ask_upsd(*std::move(whom));
        all.push_back(std::move(reading));
    }
    co_return watch::judge_ups(all);
}

task<watchman::findings> look_at_texts(application::parts& p) {
    watch::text_reading r;
    const auto waiting = co_await p.db->run(
        "select count(*) as n, min(due_at) as oldest from sms_logs where status = 'queued'"
        " and due_at <= now() and error_code is distinct from 'gate_refused'");
    // Who has no way out is put off by seconds again and again: its own age tells.
    const auto stuck = co_await p.db->run(
        "select min(created_at) as oldest from sms_logs where status = 'queued' and error_code = 'no_route'");
    r.waiting = waiting.front().integer("n");
    auto oldest = waiting.front().maybe_time("oldest");
    if (const auto other = stuck.front().maybe_time("oldest"); other && (!oldest || *other < *oldest)) oldest = other;
    if (oldest) r.oldest_s = std::chrono::duration_cast<seconds>(now() - *oldest).count();
    for (const auto& [id, line] : p.texts->ways().accounts()) {
        if (!line.out || line.out->up()) continue;
        const auto s = line.out->status();
        r.down.push_back({id, line.account.name, std::string(s.at("detail").as_string())});
    }
    co_return watch::judge_texts(r);
}

}  // namespace

void add_sources(application::parts& p) {
    p.watch->add_source("fleet", seconds(2), [&p] { return look_at_fleet(p); });
    p.watch->add_source("house", seconds(2), [&p] { return look_at_house(p); });
    p.watch->add_source("texts", seconds(5), [&p] { return look_at_texts(p); });
    p.watch->add_source("disk", seconds(30), [&p] { return look_at_disks(p); });
    p.watch->add_source(
        "certificates", std::chrono::hours(1), [&p] { return look_at_certificates(p); });
    p.watch->add_source("power", seconds(5), [&p] { return look_at_power(p); });
}

}  // namespace zenix::app
