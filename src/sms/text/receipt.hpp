#pragma once
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Delivery receipts: what a centre says became of a message, in its many dialects. Pure.
namespace zenix::sms::text {

/// SMPP 3.4, 5.2.28, with those that 5.0 added.
enum class message_state : std::uint8_t {
    scheduled = 0,
    enroute = 1,
    delivered = 2,
    expired = 3,
    deleted = 4,
    undeliverable = 5,
    accepted = 6,
    unknown = 7,
    rejected = 8,
    skipped = 9
};
[[nodiscard]] std::string_view to_string(message_state s);   ///< the name above
[[nodiscard]] std::string_view short_word(message_state s);  ///< `DELIVRD`, `UNDELIV`, …
/// `DELIVRD`, `Delivered`, `2`, and what else centres write; nullopt for what is no state.
[[nodiscard]] std::optional<message_state> state_named(std::string_view word);
/// No further receipt is to be expected. `unknown` is not final: it may be followed by the truth.
[[nodiscard]] bool is_final(message_state s);

struct receipt {
    std::string id;  ///< as written by the centre; normalise() before it is compared
    message_state state = message_state::unknown;
    std::string error;  ///< `err` or the TLV: `000`, `0x0B3`, `E12`; empty when not said
    std::optional<unsigned> submitted, delivered;  ///< `sub`, `dlvrd`
    std::optional<sys_ms> submitted_at, done_at;   ///< the centre's local time, read as if UTC
    std::string text;                              ///< the beginning of the message, as it came
    std::optional<std::uint8_t> network;           ///< network_error_code: the type octet
};

/// The TLVs that speak of a receipt; unset where the PDU has none.
struct receipt_tlvs {
    std::optional<std::string> receipted_message_id;  ///< 0x001E, without its NUL
    std::optional<std::uint8_t> message_state;        ///< 0x0427
    std::optional<std::string> network_error_code;    ///< 0x0423, three octets
};

/// A receipt from the text of a PDU and its TLVs; the TLVs win. Fields may come in any order, any
/// case, some missing; the text may be ASCII or big-endian UTF-16. Nullopt when there is no id or no
/// state: a borrower may well write `id: 5`.
[[nodiscard]] std::optional<receipt> read_receipt(
    std::string_view body, const receipt_tlvs& tlvs = {});

/// The usual text form, as our own SMPP server writes it.
[[nodiscard]] std::string write_receipt(const receipt& r);

/// How a centre writes the same id in its response and in its receipt.
enum class id_base : std::uint8_t { as_is, decimal, hexadecimal };
struct id_rule {
    id_base in_response = id_base::as_is, in_receipt = id_base::as_is;
    bool strip_zeros = false;  ///< leading zeros mean nothing
    bool fold_case = false;
};

/// The key by which response and receipt meet; indexed by (account, key), never by bind. With a base
/// given the id becomes decimal without zeros; one that is no number of that base stays as it is.
[[nodiscard]] std::string response_key(std::string_view id, const id_rule& rule);
[[nodiscard]] std::string receipt_key(std::string_view id, const id_rule& rule);

}  // namespace zenix::sms::text
