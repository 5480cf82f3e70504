// Any bytes: the reader ends, its lines only grow, and what is no fault is inside the text.
#include "base/problem.hpp"
#include "crm/csv.hpp"
#include "crm/import_batch.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    zenix::crm::csv_reader reader(text);
    std::int64_t line = 0;
    std::size_t bytes = 0;
    for (zenix::crm::csv_record r; reader.next(r);) {
        if (r.line <= line) std::abort();
        line = r.line;
        if (!r.fault.empty()) continue;
        for (const auto cell : r.cells) bytes += cell.size();
    }
    if (bytes > size) std::abort();

    // The same bytes below a good header go through everything that a real file goes through.
    try {
        const auto batch = zenix::crm::read_import(
            "name,phone,loan_number,amount_due,external_id,email,language,time_zone,"
            "alternate_phone,guarantor_name,guarantor_phone,due_date\n" +
                std::string(text),
            "IN");
        if (batch.rows < batch.bad_rows ||
            batch.loans.size() + static_cast<std::size_t>(batch.bad_rows) !=
                static_cast<std::size_t>(batch.rows))
            std::abort();
    } catch (const zenix::problem&) {
        // No row at all.
    }
    return 0;
}
