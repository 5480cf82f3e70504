#include "calls/call_filter.hpp"

#include "base/phone.hpp"
#include "base/problem.hpp"

#include <fmt/format.h>

namespace zenix::calls {
namespace {

template <class Enum>
std::optional<Enum> choice(const net::request& r, std::string_view name) {
    const auto text = r.maybe_query(name);
    if (!text) return std::nullopt;
    Enum found{};
    if (boost::describe::enum_from_string(text->c_str(), found)) return found;
    std::string known;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
        [&](auto e) { known += (known.empty() ? "" : ", ") + std::string(e.name); });
    throw invalid_field(std::string(name), fmt::format("{} must be one of: {}.", name, known));
}

std::optional<sys_ms> instant(const net::request& r, std::string_view name) {
    const auto text = r.maybe_query(name);
    if (!text) return std::nullopt;
    const auto at = parse_time(*text);
    if (!at)
        throw invalid_field(
            std::string(name), fmt::format("{} must be a time as 2026-11-22T18:30:00Z.", name));
    return at;
}

}  // namespace

call_filter read_filter(const net::request& r) {
    call_filter f;
    f.customer_id = r.maybe_int_query("customer_id");
    f.telecaller_id = r.maybe_int_query("telecaller_id");
    f.status = choice<call_status>(r, "status");
    f.direction = choice<direction>(r, "direction");
    f.from = instant(r, "from");
    f.to = instant(r, "to");
    if (f.from && f.to && *f.to <= *f.from)
        throw invalid_field("to", "to must be later than from.");
    if (const auto typed = r.maybe_query("phone_number")) {
        const auto number = phone::normalise(*typed);
        if (!number)
            throw invalid_field(
                "phone_number", "phone_number is no phone number. Write it as +919876543210.");
        f.phone_number = number->e164;
    }
    f.disposition = r.maybe_query("disposition");
    if (f.disposition && f.disposition->size() > 64)
        throw invalid_field("disposition", "disposition must have at most 64 characters.");
    return f;
}

bool fits(const call_filter& f, const call& c) {
    return (!f.customer_id || c.customer_id == *f.customer_id) &&
           (!f.telecaller_id || c.telecaller_id == *f.telecaller_id) &&
           (!f.status || c.status == *f.status) && (!f.direction || c.direction == *f.direction) &&
           (!f.from || c.created_at >= *f.from) && (!f.to || c.created_at < *f.to) &&
           (!f.phone_number || c.phone_number == *f.phone_number) &&
           (!f.disposition || c.disposition == *f.disposition);
}

}  // namespace zenix::calls
