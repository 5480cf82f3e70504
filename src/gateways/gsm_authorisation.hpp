#pragma once
#include "base/json.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "compliance/terms.hpp"
#include "pg/pool.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::gateways {

/// On whose authority calls may go through SIMs. In many countries a box of SIMs without one is a
/// crime (India: Telecommunications Act 2023 s.42(3); UK: Crime and Policing Act 2026), so GSM is
/// off until an administrator records country, reference and purposes.
struct gsm_authorisation {
    bool enabled = false;
    std::optional<std::string> country, reference;
    std::vector<compliance::purpose> purposes;
    std::optional<std::string> recorded_by;
    std::optional<sys_ms> recorded_at;
    bool demo = false;               ///< recorded by the demonstration
    bool demo_installation = false;  ///< of the database; a demo record acts in no other

    /// Empty when a call to a number of `number_country` may go through a SIM; else why not.
    [[nodiscard]] std::string obstacle(
        std::string_view number_country, compliance::purpose p) const;
};

/// The contract's `GsmAuthorisation`.
[[nodiscard]] json::object to_json(const gsm_authorisation& a);

/// The contract's `GsmAuthorisationWrite` over what there was: switching on needs country,
/// reference and purposes, named now or before by a person. Throws problem 422.
[[nodiscard]] gsm_authorisation read_authorisation(
    fields in, gsm_authorisation before, std::string by, sys_ms at);

task<gsm_authorisation> load_authorisation(pg::executor& db);
task<> store_authorisation(pg::executor& db, gsm_authorisation a);

}  // namespace zenix::gateways
