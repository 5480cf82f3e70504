#pragma once
#include "base/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace zenix::dialer {

/// A row of a file of leads that can be one.
struct lead_row {
    std::int64_t line = 0;
    std::string phone, name, language, external_id;  ///< phone in E.164
    json::object fields;                             ///< merge fields: all other columns
};

struct lead_fault {
    std::int64_t line = 0;
    std::string column, value, message;
};

/// What a file of leads holds. The contract's `LeadImport` is made of it.
struct lead_file {
    static constexpr std::size_t faults_max = 100, rows_max = 1'000'000, columns_max = 60;
    std::int64_t rows = 0, bad_rows = 0;
    std::vector<lead_row> good;
    std::vector<std::string> merge_fields;
    std::vector<lead_fault> faults;  ///< the first ones

    void refuse(lead_fault f);
};

/// Reads CSV with a header row: `phone`, and where given `name`, `language`, `external_id`; what else there
/// is are merge fields. Rubbish numbers and numbers met before are bad rows. Throws problem 422 for a file
/// that is none: `empty_file`, `not_csv`, `not_utf8`, `missing_column`, `duplicate_column`, `unknown_column`.
[[nodiscard]] lead_file read_leads(std::string_view csv, std::string_view home_country);

}  // namespace zenix::dialer
