#include "base/phone.hpp"
#include "base/zone.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

namespace zenix::phone {
namespace {

std::string e164(std::string_view typed, std::string_view country = "IN") {
    const auto n = normalise(typed, country);
    return n ? n->e164 + " " + n->country : "none";
}

TEST(phone, reads_what_people_write) {
    for (const char* typed : {"9876543210", "+919876543210", "98765 43210", "+91 98765-43210",
             "098765 43210", "0091 9876543210", "(987) 654-3210", "९८७६५४३२१०"})
        EXPECT_EQ(e164(typed), "+919876543210 IN") << typed;
    EXPECT_EQ(e164("022 2266 8800"), "+912222668800 IN");
    EXPECT_EQ(e164("+1 650 253 0000"), "+16502530000 US");
    EXPECT_EQ(e164("650 253 0000", "US"), "+16502530000 US");
    EXPECT_EQ(e164("+800 1234 5678"), "+80012345678 001");
}

TEST(phone, refuses_what_nobody_can_hold) {
    for (const char* typed : {"", " ", "+", "abc", "12345", "0000000000", "+91987654321",
             "+9198765432100", "+999123456789", "Ramesh 9876543210", "9876543210x5",
             "1-800-FLOWERS", "--", "\xff\xfe"})
        EXPECT_EQ(e164(typed), "none") << typed;
    EXPECT_EQ(e164(std::string(300, '9')), "none");
    EXPECT_EQ(e164("9876543210", "US"), "none");
    EXPECT_EQ(e164("9876543210", "XX"), "none");
}

TEST(phone, the_fast_path_agrees_with_the_library_over_the_whole_series) {
    const auto& library = *i18n::phonenumbers::PhoneNumberUtil::GetInstance();
    for (int series = 5'000; series < 10'000; ++series) {
        for (const bool bare : {false, true}) {
            const int tail = (series * 7919) % 1'000'000;
            const std::string typed = fmt::format("{}{:04}{:06}", bare ? "" : "+91", series, tail);
            i18n::phonenumbers::PhoneNumber parsed;
            library.Parse(typed, "IN", &parsed);
            std::string expected = "none", country;
            if (library.IsValidNumber(parsed)) {
                library.Format(parsed, i18n::phonenumbers::PhoneNumberUtil::E164, &expected);
                library.GetRegionCodeForNumber(parsed, &country);
                expected += " " + country;
            }
            EXPECT_EQ(e164(typed), expected) << typed;
        }
    }
}

TEST(phone, a_country_has_its_first_zone) {
    EXPECT_EQ(default_zone("IN"), "Asia/Kolkata");
    EXPECT_EQ(default_zone("US"), "America/New_York");
    EXPECT_EQ(default_zone("DE"), "Europe/Berlin");
    EXPECT_EQ(default_zone("001"), "UTC");
    for (const char* country : {"IN", "AE", "GB", "XX"})
        EXPECT_TRUE(is_zone(default_zone(country)));
}

}  // namespace
}  // namespace zenix::phone
