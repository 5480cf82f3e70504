#pragma once
#include <string>
#include <variant>
#include <vector>

#include "calls/call.hpp"

namespace zenix::calls {

/// What the machine wants done. Each names legs by id; the conductor knows how to tell Asterisk.
namespace act {
struct make_bridge {};
struct drop_bridge {};
struct ring_phone { std::string leg; std::int64_t user_id; bool auto_answer; };
struct dial_borrower { std::string leg; };
/// The way of this leg refused the call before it rang: another is sought. Answered by way_found or
/// no_way.
struct find_way { std::string leg; };
struct dial_third { std::string leg; };
struct answer { std::string leg; };
struct let_ring { std::string leg; };          ///< an inbound caller hears ringing
struct join { std::string leg; };              ///< into the conversation
struct music { std::string leg; };             ///< into the music bridge
struct hang_up { std::string leg; };
struct mute { std::string leg; bool on; };
struct dtmf { std::string leg, digits; };
struct start_recording { std::string leg; };
struct pause_recording { bool on; };
struct stop_recording {};
/// A source of what the recorded leg hears comes or goes: Debian's Asterisk loses that side of a
/// running monitor in half of the cases, a fresh one hears it (docs/telephony.md).
struct refresh_recording {};
enum class timer { grace, patience, settle };
struct start_timer { timer which; ms after; };
struct stop_timer { timer which; };
struct find_telecaller {};                     ///< inbound: offer it to the next one
struct retry_phone { std::int64_t user_id; };  ///< ring it when it is there
/// A blind transfer failed: back to who made it, or to a colleague where they talk to another by now.
struct bring_back { std::int64_t user_id; };
struct release { std::int64_t user_id; bool needs_outcome; };
/// The message for a borrower whom nobody can speak with now; its end is `said`.
struct say_sorry { std::string leg; };
struct notice { std::int64_t user_id; std::string text; };
struct settle {};                              ///< write the log row, forget the call
}  // namespace act

using action = std::variant<act::make_bridge, act::drop_bridge, act::ring_phone, act::dial_borrower,
                            act::find_way, act::dial_third, act::answer, act::let_ring, act::join, act::music,
                            act::hang_up, act::mute, act::dtmf, act::start_recording,
                            act::pause_recording, act::stop_recording, act::refresh_recording,
                            act::start_timer,
                            act::stop_timer, act::find_telecaller, act::retry_phone, act::bring_back, act::release,
                            act::say_sorry, act::notice, act::settle>;
using actions = std::vector<action>;

/// How a leg came to its end.
struct leg_end {
    int cause_q850 = 0;
    std::optional<int> sip_status;
    std::string text;
};

/// To whom a call is transferred: a colleague or a number.
struct transfer_target {
    std::int64_t user_id = 0;
    std::string endpoint;  ///< the colleague's name, or the number in E.164
};

/// The rules of one call: facts and wishes in, actions out. No clock, no I/O; the call is moved in
/// place. The state is never set but derived from the legs (`derive_state`), so it cannot disagree
/// with them. Wishes that do not fit throw problem 409 with what to do instead.
class machine {
  public:
    static constexpr ms grace{15'000};      ///< a lost telecaller's leg may come back
    static constexpr ms patience{60'000};   ///< an inbound caller waits for somebody
    static constexpr ms settle_wait{2'000}; ///< for the last legs' causes after the end
    /// From a borrower's answer to the message that nobody is free; the law's two seconds, and what it
    /// takes to begin it.
    static constexpr ms message_after{1'700};
    static constexpr ms lawful_wait{2'000};
    static constexpr ms message_at_most{20'000};

    machine(call& c, sys_ms now) : c_(c), now_(now) {}

    // Beginnings.
    actions start_outbound();
    /// A campaign's: the borrower is dialled, a telecaller is joined at the answer: the one that is held
    /// for the call, where there is one.
    actions start_campaign();
    /// The borrower's channel is there already, as the leg given.
    actions start_inbound(const std::string& borrower_leg);
    /// Rings a telecaller for an inbound call; nobody left to offer it to is `nobody()`.
    actions offer_to(std::int64_t user_id, const std::string& name);
    actions nobody();
    /// After a transfer that failed: to the telecaller who made it, to a colleague, or to nobody.
    actions take_back();
    actions pass_on(std::int64_t user_id, const std::string& name);
    actions strand();

    // Facts from Asterisk and the phones.
    actions leg_ringing(const std::string& leg_id);
    actions leg_progress(const std::string& leg_id);
    actions leg_up(const std::string& leg_id);
    actions leg_ended(const std::string& leg_id, const leg_end& how);
    /// The trunk of a leg is gone: what has not rung yet will not ring by it any more.
    actions way_lost(std::int64_t trunk_id);
    actions way_found();
    actions no_way(const std::string& leg_id);
    actions phone_lost(std::int64_t user_id);
    actions phone_back(std::int64_t user_id);
    actions timer_fired(act::timer which);
    /// The message was heard.
    actions said();
    actions asterisk_lost();
    /// A campaign's call that was found again after a restart: its clocks run on.
    actions resume_campaign();

    // Wishes.
    actions hang_up(party by);
    /// The campaign gives up an attempt that has not been answered.
    actions cancel(const std::string& why);
    /// A colleague who was called in goes, or does not answer; the others talk on.
    actions leave(std::int64_t user_id);
    actions answer(std::int64_t user_id);
    actions hold();
    actions resume();
    actions mute(bool on);
    actions dtmf(const std::string& digits);
    actions transfer(bool consult, const transfer_target& to);
    actions complete_transfer();
    actions cancel_transfer();
    actions conference();
    actions pause_recording(bool on, const std::string& reason);

  private:
    leg& add_leg(leg_role role, const std::string& endpoint, std::int64_t user_id);
    void telecaller_up(leg& l);
    void ring_for_campaign();
    void abandon();
    void borrower_up(leg& l);
    void third_up(leg& l);
    void telecaller_ended(leg& l);
    void borrower_ended(leg& l);
    void not_reached(const leg& l);
    [[nodiscard]] bool another_way_may_help(const leg& l) const;
    void third_ended(leg& l);
    void third_gone();
    void lose_telecaller();
    void hand_over(leg& third);
    void to_music(leg& l);
    void to_bridge(leg& l);
    void drop(leg& l);
    void end(party by, std::string reason = {});
    void stop_recording();
    void refresh_recording();
    actions done();
    template <class A>
    void want(A a) { out_.emplace_back(std::move(a)); }

    call& c_;
    sys_ms now_;
    actions out_;
};

/// Where a call stands, from its legs.
[[nodiscard]] call_state derive_state(const call& c);

/// Whether a leg of that role has ever been answered.
[[nodiscard]] bool was_up(const call& c, leg_role role);

}  // namespace zenix::calls
