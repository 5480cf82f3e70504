// No text and no TLV makes the receipt reader do anything but answer; what it reads can be written.
#include "sms/text/receipt.hpp"

#include <cstddef>
#include <cstdint>

using namespace zenix::sms::text;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view body(reinterpret_cast<const char*>(data), size);
    receipt_tlvs tlvs;
    if (size > 4 && (data[0] & 1U) != 0) {
        tlvs.message_state = data[1];
        tlvs.network_error_code = std::string(body.substr(1, 3));
        tlvs.receipted_message_id = std::string(body.substr(size / 2));
        body.remove_prefix(4);
    }
    id_rule rule;
    rule.in_receipt = id_base::hexadecimal;
    rule.strip_zeros = rule.fold_case = true;
    if (const auto r = read_receipt(body, tlvs)) {
        if (r->id.empty() || r->id.size() > 255) __builtin_trap();
        (void)receipt_key(r->id, rule);
        (void)is_final(r->state);
        const auto again = read_receipt(write_receipt(*r));
        if (again && again->state != r->state && r->id.find(':') == std::string::npos &&
            r->error.find(':') == std::string::npos)
            __builtin_trap();
    }
    return 0;
}
