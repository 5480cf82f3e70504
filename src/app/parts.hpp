#pragma once
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>

#include "agents/floor.hpp"
#include "agents/phones.hpp"
#include "agents/routes.hpp"
#include "app/application.hpp"
#include "app/event_stream.hpp"
#include "app/health.hpp"
#include "asterisk/ami.hpp"
#include "asterisk/node.hpp"
#include "asterisk/sip_trace.hpp"
#include "base/event_hub.hpp"
#include "base/offload.hpp"
#include "base/task_group.hpp"
#include "calls/conductor.hpp"
#include "calls/desk.hpp"
#include "calls/outcome.hpp"
#include "calls/test_call.hpp"
#include "compliance/gate_service.hpp"
#include "dialer/engine/engine.hpp"
#include "gateways/credit_round.hpp"
#include "gateways/keeper.hpp"
#include "gateways/routing_topic.hpp"
#include "gateways/trunk_push.hpp"
#include "identity/service.hpp"
#include "net/server.hpp"
#include "sms/gateway_ears.hpp"
#include "sms/office.hpp"
#include "sms/smpp_desk.hpp"
#include "watch/watchman.hpp"

namespace zenix::app {

/// Every part of the server, in the order in which they lean on one another; destroyed in reverse.
struct application::parts {
    parts(asio::io_context& loop, config c);

    task<void> open_database();
    task<void> open_telephony();
    void make_rooms();
    [[nodiscard]] std::vector<part> health();
    [[nodiscard]] std::shared_ptr<sms::transport> make_text_road(const sms::smsc_account& a);
    /// A long step begins; `demo` shows it.
    void say(const std::string& step) const { if (on_step) on_step(step); }

    asio::io_context& io;
    config settings;
    std::function<void(const std::string&)> on_step;
    bool demo = false;
    worker_pool pool{2};
    task_group tasks;
    event_hub hub;
    net::router routes;
    secret::master_key key;
    std::string cluster_folder, database_url;
    std::optional<process::identity> known_asterisk;
    bool linked = false;
    bool asterisk_restarted = false;  ///< until the alerts have heard of it

    std::unique_ptr<pg::pool> db;
    std::unique_ptr<identity::service> people;
    std::unique_ptr<asterisk::node> node;
    std::shared_ptr<asterisk::session> ari;
    std::unique_ptr<asterisk::ami> ami;
    std::unique_ptr<asterisk::sip_trace> trace;
    std::unique_ptr<compliance::gate_service> gate;
    std::unique_ptr<gateways::route_book> roads;
    std::unique_ptr<gateways::trunk_push> trunks;
    std::unique_ptr<gateways::routing_topic> routing;
    std::unique_ptr<gateways::keeper> boxes;
    std::unique_ptr<gateways::credit_round> credit;
    std::unique_ptr<agents::floor> floor;
    std::unique_ptr<agents::phones> phones;
    std::unique_ptr<calls::recorder> rec;
    std::string no_recorder_because;
    std::unique_ptr<calls::journal> book;
    std::unique_ptr<calls::call_log> log;
    std::unique_ptr<calls::conductor> calls;
    std::unique_ptr<calls::desk> desk;
    std::unique_ptr<calls::test_caller> test_calls;
    std::unique_ptr<calls::outcome_writer> outcomes;
    std::unique_ptr<sms::office> texts;
    std::unique_ptr<sms::gateway_ears> sim_ears;  ///< what reaches the SIMs, and what became of texts
    std::unique_ptr<sms::smpp_desk> smpp;  ///< our SMPP server, where it is switched on
    std::unique_ptr<dialer::engine> campaigns;
    std::unique_ptr<watch::watchman> watch;
    std::unique_ptr<event_streams> streams;
    std::unique_ptr<net::server> http;
};

}  // namespace zenix::app
