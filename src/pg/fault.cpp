#include <algorithm>
#include <array>

#include "base/problem.hpp"
#include "pg/connection.hpp"

namespace zenix::pg {
namespace {

std::string field(const PGresult* result, int which) {
    const char* text = PQresultErrorField(result, which);
    return text ? text : "";
}

/// PostgreSQL manual, appendix A: states of the server or its resources, not faults of a statement.
bool server_at_fault(std::string_view state) {
    constexpr std::array states = {"57014", "57P01", "57P02", "57P03", "57P05", "55P03", "25P03", "40001", "40P01"};
    if (state.empty() || state.starts_with("08") || state.starts_with("53") || state.starts_with("58")) return true;
    return std::ranges::find(states, state) != states.end();
}

problem unfit_text() {
    return bad_request("invalid_text", "Text must be UTF-8 without NUL characters. Remove them and send it again.");
}

}  // namespace

std::exception_ptr fault_of(const PGresult* result) {
    const std::string state = field(result, PG_DIAG_SQLSTATE);
    std::string message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (message.empty()) message = PQresultErrorMessage(result);
    if (state == "22021") return std::make_exception_ptr(unfit_text());
    if (state.empty() || server_at_fault(state)) return std::make_exception_ptr(unavailable(message));
    // Never the detail: it quotes the row, and messages end up in logs.
    return std::make_exception_ptr(sql_error(state, message, field(result, PG_DIAG_CONSTRAINT_NAME)));
}

std::optional<problem> problem_of(std::exception_ptr fault) {
    try {
        std::rethrow_exception(std::move(fault));
    } catch (const unavailable&) {
        return zenix::unavailable("database_away", "The database cannot be reached just now. Try again in a moment.");
    } catch (...) {
        return std::nullopt;
    }
}

std::vector<const char*> pointers(const std::vector<param>& params) {
    std::vector<const char*> out;
    out.reserve(params.size());
    for (const param& p : params) {
        if (p.text() && p.text()->find('\0') != std::string::npos) throw unfit_text();
        out.push_back(p.text() ? p.text()->c_str() : nullptr);
    }
    return out;
}

}  // namespace zenix::pg
