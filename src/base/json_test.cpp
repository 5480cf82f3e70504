#include "base/json.hpp"
#include "base/problem.hpp"

#include <gtest/gtest.h>

namespace zenix {
namespace {

/// `code field` of the problem that `f` throws.
template <class F>
std::string refused(F f) {
    try {
        f();
    } catch (const problem& p) {
        return p.code() + " " + p.field();
    }
    return "accepted";
}

fields body(std::string_view text) { return fields(parse_json(text)); }

TEST(parse_json, names_the_byte_at_fault) {
    const auto detail = [](std::string_view text) {
        try {
            (void)parse_json(text);
        } catch (const problem& p) {
            EXPECT_EQ(p.status(), 400);
            EXPECT_EQ(p.code(), "malformed_json");
            return p.detail();
        }
        return std::string("accepted");
    };
    EXPECT_NE(detail(R"({"a":x})").find("at byte 5"), std::string::npos) << detail(R"({"a":x})");
    EXPECT_NE(detail(R"({"a":1} 2)").find("at byte 8"), std::string::npos)
        << detail(R"({"a":1} 2)");
    EXPECT_NE(detail(R"({"a")").find("incomplete"), std::string::npos) << detail(R"({"a")");
    EXPECT_NE(detail("").find("incomplete"), std::string::npos);
    EXPECT_NE(detail("\"\xff\"").find("at byte"), std::string::npos);
}

TEST(parse_json, refuses_more_than_32_levels) {
    EXPECT_NO_THROW((void)parse_json(std::string(32, '[') + std::string(32, ']')));
    EXPECT_EQ(refused([] { (void)parse_json(std::string(33, '[') + std::string(33, ']')); }),
        "malformed_json ");
    EXPECT_EQ(refused([] { (void)parse_json(std::string(100000, '[')); }), "malformed_json ");
}

TEST(fields, reads_each_kind) {
    fields in = body(R"({"t":"é","i":-3,"w":2.0,"f":true,"c":"red","at":"2026-11-22T18:00:00Z",
                         "l":["a","b"],"raw":{"x":1},"n":null})");
    EXPECT_EQ(in.text("t", {1, 2}), "é");
    EXPECT_EQ(in.integer("i"), -3);
    EXPECT_EQ(in.integer("w", {2, 2}), 2);
    EXPECT_TRUE(in.flag("f"));
    EXPECT_EQ(in.choice("c", {"red", "green"}), "red");
    EXPECT_EQ(in.maybe_time("at"), parse_time("2026-11-22T18:00:00Z"));
    EXPECT_EQ(in.maybe_texts("l"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(in.maybe_raw_object("raw")->at("x").as_int64(), 1);
    EXPECT_EQ(in.maybe_text("n"), std::nullopt);
    EXPECT_TRUE(in.has("n"));
    EXPECT_EQ(in.maybe_integer("absent"), std::nullopt);
    EXPECT_FALSE(in.has("absent"));
    EXPECT_NO_THROW(in.done());
}

TEST(fields, names_the_field_that_does_not_fit) {
    EXPECT_EQ(refused([] { (void)body("{}").text("t"); }), "invalid_field t");
    EXPECT_EQ(refused([] { (void)body(R"({"t":null})").text("t"); }), "invalid_field t");
    EXPECT_EQ(refused([] { (void)body(R"({"t":5})").text("t"); }), "invalid_field t");
    EXPECT_EQ(refused([] { (void)body(R"({"t":""})").text("t", {1, 4}); }), "invalid_field t");
    EXPECT_EQ(refused([] { (void)body(R"({"t":"abcde"})").text("t", {1, 4}); }), "invalid_field t");
    EXPECT_EQ(refused([] { (void)body(R"({"t":"a\u0000b"})").text("t"); }), "invalid_field t");
    EXPECT_EQ(refused([] { (void)body(R"({"i":1.5})").integer("i"); }), "invalid_field i");
    EXPECT_EQ(refused([] { (void)body(R"({"i":"1"})").integer("i"); }), "invalid_field i");
    EXPECT_EQ(refused([] { (void)body(R"({"i":1e300})").integer("i"); }), "invalid_field i");
    EXPECT_EQ(refused([] { (void)body(R"({"i":18446744073709551615})").integer("i"); }),
        "invalid_field i");
    EXPECT_EQ(refused([] { (void)body(R"({"i":7})").integer("i", {1, 6}); }), "invalid_field i");
    EXPECT_EQ(refused([] { (void)body(R"({"f":1})").flag("f"); }), "invalid_field f");
    EXPECT_EQ(
        refused([] { (void)body(R"({"c":"blue"})").choice("c", {"red"}); }), "invalid_field c");
    EXPECT_EQ(
        refused([] { (void)body(R"({"at":"today"})").maybe_time("at"); }), "invalid_field at");
    EXPECT_EQ(
        refused([] { (void)body(R"({"l":["a",3]})").maybe_texts("l"); }), "invalid_field l[1]");
    EXPECT_EQ(
        refused([] { (void)body(R"({"raw":[]})").maybe_raw_object("raw"); }), "invalid_field raw");
    EXPECT_EQ(refused([] { (void)body("[]"); }), "invalid_field ");
}

TEST(fields, says_the_whole_path_however_deep) {
    fields in = body(R"({"loans":[{"amount":1},{"terms":{"rate":"x"}}]})");
    auto loans = in.objects("loans", 1, 5);
    ASSERT_EQ(loans.size(), 2u);
    EXPECT_EQ(refused([&] { (void)loans[0].text("product"); }), "invalid_field loans[0].product");
    auto terms = loans[1].maybe_object("terms");
    ASSERT_TRUE(terms);
    EXPECT_EQ(refused([&] { (void)terms->integer("rate"); }), "invalid_field loans[1].terms.rate");
    EXPECT_EQ(
        refused([&] { fields(*std::make_unique<json::value>(3), "a.b"); }), "invalid_field a.b");
}

TEST(fields, refuses_members_nobody_asked_for) {
    fields in = body(R"({"name":"x","nmae":"y"})");
    (void)in.maybe_text("name");
    EXPECT_EQ(refused([&] { in.done(); }), "unknown_field nmae");
    fields outer = body(R"({"promise":{"amount":1,"x":2}})");
    auto inner = outer.maybe_object("promise");
    (void)inner->integer("amount");
    EXPECT_NO_THROW(outer.done());
    EXPECT_EQ(refused([&] { inner->done(); }), "unknown_field promise.x");
}

TEST(fields, counts_the_objects_of_a_list) {
    EXPECT_EQ(refused([] { (void)body("{}").objects("l", 1, 2); }), "invalid_field l");
    EXPECT_EQ(
        refused([] { (void)body(R"({"l":[{},{},{}]})").objects("l", 1, 2); }), "invalid_field l");
    EXPECT_EQ(
        refused([] { (void)body(R"({"l":[{},7]})").objects("l", 1, 2); }), "invalid_field l[1]");
    EXPECT_TRUE(body("{}").objects("l", 0, 2).empty());
}

TEST(opt, writes_null_for_what_is_not_there) {
    EXPECT_TRUE(opt(std::optional<std::string>()).is_null());
    EXPECT_EQ(opt(std::optional<std::int64_t>(4)).as_int64(), 4);
    EXPECT_EQ(opt(parse_time("2026-11-22T18:00:00Z")).as_string(), "2026-11-22T18:00:00.000Z");
}

}  // namespace
}  // namespace zenix
