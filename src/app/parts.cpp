#include "app/parts.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "app/privileges.hpp"
#include "base/log.hpp"
#include "base/phone.hpp"
#include "calls/sorry_sound.hpp"
#include "gateways/drivers/make.hpp"
#include "pg/cluster.hpp"
#include "sms/http_sender.hpp"
#include "sms/smpp_road.hpp"

namespace zenix::app {
namespace {

namespace fs = std::filesystem;

/// Below this nothing that is kept can be counted on: neither the database nor the journal nor a recording.
std::pair<bool, std::string> room_in(const std::string& folder) {
    constexpr std::uintmax_t least = 64U << 20;
    std::error_code unknown;
    const auto room = fs::space(folder, unknown).available;
    if (unknown) return {false, "of the data folder: " + unknown.message()};
    return {room >= least, fmt::format("{} MB free for the data folder", room >> 20)};
}

/// A secret kept in a file of the data folder, drawn at the first start.
std::string kept_secret(const std::string& file) {
    std::string text;
    std::ifstream(file) >> text;
    if (!text.empty()) return text;
    text = secret::random_token(24);
    const auto old = ::umask(0077);
    std::ofstream(file) << text << '\n';
    ::umask(old);
    return text;
}

/// Short and the same at each start: socket paths have at most 107 bytes, folders may be deep.
std::string short_name(const std::string& folder) { return secret::sha256_hex(folder).substr(0, 12); }

/// A new key beside old data would leave recordings and passwords unreadable: it is made only with the data.
secret::master_key open_key(const config& c) {
    return secret::master_key::load(master_key_file(c), !fs::exists(c.data_dir + "/pg"));
}

double dice() {
    thread_local std::mt19937 source{std::random_device{}()};
    return std::uniform_real_distribution<>(0, 1)(source);
}

/// What a box tells by itself is a reason to ask it, or of a text.
task<> heed(gateways::keeper* boxes, sms::gateway_ears* texts, std::int64_t box_id,
    gateways::drivers::box_event e) {
    using namespace gateways::drivers;
    const auto* session = std::get_if<session_changed>(&e);
    const bool of_state = std::holds_alternative<registration_changed>(e) ||
                          std::holds_alternative<box_changed>(e) ||
                          std::holds_alternative<port_trouble>(e) || (session && !session->up);
    if (boxes != nullptr && of_state) boxes->hint(box_id);
    if (texts == nullptr) throw std::runtime_error("texts are not listened for yet");
    co_await texts->told(box_id, std::move(e));
}

}  // namespace

application::parts::parts(asio::io_context& loop, config c)
    : io(loop), settings(std::move(c)), tasks(loop.get_executor()),
      hub(secret::random_token(6)), key(open_key(settings)) {}

task<void> application::parts::open_database() {
    database_url = settings.database_url;
    if (database_url.empty()) {
        pg::cluster_options o;
        o.folder = settings.data_dir + "/pg";
        o.socket_dir = settings.data_dir + "/run";
        if (o.socket_dir.size() > 80) o.socket_dir = "/tmp/zenix-" + short_name(settings.data_dir);
        fs::create_directories(o.socket_dir);
        fs::permissions(o.socket_dir, fs::perms::owner_all);
        o.password = kept_secret(settings.data_dir + "/pg-password");
        database_url = co_await pg::ensure_cluster(o);
        cluster_folder = o.folder;
    }
    pg::pool_options o;
    o.url = database_url;
    db = std::make_unique<pg::pool>(io.get_executor(), o);
    co_await db->start();
    const int applied = co_await pg::migrate(*db);
    if (applied > 0) log::info("app", "schema brought up to date", {{"files", applied}});
}

task<void> application::parts::open_telephony() {
    const auto found = asterisk::find_install(settings.asterisk_path);
    if (!found) throw std::runtime_error(found.error().detail);
    asterisk::node_settings wanted;
    wanted.folder = settings.data_dir + "/asterisk";
    wanted.spool = settings.recording_spool.empty() ? "/dev/shm/zenix-" + short_name(settings.data_dir)
                                                    : settings.recording_spool;
    wanted.sip_bind = settings.sip_bind;
    wanted.external_address = settings.external_address;
    wanted.local_nets = settings.local_nets;
    node = std::make_unique<asterisk::node>(io.get_executor(), asterisk::keep_settings(wanted), found.value());
    const auto running = co_await node->ensure_running();
    if (!running) throw std::runtime_error(running.error().detail);
    known_asterisk = node->process();
    auto how = node->ari();
    // What neither calls nor trunks listen to, which is half of what a call makes Asterisk say.
    for (const auto* type : {"ChannelCreated", "ChannelEnteredBridge", "ChannelLeftBridge", "ChannelConnectedLine",
             "ChannelCallerId", "ChannelHangupRequest", "ChannelHold", "ChannelUnhold",
             "ChannelToneDetected", "StasisEnd", "BridgeCreated", "BridgeDestroyed"})
        how.unwanted.emplace_back(type);
    ari = std::make_shared<asterisk::session>(io.get_executor(), std::move(how));
    ami = std::make_unique<asterisk::ami>(io.get_executor(), node->ami());
    trace = std::make_unique<asterisk::sip_trace>(io.get_executor(), node->settings().hep_port);
}

void application::parts::make_rooms() {
    const auto ex = io.get_executor();
    const auto clock = [] { return now(); };
    identity::service_options sessions;
    sessions.csrf_key = key.derive("csrf");
    people = std::make_unique<identity::service>(ex, *db, pool, sessions);
    compliance::gate_options rules;
    rules.home_country = settings.home_country;
    rules.demo = demo;
    gate = std::make_unique<compliance::gate_service>(*db, rules);
    roads = std::make_unique<gateways::route_book>(std::string(phone::default_zone(settings.home_country)), clock);
    trunks = std::make_unique<gateways::trunk_push>(ari, key, *roads);
    routing = std::make_unique<gateways::routing_topic>(hub, *roads);
    boxes = std::make_unique<gateways::keeper>(gateways::keeper_parts{ex, *db, *roads, key,
        gateways::drivers::names(),
        [this, ex](const gateways::drivers::settings& s) {
            const auto id = s.box_id;
            return gateways::drivers::make_box(ex, s, [this, id](gateways::drivers::box_event e) {
                return heed(boxes.get(), sim_ears.get(), id, std::move(e));
            });
        },
        clock, dice});
    credit = std::make_unique<gateways::credit_round>(ex, *roads, *boxes, *db, clock);
    floor = std::make_unique<agents::floor>(hub, clock);
    phones = std::make_unique<agents::phones>(
        ex, ari, key, [this](const std::string& session) { return people->find_session(session); });
    phones->set_upstream(fmt::format("ws://127.0.0.1:{}/ws", node->settings().http_port));
    phones->set_codecs(settings.phone_codecs);
    people->on_session_end([this](const principal& who) {
        phones->session_ended(who);
        if (streams) streams->session_ended(who.session);
    });
    try {
        rec = std::make_unique<calls::recorder>(
            ex, pool, key, calls::recorder_options{settings.data_dir + "/recordings", node->settings().spool + "/monitor"});
    } catch (const std::exception& e) {
        no_recorder_because = e.what();  // Calls can be made; readiness says why nothing is recorded.
        zenix::log::error("app", "recording is off", {{"why", e.what()}});
    }
    book = std::make_unique<calls::journal>(settings.data_dir + "/calls");
    log = std::make_unique<calls::call_log>(ex, *db, *book);
    log->count_ways_in(roads->zone());
    calls = std::make_unique<calls::conductor>(calls::conductor_parts{
        ex, pool, hub, *floor, *phones, ari, *ami, rec.get(), *book, *log, *roads, *db, clock});
    calls->set_sorry(calls::place_sorry_sound(settings.data_dir + "/sounds"));
    roads->on_trunk_lost([this](std::int64_t trunk_id) { calls->trunk_lost(trunk_id); });
    desk = std::make_unique<calls::desk>(*calls, *floor, *gate, *roads, *log, *db, people->people());
    test_calls = std::make_unique<calls::test_caller>(
        calls::test_call_parts{ex, ari, *gate, *roads, *book, *log, *db});
    outcomes = std::make_unique<calls::outcome_writer>(*calls, *log, *desk, *floor, *gate, *db);
    sms::office_options letters;
    letters.home_country = settings.home_country;
    letters.lender = {settings.lender_name, settings.lender_phone};
    letters.clock = clock;
    const sms::gateway_road_parts sim_parts{*db, *roads, *boxes, clock};
    const auto sim_road = std::make_shared<sms::gateway_road>(sim_parts);
    texts = std::make_unique<sms::office>(ex, *db, *gate, hub, key,
        [this](const sms::smsc_account& a) { return make_text_road(a); },
        sim_road, letters);
    sim_ears = std::make_unique<sms::gateway_ears>(ex, sim_parts,
        sms::gateway_ears::mouth{
            [this](std::vector<sms::outbox::box_report> r) { return texts->out().box_reports(std::move(r)); },
            [this](sms::inbound_text t) { return texts->incoming(std::move(t)); }});
    sim_road->taken = [this](std::int64_t box_id) { sim_ears->soon(box_id); };
    boxes->on_pushed([this](std::int64_t box_id) { sim_ears->soon(box_id); });
    campaigns = std::make_unique<dialer::engine>(dialer::engine_parts{ex, *db, *floor, *calls, *desk, *log, *book, *roads,
        people->people(), letters.lender, std::string(phone::default_zone(settings.home_country)), clock});
    outcomes->on_written([this](const calls::call& c, const crm::outcome& o) { campaigns->outcome(c, o); });
    if (!settings.smpp_host.empty()) {
        sms::smpp::server_settings s;
        s.host = settings.smpp_host;
        s.port = settings.smpp_port;
        s.certificate = settings.smpp_tls_certificate_file;
        s.private_key = settings.smpp_tls_key_file;
        smpp = std::make_unique<sms::smpp_desk>(ex, *texts, s);
    }
    watch = std::make_unique<watch::watchman>(*db, hub, key,
        watch::watch_options{.zone = std::string(phone::default_zone(settings.home_country)), .clock = clock});
    routes.set_authenticator([this](net::request& r) { return people->authenticate(r); });
}

std::shared_ptr<sms::transport> application::parts::make_text_road(const sms::smsc_account& a) {
    if (!a.is_smpp) return sms::make_http_sender(a, key);
    std::string password;
    if (!a.password_sealed.empty())
        password = key.open(sms::account_purpose, a.password_sealed).value_or("");
    return std::make_shared<sms::smpp_road>(io.get_executor(), a, password,
        sms::road_ears{[this](sms::receipt_news n) { return texts->receipt(std::move(n)); },
            [this](sms::inbound_text t) { return texts->incoming(std::move(t)); },
            [this] {
                if (texts) texts->out().rouse();
            }});
}

std::vector<part> application::parts::health() {
    return {
        {"database", [this] { return std::pair(db->connected(), std::string(db->connected() ? "connected" : "away; calls in progress go on, new ones are refused")); }},
        {"telephony", [this] { return std::pair(ari->up() && linked, std::string(ari->up() ? "linked" : "Asterisk does not answer; it is being restarted")); }},
        {"recording", [this] { return std::pair(rec != nullptr, rec ? std::string("on") : no_recorder_because); }},
        {"disk", [this] { return room_in(settings.data_dir); }},
        {"call log", [this] { const auto n = log->waiting(); return std::pair(n < 1000, fmt::format("{} rows waiting", n)); }},
    };
}

}  // namespace zenix::app
