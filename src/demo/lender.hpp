#pragma once
#include <string>

namespace zenix::demo {

/// A lender's book as a CSV file for the import: `borrowers` people with one to three loans each,
/// always the same. Their numbers are the lab's (`+9199000NNNNN`, NNNNN counting from 0), so the last
/// two digits tell how each will take a call; the most overdue ones answer.
[[nodiscard]] std::string lender_csv(int borrowers);

}  // namespace zenix::demo
