#include "sms/text/dlt_hash.hpp"

#include <fmt/format.h>
#include <sodium/crypto_hash_sha256.h>

#include <array>

namespace zenix::sms::text {

std::string dlt_chain_hash(std::string_view entity_id, std::span<const std::string> telemarketers) {
    std::string chain(entity_id);
    for (const auto& id : telemarketers) chain.append(",").append(id);
    std::array<unsigned char, crypto_hash_sha256_BYTES> sum{};
    crypto_hash_sha256(
        sum.data(), reinterpret_cast<const unsigned char*>(chain.data()), chain.size());
    std::string out;
    for (const unsigned octet : sum) out += fmt::format("{:02x}", octet);
    return out;
}

}  // namespace zenix::sms::text
