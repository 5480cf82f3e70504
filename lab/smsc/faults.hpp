#pragma once
#include "base/json.hpp"

#include <cstdint>
#include <string>

namespace zenix::lab::smsc {

/// What the centre does wrong, or only otherwise than expected; each stands for something seen in the
/// field. All of it is set together over the control; what is left out is as here.
struct faults {
    // Ids: decimal, hex, HEX, padded, uuid, long; and how receipts write them.
    std::string ids = "decimal", receipt_ids = "same";
    // Receipts.
    std::string receipts = "both";  ///< text, tlv, both, none
    std::int64_t receipt_after_ms = 1000, receipt_spread_ms = 2000;
    bool receipt_before_response = false, receipt_on_other_bind = false, receipt_in_data_sm = false,
         receipt_as_ucs2 = false, receipt_intermediate = false, receipt_twice = false,
         receipt_for_first_part_only = false;
    std::int64_t receipt_lost_percent = 0;
    // Flow.
    std::int64_t window = 0;                                ///< 0: any; beyond it `beyond_window`
    std::string beyond_window = "throttle";                 ///< throttle, queue_full, stall
    std::int64_t rate_per_s = 0;                            ///< 0: any; beyond it 0x58
    std::int64_t response_min_ms = 0, response_max_ms = 0;  ///< out of order when they differ
    std::int64_t lose_response_percent = 0;
    std::int64_t submit_status = 0, submit_status_percent = 100;  ///< refused without a body
    std::int64_t nack_percent = 0;
    std::int64_t congestion = -1;  ///< the TLV of 5.0 on each answer
    // Session.
    std::int64_t bind_status = 0, bind_delay_ms = 0, rebind_refused_ms = 0;
    std::int64_t enquire_every_ms = 30'000;  ///< 0: never
    bool ignore_enquire = false, enquire_before_bind = false, unbind_with_open = false,
         reset_mid_pdu = false, half_close = false, send_outbind = false;
    std::int64_t split_bytes = 0;  ///< writes so many octets at a time
    std::int64_t bad_length = -1;  ///< the next answer's length field says this
    // Content.
    std::string alphabet = "gsm";  ///< gsm, latin1, ascii
    bool packed = false, unknown_tlvs = false;
    bool dlt_check = false;  ///< refuses texts without entity and template
    std::string dlt_hash;    ///< and any other hash than this
    std::int64_t dlt_status = 0x0401;
};

/// What is left out is as at first. Throws problem 422.
[[nodiscard]] faults read_faults(fields in);
[[nodiscard]] json::object to_json(const faults& f);

}  // namespace zenix::lab::smsc
