#pragma once
#include <string>
#include <string_view>

namespace zenix::crm {

/// The digits before a national number of `country` (ISO 3166 alpha-2): `91` of `IN`. Empty for an
/// unknown one. (ITU-T E.164, per libphonenumber.)
[[nodiscard]] std::string calling_code(std::string_view country);

}  // namespace zenix::crm
