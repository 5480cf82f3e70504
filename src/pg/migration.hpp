#pragma once

#include <span>
#include <string_view>

namespace zenix::pg {

// One forward step of the database, from src/<room>/schema/<version>_<name>.sql.
struct migration {
    int version;              // NNNN of the file name; unique over all rooms, applied in this order
    std::string_view name;    // the rest of the file name, without ".sql"
    std::string_view sql;     // the file, byte for byte
    std::string_view sha256;  // of the file, 64 hex digits: an applied file must never change
};

// Every room's migrations, ascending by version. They are built into the binary, so a server
// never meets a database script that it was not tested with. Static storage.
std::span<const migration> embedded_migrations();

}  // namespace zenix::pg
