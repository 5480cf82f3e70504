#pragma once
#include "gateways/trunk.hpp"
#include "pg/pool.hpp"

/// The SQL of this room.
namespace zenix::gateways {

task<std::vector<trunk>> list_trunks(pg::executor& db);
/// With `id` 0 inserts, else replaces. A null sealed password keeps the old one. Throws 409
/// `name_taken`, 404.
task<std::int64_t> save_trunk(pg::executor& db, trunk t);
task<bool> delete_trunk(pg::executor& db, std::int64_t id);

task<std::vector<sim>> list_sims(pg::executor& db, std::string day);
task<void> save_sim(pg::executor& db, sim s);
task<void> add_use(pg::executor& db, std::string iccid, std::string day, int answered, std::int64_t seconds);

task<gsm_authorisation> read_gsm_authorisation(pg::executor& db);
task<void> save_gsm_authorisation(pg::executor& db, gsm_authorisation a);

}  // namespace zenix::gateways
