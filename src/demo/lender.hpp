#pragma once
#include <chrono>
#include <string>

namespace zenix::demo {

/// Numbers of the demonstration are `+9199000xxxxx`, all of them the lab's. The last two digits say how
/// the lab answers; borrowers take 00000 to 19999, alternates 20000 to 39999, guarantors 40000 and up.
[[nodiscard]] std::string number_of(int five_digits);

/// The primary number of the borrower at `place` (0 is the first and most overdue). The first hundred
/// end in 00 to 09: they always answer. No two borrowers have the same.
[[nodiscard]] int borrower_number(int place);

/// A lender's book as the CSV that POST /api/v1/imports takes: `borrowers` people from all over India
/// with one to three loans each, overdue as a real book is; the most overdue come first. Always the
/// same for the same `today`, from which the due dates count back.
[[nodiscard]] std::string lender_csv(int borrowers, std::chrono::year_month_day today);

}  // namespace zenix::demo
