#pragma once
#include "base/json.hpp"
#include "base/secret.hpp"
#include "gateways/drivers/settings.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::gateways {

/// A maker's box as an administrator entered it: the machine whose voice side is the GSM trunk of
/// `trunk_id`, and how it is asked for its state.
struct box_record {
    std::int64_t id = 0, trunk_id = 0;
    std::string driver;  ///< one of drivers_known
    std::string url;     ///< `http://`, `https://` or `tcp://`, host and port, no path
    std::optional<std::string> username;
    std::string password_sealed;  ///< empty: none; open with box_password
    std::string zone = "UTC";     ///< in which the box writes its times
    std::int64_t poll_interval_ms = 30'000, patience_ms = 5'000;
    bool accept_any_certificate = false;
    std::vector<std::string> push_from;  ///< addresses it may push from, beside that of its URL
    std::string push_secret_hash;        ///< SHA-256 in hex; empty: it may not push

    bool operator==(const box_record&) const = default;
};

/// The contract's `GatewayWrite`; `id` is 0.
struct box_wish {
    box_record wanted;
    bool keeps_password = true;  ///< none was named: what is stored stays
};
/// Throws problem 422 naming the field.
[[nodiscard]] box_wish read_box(
    fields in, const secret::master_key& key, const std::vector<std::string>& drivers_known);

/// For its driver; `ports` as bought, 0 when not known.
[[nodiscard]] drivers::settings settings_of(
    const box_record& b, int ports, const secret::master_key& key);

/// May this be a hint from the box? The source is the address in the URL or one of `push_from`, and
/// the secret is the one it was given.
[[nodiscard]] bool may_push(
    const box_record& b, std::string_view source_ip, std::string_view secret);

/// The host of its URL: `192.0.2.7`.
[[nodiscard]] std::string host_of(const box_record& b);

}  // namespace zenix::gateways
