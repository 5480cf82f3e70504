#pragma once
#include "asterisk/ami.hpp"
#include "asterisk/node.hpp"
#include "asterisk/session.hpp"
#include "asterisk/sip_trace.hpp"
#include "asterisk/verbs.hpp"
#include "base/task_group.hpp"
#include "lab/lab.hpp"
#include "lab/media.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace zenix::tests {

/// A real Asterisk as zenix runs it, the lab with its own, and a trunk between them. One for all
/// tests of a suite; each test leaves it without calls.
class phone_world {
  public:
    phone_world();
    ~phone_world();

    /// Runs a coroutine to its end; what it throws fails the test. Stops after `patience`.
    void run(task<> body, ms patience = ms(30000));

    task<> start_main();   ///< node and session
    task<> push_trunk();   ///< the gateway, as seen from main
    task<> clear_calls();  ///< on both sides

    /// Waits for an event that fits and comes after `since` events; nullptr after `patience`.
    task<const asterisk::event*> wait_event(std::size_t since,
        std::function<bool(const asterisk::event&)> fits, ms patience = ms(10000));
    task<const asterisk::channel_destroyed*> wait_end(std::string channel, ms patience = ms(15000));
    task<bool> wait_for(std::function<bool()> done, ms patience = ms(10000));

    /// A borrower's leg through port `port`, in `bridge` when one is named.
    task<result<asterisk::channel>> dial(
        std::string id, int port, std::string number, std::string bridge = {}, int timeout_s = 30);
    /// A telecaller: a bridge with a mouth and an ear in it.
    task<std::shared_ptr<lab::media_leg>> telecaller(std::string bridge, double says_hz);
    void add_voice(const std::shared_ptr<lab::media_leg>& leg) { beat_.add(leg); }
    [[nodiscard]] std::shared_ptr<lab::call> lab_call(const std::string& number) const;

    asio::io_context io;
    std::string folder;
    std::unique_ptr<asterisk::node> node;
    std::shared_ptr<asterisk::session> session;
    std::unique_ptr<asterisk::verbs> ari;
    std::unique_ptr<asterisk::ami> ami;
    std::unique_ptr<asterisk::sip_trace> trace;
    std::unique_ptr<lab::service> box;
    std::vector<asterisk::event> events;
    std::unique_ptr<task_group> tasks;

    /// Ends the session only, as when zenix dies; Asterisk and its calls stay.
    task<> leave();
    void join_as_client();
    [[nodiscard]] static asterisk::variable_map trunk_endpoint();

  private:
    lab::metronome beat_;
};

}  // namespace zenix::tests
