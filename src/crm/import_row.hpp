#pragma once
#include "crm/csv.hpp"
#include "crm/import_batch.hpp"
#include "crm/import_columns.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace zenix::crm {

/// A row with its cells read and normalised, and what was wrong with them.
struct import_row {
    import_person person;
    import_loan loan;
    std::vector<import_error> errors;
    bool blank = false;  ///< commas only, as spreadsheets leave them
};

/// Reads rows of one file. Each misfit is an error that names the column; a row may have several.
class row_reader {
  public:
    row_reader(std::vector<column> columns, std::string_view home_country, amounts unit);
    [[nodiscard]] import_row read(const csv_record& r);

  private:
    bool known_zone(const std::string& zone);

    std::vector<column> columns_;
    std::string home_country_;
    amounts unit_;
    std::unordered_map<std::string, bool>
        zones_;  ///< asking the zone database for each row takes too long
};

}  // namespace zenix::crm
