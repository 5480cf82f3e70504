#pragma once
#include "base/task.hpp"
#include "base/time.hpp"
#include "lab/audio/listener.hpp"
#include "lab/behaviour.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/json/object.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zenix::lab {

class media_leg;

enum class call_state { dialling, ringing, early_media, talking, ended };

struct heard_digit {
    std::string digit;
    std::int64_t at_ms = 0;
};

/// One call through the gateway, live or over: what is reported, and what its coroutine waits for.
/// Times are milliseconds since it began.
struct call {
    call(const asio::any_io_executor& ex, std::string call_id, sys_ms at);

    std::string id;
    bool to_borrower = true;  ///< false: the borrower calls in
    std::string borrower, sim_number;
    std::string caller;   ///< the number zenix called with
    std::string gateway;  ///< id of the box
    int port = -1;        ///< -1: came by the SIP trunk
    bool by_trunk = false;
    lab::plan plan;
    call_state state = call_state::dialling;
    sys_ms began;
    std::optional<std::int64_t> ringing_ms, answered_ms, ended_ms;
    int cause = 0;
    std::string released_by;  ///< `borrower`, `network`, `zenix`
    std::vector<heard_digit> dtmf;
    std::shared_ptr<media_leg> media;

    [[nodiscard]] std::int64_t clock_ms() const;
    [[nodiscard]] bool over() const { return state == call_state::ended; }

    // Wishes from outside; each wakes the coroutine that runs the call.
    void wish_answer();
    void wish_hangup(int q850, std::string by = "borrower");
    void gone(int q850);  ///< the channel has ended

    enum class woken { time, answer, hangup, gone };
    /// Until something is wished or happens, at most until `at_ms` on the call's clock (below 0: no
    /// limit).
    task<woken> wait_until(std::int64_t at_ms);
    int hangup_cause = 0;  ///< of the wish
    std::string hangup_by = "borrower";

    [[nodiscard]] boost::json::object to_json() const;

  private:
    std::chrono::steady_clock::time_point start_;
    asio::steady_timer bell_;
    bool answer_wished_ = false, hangup_wished_ = false, gone_ = false;
};

}  // namespace zenix::lab
