#pragma once
#include <vector>

#include "dialer/pacing/hazard.hpp"
#include "dialer/pacing/types.hpp"

namespace zenix::dialer::pacing {

/// What is learned of calls and attempts, and the tables made of it: by state and age, the probability
/// that a telecaller is free, or a party has answered, within each horizon.
///
/// Tables follow what is learned bit by bit (`refresh`), so that no decision pays for all of them.
class forecast {
  public:
    explicit forecast(double ring_timeout_s, double grace_s);

    void grace(double seconds) { grace_ = seconds > 0.3 ? seconds - 0.3 : 0; }

    /// How many answers a day brings: with many, the answer rate is averaged over more of them.
    void tempo(double answers_a_day);

    // What was lived and how it ended; ages in seconds since the state was entered.
    void talked(double from, double to) { talk_.live(from, to); }
    void talk_ended(double age);
    void wrapped(double from, double to) { wrap_.live(from, to); }
    void wrap_ended(double age, bool into_pause);
    void set_up(double from, double to);
    void rang(double from, double to);
    void rings(double age);                     ///< after `age` of set-up
    void answered(double age, bool ringing);
    void failed(double age, bool ringing);

    /// Brings the tables nearer to what is learned: all of them when `elapsed` is three seconds or more.
    void refresh(double elapsed);

    // Rows of the tables; references stay good for the life of this object.
    [[nodiscard]] std::size_t talk_row(double age) const { return talk_.bin(age); }
    [[nodiscard]] std::size_t wrap_row(double age) const;
    [[nodiscard]] std::size_t set_up_row(double age) const;
    [[nodiscard]] std::size_t ring_row(double age) const;
    [[nodiscard]] const profile& talk(std::size_t row) const { return talk_rows_[row]; }
    [[nodiscard]] const profile& wrap(std::size_t row) const { return wrap_rows_[row]; }
    [[nodiscard]] const profile& set_up(std::size_t row) const { return set_up_rows_[row]; }
    [[nodiscard]] const profile& ring(std::size_t row) const { return ring_rows_[row]; }
    [[nodiscard]] std::size_t talk_rows() const { return talk_rows_.size(); }
    [[nodiscard]] std::size_t wrap_rows() const { return wrap_rows_.size(); }
    [[nodiscard]] std::size_t set_up_rows() const { return set_up_rows_.size(); }
    [[nodiscard]] std::size_t ring_rows() const { return ring_rows_.size(); }

    /// In wrap, of age `age`, until a timer that ends it in `left` seconds.
    [[nodiscard]] profile timed_wrap(double age, double left) const;
    [[nodiscard]] double p() const { return p_; }                ///< a fresh attempt is answered
    [[nodiscard]] double attempts_seen() const { return resolved_; }
    [[nodiscard]] double talk_mean() const;                      ///< observed, leaning on 120 s
    [[nodiscard]] double wrap_mean() const;

  private:
    void row(std::size_t i);
    void make_talk_row(std::size_t i);
    void make_wrap_row(std::size_t i);
    void make_ring_row(std::size_t i);
    void make_set_up_row(std::size_t i);
    void settle();
    void expect_answers(double n);
    void answer_came();
    [[nodiscard]] double rho();

    double grace_;
    hazard talk_, wrap_, to_ring_, to_answer_, to_failure_, ring_answer_, ring_failure_;
    double breaks_ = 0.4, wraps_ = 10;          // wraps that ended in a break, of all
    struct ratio {
        double answers = 0, expected = 0;
        void expect(double n, double memory);
    };
    ratio slow_, fast_;
    double rho_memory_ = 45;                    // answers
    double resolved_ = 0;
    double talk_sum_ = 120 * 5, talk_n_ = 5, wrap_sum_ = 15 * 5, wrap_n_ = 5;
    double p_ = 0.35;

    std::vector<profile> talk_rows_, wrap_rows_, set_up_rows_, ring_rows_;
    std::vector<double> wrap_alive_;            // share still in wrap at each half second
    std::vector<double> ring_cdf_;              // answered within, of a fresh ring, by half seconds
    // By half second of age: what happens in the step, and the share to which nothing happens.
    struct step {
        double stay, answer, ring;
    };
    std::vector<step> set_up_steps_, ring_steps_;
    std::size_t next_ = 0;
    double owed_ = 0;
};

}  // namespace zenix::dialer::pacing
