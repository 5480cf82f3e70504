#pragma once
#include "base/task.hpp"
#include "compliance/gate.hpp"
#include "compliance/permit.hpp"
#include "compliance/rule_table.hpp"
#include "compliance/target.hpp"
#include "pg/pool.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace zenix::compliance {

struct gate_options {
    std::string home_country = "IN";  ///< of numbers typed without `+`
    /// This process runs the demonstration. Demo rules need this and the mark in the database.
    bool demo = false;
    std::function<sys_ms()> clock = zenix::now;
};

struct answer {
    decision verdict;
    /// Present when the question counted as an attempt and was allowed; see permit.
    std::optional<permit> pass;
    /// Whose number it is, so that nobody has to ask the book again.
    std::optional<known_person> person;
};

/// Hears the number as soon as it is known, and stops the question by throwing.
using number_check = std::function<void(const std::string& e164)>;

/// The one road to a call or a text: every question is judged and its decision stored before
/// anybody hears of it. Safe for any number of askers, here and in other processes on the same
/// database.
class gate_service {
  public:
    explicit gate_service(pg::executor& db, gate_options options = {});

    /// Throws problem 404 or 422 when the question names nobody it could be about, and 503
    /// `gate_in_doubt` when rules, clock or database are in doubt: then nothing may be dialled.
    /// `before` is asked before an attempt is counted or a decision stored.
    task<answer> ask(question q, number_check before = {});
    /// Many at once, answers in their order, for texts by the thousand: E.164 numbers, none that
    /// renews. A few statements for all of them. Throws as `ask`.
    task<std::vector<answer>> ask_all(std::vector<question> list);

    /// What it would say now: nothing is stored, nothing counted, nobody may dial by it. Throws as `ask`.
    task<std::vector<decision>> weigh(std::vector<question> list);

    /// Of numbers typed without `+`.
    [[nodiscard]] const std::string& home_country() const { return options_.home_country; }

  private:
    struct judged;
    task<answer> judge(question q, number_check before);
    task<std::vector<answer>> judge_all(std::vector<question> list);
    [[nodiscard]] answer answered(decision d, bool counts, sys_ms now) const;
    task<std::shared_ptr<const rule_set>> rules_of(std::int64_t version);

    pg::executor& db_;
    gate_options options_;
    std::shared_ptr<const rule_set> rules_;  ///< the last that were read
};

}  // namespace zenix::compliance
