#include "crm/calling_code.hpp"

#include <phonenumbers/phonenumberutil.h>

namespace zenix::crm {

std::string calling_code(std::string_view country) {
    const int code = i18n::phonenumbers::PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(
        std::string(country));
    return code == 0 ? std::string{} : std::to_string(code);
}

}  // namespace zenix::crm
