#pragma once
#include "base/phone.hpp"
#include "base/task.hpp"
#include "compliance/gate.hpp"
#include "pg/pool.hpp"

#include <optional>
#include <string>
#include <vector>

namespace zenix::compliance {

/// A borrower as a screen names them.
struct known_person {
    std::int64_t id = 0;
    std::string name;
};

/// Whom a question is about, found in the borrowers' book.
struct target {
    std::optional<phone::number> number;  ///< nullopt: not a number
    std::string typed;                    ///< the number asked for, at most 32 bytes
    std::vector<std::string> zones;       ///< never empty
    std::optional<std::int64_t> customer_id;
    std::optional<known_person> person;   ///< who is shown for it: of several with the number the likeliest
};

/// A borrower by id is called on their primary number, or on `q.phone`, which then must be one of
/// theirs. A number alone takes the zones of all borrowers who have it, else those of its country;
/// one borrower with it is the customer. Throws problem 404 for an unknown borrower, 422 when
/// neither is named or the number is not theirs.
task<target> find_target(pg::executor& db, const question& q, std::string home_country);

/// The same for many at once by their numbers; a borrower that is named is believed, and only zones
/// are looked up.
task<std::vector<target>> find_targets(
    pg::executor& db, const std::vector<question>& list, std::string home_country);

}  // namespace zenix::compliance
