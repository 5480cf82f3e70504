#include "lab/smsc/faults.hpp"

#include "base/described_json.hpp"
#include "base/problem.hpp"

#include <algorithm>

namespace zenix::lab::smsc {

BOOST_DESCRIBE_STRUCT(faults, (),
    (ids, receipt_ids, receipts, receipt_after_ms, receipt_spread_ms, receipt_before_response,
        receipt_on_other_bind, receipt_in_data_sm, receipt_as_ucs2, receipt_intermediate,
        receipt_twice, receipt_for_first_part_only, receipt_lost_percent, window, beyond_window,
        rate_per_s, response_min_ms, response_max_ms, lose_response_percent, submit_status,
        submit_status_percent, nack_percent, congestion, bind_status, bind_delay_ms,
        rebind_refused_ms, enquire_every_ms, ignore_enquire, enquire_before_bind, unbind_with_open,
        reset_mid_pdu, half_close, send_outbind, split_bytes, bad_length, alphabet, packed,
        unknown_tlvs, dlt_check, dlt_hash, dlt_status))

namespace {

void one_of(
    const char* field, const std::string& value, std::initializer_list<std::string_view> all) {
    if (std::ranges::find(all, value) == all.end())
        throw invalid_field(field, "One of the words that lab/README.md lists");
}

}  // namespace

faults read_faults(fields in) {
    faults f;
    boost::mp11::mp_for_each<
        boost::describe::describe_members<faults, boost::describe::mod_public>>([&](auto member) {
        auto& to = f.*member.pointer;
        using kind = std::remove_reference_t<decltype(to)>;
        if constexpr (std::is_same_v<kind, bool>) {
            to = in.maybe_flag(member.name).value_or(to);
        } else if constexpr (std::is_same_v<kind, std::string>) {
            if (auto t = in.maybe_text(member.name, {0, 64})) to = std::move(*t);
        } else {
            to = in.maybe_integer(member.name, {-1, 4'294'967'295}).value_or(to);
        }
    });
    in.done();
    one_of("ids", f.ids, {"decimal", "hex", "HEX", "padded", "uuid", "long"});
    one_of("receipt_ids", f.receipt_ids, {"same", "decimal", "hex"});
    one_of("receipts", f.receipts, {"text", "tlv", "both", "none"});
    one_of("beyond_window", f.beyond_window, {"throttle", "queue_full", "stall"});
    one_of("alphabet", f.alphabet, {"gsm", "latin1", "ascii"});
    f.response_max_ms = std::max(f.response_max_ms, f.response_min_ms);
    return f;
}

json::object to_json(const faults& f) { return described::write(f).as_object(); }

}  // namespace zenix::lab::smsc
