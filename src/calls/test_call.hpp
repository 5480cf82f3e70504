#pragma once
#include "asterisk/verbs.hpp"
#include "calls/call_log.hpp"
#include "compliance/gate_service.hpp"
#include "gateways/drivers/box.hpp"
#include "gateways/route_book.hpp"
#include "net/http.hpp"

#include <boost/asio/steady_timer.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zenix::calls {

struct test_call_parts {
    asio::any_io_executor ex;
    std::shared_ptr<asterisk::session> ari;
    compliance::gate_service& gate;
    gateways::route_book& roads;
    journal& book;
    call_log& log;
    pg::pool& db;
};

/// One call through one gateway to a telephone at hand, without a telecaller: the last step of adding
/// a box. It takes the same road as any call (gate, reservation, counters, a row in the log); when it
/// is answered it plays a tone for a moment and hangs up.
class test_caller {
  public:
    explicit test_caller(test_call_parts parts);

    /// Gate, route, ringing, answer, each a finding; the first that fails is the last.
    task<std::vector<gateways::drivers::finding>> run(
        std::string by, std::string number, std::int64_t trunk_id, std::optional<int> port);
    void on_event(const asterisk::event& e);

  private:
    struct watched;
    using watched_ptr = std::shared_ptr<watched>;
    task<> ring(watched_ptr w, std::string dial_string, std::string caller_id);
    task<> until(watched_ptr w, bool (*reached)(const watched&), ms patience);
    void settle(const watched_ptr& w, gateways::reservation& road);

    test_call_parts p_;
    asterisk::verbs ari_;
    std::map<std::string, watched_ptr> watched_;  ///< by channel
};

/// `POST /api/v1/gateways/{id}/test-calls`. All must outlive the router.
void add_test_call_route(
    net::router& routes, test_caller& caller, gateways::route_book& roads, pg::pool& db);

}  // namespace zenix::calls
