#pragma once
#include "base/json.hpp"
#include "base/principal.hpp"

#include <optional>
#include <string>
#include <vector>

namespace zenix::crm {

enum class phone_kind { primary, alternate, guarantor };
[[nodiscard]] std::string_view to_string(phone_kind k);

/// A number as it is to be kept.
struct phone_write {
    std::string e164;
    phone_kind kind = phone_kind::primary;
    std::string typed;
    std::optional<std::string> name;  ///< whose it is when not the borrower's
};

struct customer_write {
    std::optional<std::string> external_id;
    std::string name, name_key;
    std::optional<std::string> email;
    std::string language = "en";
    std::string time_zone = "Asia/Kolkata";
    std::vector<phone_write> phones;  ///< one of them primary
};

/// What is to change; nullopt leaves as it is. `email` may become null.
struct customer_change {
    std::optional<std::string> name, name_key;
    std::optional<std::optional<std::string>> email;
    std::optional<std::string> language, time_zone;
    std::optional<std::vector<phone_write>> phones;  ///< all of them anew
};

// Reading a request's body. Numbers without `+` are read as of `home_country`. Each misfit is a
// problem 422 naming the field.
[[nodiscard]] customer_write read_customer(fields body, std::string_view home_country);
[[nodiscard]] customer_change read_customer_change(fields body, std::string_view home_country);

// What is wrong with a value, as a sentence; nullopt when nothing is. Shared with the import.
[[nodiscard]] std::optional<std::string> wrong_with_name(std::string_view name);
[[nodiscard]] std::optional<std::string> wrong_with_email(std::string_view email);
[[nodiscard]] std::optional<std::string> wrong_with_language(std::string_view language);
[[nodiscard]] std::optional<std::string> wrong_with_zone(std::string_view zone);

}  // namespace zenix::crm
