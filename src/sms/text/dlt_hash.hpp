#pragma once
#include <span>
#include <string>
#include <string_view>

namespace zenix::sms::text {

/// India's telemarketer chain since 1 December 2024: SHA-256 in lower-case hex over the principal
/// entity id and the telemarketer ids in order, comma between, the delivering one last.
[[nodiscard]] std::string dlt_chain_hash(
    std::string_view entity_id, std::span<const std::string> telemarketers);

}  // namespace zenix::sms::text
