#pragma once
#include "asterisk/session.hpp"
#include "asterisk/verbs.hpp"
#include "base/task_group.hpp"
#include "lab/call.hpp"
#include "lab/gateways/rack.hpp"
#include "lab/media.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

namespace zenix::lab {

/// The mobile network and the people in it, over the ARI of the lab's own Asterisk. Calls come from
/// the main Asterisk through the gateway's SIP side, or are made by a borrower towards it.
class network {
  public:
    struct peer {
        std::string host;
        std::uint16_t port = 0;
    };
    /// `session` is not running yet; listeners are set here. `sounds`: folder of Asterisk's own.
    network(asio::any_io_executor ex, std::shared_ptr<asterisk::session> session, lab::rack& boxes,
        std::string sounds, peer main);
    ~network();

    /// Beats the metronome until cancelled; spawn it.
    task<> run() { return beat_.run(); }
    [[nodiscard]] bool ready() const { return ready_; }
    void set_peer(peer main);  ///< the main Asterisk has moved
    void stop() { calls_running_.cancel(); }

    [[nodiscard]] lab::rack& boxes() const { return boxes_; }
    /// Newest first: the live ones and the last 200 that are over.
    [[nodiscard]] std::vector<std::shared_ptr<call>> calls() const;
    [[nodiscard]] std::size_t live() const { return live_.size(); }
    [[nodiscard]] std::shared_ptr<call> find(const std::string& id) const;

    /// A borrower calls a SIM (`to` empty: any idle one). Failures: `busy` (no idle SIM),
    /// `not_found`.
    [[nodiscard]] result<std::shared_ptr<call>> call_in(
        std::string borrower, std::string to, script said);
    task<result<void>> send_dtmf(std::shared_ptr<call> c, std::string digits);
    /// Changes what a talking borrower says; 0: speech.
    void say(call& c, double tone_hz);

    void teach(const std::string& number, script said) { scripts_[number] = said; }
    void unteach(const std::string& number) { scripts_.erase(number); }

  private:
    void on_event(const asterisk::event& e);
    task<> prepare();
    /// Which way a call from zenix takes: 0, or the Q.850 cause it is refused with.
    [[nodiscard]] static int take_trunk(call& c, const std::string& user);
    /// Makes a box known to the lab's Asterisk, as the endpoint `box-ID`.
    task<> introduce(std::string id);
    task<> part_from(std::string id);
    task<> run_incoming(std::shared_ptr<call> c, std::string user);
    task<> run_outgoing(std::shared_ptr<call> c);
    task<> talk(std::shared_ptr<call> c);
    task<bool> attach(std::shared_ptr<call> c);
    task<> announce(std::shared_ptr<call> c);
    task<> release(std::shared_ptr<call> c, int q850, std::string by);
    task<> finish(std::shared_ptr<call> c);
    /// Finds the box and port of a call from main and takes it; 0, or the cause of the refusal.
    int seize(call& c, const std::string& user);
    void settle(const call& c);  ///< into the box's records
    [[nodiscard]] voice_manner manner_of(const call& c) const;
    void show(const call& c, const char* word);
    [[nodiscard]] std::unique_ptr<voice> voice_of(const call& c) const;
    std::shared_ptr<call> make_call(std::string id);

    asio::any_io_executor ex_;
    asterisk::verbs ari_;
    lab::rack& boxes_;
    std::string sounds_;
    peer main_;
    bool ready_ = false;
    metronome beat_;
    std::map<std::string, script> scripts_;
    std::unordered_map<std::string, std::shared_ptr<call>>
        live_;  // by channel id, which is the call's
    std::unordered_map<std::string, std::weak_ptr<call>> playbacks_;
    std::deque<std::shared_ptr<call>> history_;
    task_group calls_running_;
};

}  // namespace zenix::lab
