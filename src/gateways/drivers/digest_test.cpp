#include "gateways/drivers/digest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zenix::gateways::drivers {
namespace {

using testing::HasSubstr;
using testing::Not;

// RFC 7616 §3.9.1.
constexpr std::string_view rfc_nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
constexpr std::string_view rfc_cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
std::string rfc_challenge(const std::string& algorithm) {
    return "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=" +
           algorithm + ", nonce=\"" + std::string(rfc_nonce) +
           "\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
}
std::string answered(std::string_view header) {
    const auto c = strongest(read_challenges(header));
    return c ? authorization(
                   *c, "Mufasa", "Circle of Life", {"GET", "/dir/index.html", 1, rfc_cnonce})
             : "none";
}

TEST(digest, answers_as_the_rfc_has_it) {
    EXPECT_THAT(
        answered(rfc_challenge("MD5")), HasSubstr("response=\"8ca523f5e9506fed4657c9700eebdbec\""));
    EXPECT_THAT(answered(rfc_challenge("SHA-256")),
        HasSubstr("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\""));
    EXPECT_THAT(answered(rfc_challenge("MD5")), HasSubstr("qop=auth, nc=00000001"));
}

TEST(digest, without_qop_it_is_the_old_form) {
    // RFC 2617 §3.2.2.1: H(H(A1):nonce:H(A2)); hashed by hand.
    const auto a = answered("Digest realm=\"r\", nonce=\"n\"");
    EXPECT_THAT(a, HasSubstr("response=\"0bab5c24c08a1ef94a6cc3d446ce558a\""));
    EXPECT_THAT(a, Not(HasSubstr("qop")));
    EXPECT_THAT(a, Not(HasSubstr("cnonce")));
}

TEST(digest, basic_is_base64) {
    EXPECT_EQ(answered("Basic realm=\"box\""), "Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl");
}

TEST(digest, the_stronger_of_several_is_taken) {
    const auto both = read_challenges("Basic realm=\"box, or so\", " + rfc_challenge("MD5"));
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(both[0].realm, "box, or so");
    EXPECT_EQ(strongest(both)->scheme, challenge::kind::digest);
    EXPECT_THAT(answered(rfc_challenge("MD5") + ", " + rfc_challenge("SHA-256")),
        HasSubstr("algorithm=SHA-256"));
}

TEST(digest, leaves_what_it_cannot_answer) {
    EXPECT_EQ(answered("Negotiate"), "none");
    EXPECT_EQ(answered("Digest realm=\"r\", nonce=\"n\", algorithm=SHA-512-256"), "none");
    EXPECT_EQ(answered("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\""), "none");
    EXPECT_EQ(answered("Digest realm=\"r\""), "none");
    EXPECT_EQ(answered(""), "none");
    EXPECT_TRUE(read_challenges("Digest nonce=n, stale=TRUE").front().stale);
}

TEST(digest, a_name_with_quotes_or_line_breaks_stays_one_header) {
    const auto c = strongest(read_challenges("Digest realm=\"a\\\"b\", nonce=\"n\""));
    const auto a = authorization(*c, "x\"y\r\nEvil: 1", "p", {"GET", "/", 1, "c"});
    EXPECT_THAT(a, HasSubstr("username=\"x\\\"yEvil: 1\""));
    EXPECT_THAT(a, HasSubstr("realm=\"a\\\"b\""));
    EXPECT_EQ(a.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace zenix::gateways::drivers
