#include "calls/causes.hpp"

#include <algorithm>
#include <array>

namespace zenix::calls {
namespace {

struct meaning {
    int q850;
    call_status status;
    bool network;
    std::string_view words;
};

constexpr auto table = std::to_array<meaning>({
    {1, call_status::unallocated, false, "number does not exist"},
    {3, call_status::congestion, true, "no route to destination"},
    {16, call_status::no_answer, false, "hung up"},
    {17, call_status::busy, false, "busy"},
    {18, call_status::no_answer, false, "no reply from the phone"},
    {19, call_status::no_answer, false, "rang, not answered"},
    {20, call_status::switched_off, false, "switched off or out of coverage"},
    {21, call_status::rejected, false, "rejected"},
    {22, call_status::unallocated, false, "number has changed"},
    {26, call_status::congestion, true, "not selected"},
    {27, call_status::switched_off, false, "destination out of order"},
    {28, call_status::unallocated, false, "number is incomplete or invalid"},
    {31, call_status::no_answer, false, "normal, unspecified"},
    {34, call_status::congestion, true, "no circuit free"},
    {38, call_status::congestion, true, "network out of order"},
    {41, call_status::congestion, true, "temporary failure of the network"},
    {42, call_status::congestion, true, "switching equipment congested"},
    {44, call_status::congestion, true, "requested circuit not available"},
    {47, call_status::congestion, true, "no resource available"},
    {50, call_status::failed, true, "facility not subscribed"},
    {57, call_status::rejected, false, "not authorised by the network"},
    {58, call_status::congestion, true, "bearer not available"},
    {88, call_status::failed, true, "incompatible destination"},
    {102, call_status::congestion, true, "the network did not answer in time"},
    {127, call_status::failed, true, "interworking, unspecified"},
});

const meaning* find(int q850) {
    const auto it = std::ranges::find(table, q850, &meaning::q850);
    return it == table.end() ? nullptr : &*it;
}

}  // namespace

call_status status_for_cause(int q850) {
    const auto* m = find(q850);
    return m ? m->status : call_status::failed;
}

std::string_view cause_in_words(int q850) {
    const auto* m = find(q850);
    return m ? m->words : "unknown cause";
}

bool is_network_cause(int q850) {
    const auto* m = find(q850);
    return m && m->network;
}

bool is_fault_of_way(int q850, std::optional<int> sip_status) {
    constexpr auto faults = std::to_array({34, 38, 41, 42, 47});
    if (std::ranges::find(faults, q850) != faults.end()) return true;
    const auto* m = find(q850);
    const bool tells_of_borrower = m && !m->network;
    return !tells_of_borrower && sip_status && *sip_status >= 500 && *sip_status < 600;
}

gateways::way_outcome outcome_for_way(const leg& l) {
    using gateways::way_outcome;
    if (l.alerted || l.answered_at) return way_outcome::worked;
    if (!l.cause_q850) return way_outcome::unknown;
    if (is_fault_of_way(*l.cause_q850, l.sip_status)) return way_outcome::network_fault;
    // Busy, switched off, no such number: the network got through to an answer. 16 and 31 are ours
    // as often as not.
    constexpr auto told = std::to_array({1, 17, 18, 19, 20, 21, 22, 27, 28});
    return std::ranges::find(told, *l.cause_q850) != told.end() ? way_outcome::worked
                                                                : way_outcome::unknown;
}

bool is_deliberate(int q850) { return q850 == 16; }

}  // namespace zenix::calls
