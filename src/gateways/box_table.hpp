#pragma once
#include "base/task.hpp"
#include "gateways/box_record.hpp"
#include "pg/pool.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

/// Gateway boxes as they are stored.
namespace zenix::gateways {

task<std::vector<box_record>> load_boxes(pg::executor& db);  ///< by id
task<std::optional<box_record>> find_box(pg::executor& db, std::int64_t id);

/// Throws problem 422 `trunk_id` for a trunk that is no GSM gateway, 409 `has_box` when it has a
/// box already. Returns it with its id.
task<box_record> add_box(pg::executor& db, box_record b);
/// Every column of `b.id`; throws as add_box does.
task<> replace_box(pg::executor& db, box_record b);
/// Ports that we have blocked on their boxes, by box.
task<std::map<std::int64_t, std::set<int>>> load_blocks(pg::executor& db);
task<> note_block(pg::executor& db, std::int64_t box_id, int port, bool blocked);
task<bool> remove_box(pg::executor& db, std::int64_t id);  ///< false when there was none

}  // namespace zenix::gateways
