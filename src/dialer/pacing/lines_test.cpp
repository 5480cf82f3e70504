#include "dialer/pacing/lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/json.hpp"
#include "dialer/pacing/stdio.hpp"

namespace zenix::dialer::pacing {
namespace {

json::object answer_of(line_reader& r, std::string_view line) {
    const auto text = r.read(line);
    return text.empty() ? json::object{} : parse_json(text).get_object();
}

TEST(pacing_lines, answers_a_decide_with_one_line_and_nothing_else) {
    line_reader r;
    EXPECT_EQ(r.read(R"({"t":0,"event":"config","abandon_budget":0.03,"max_ratio":3,"max_trunks":60,)"
                     R"("ring_timeout_s":25,"abandon_after_s":2})"), "");
    EXPECT_EQ(r.read(R"({"t":0,"event":"agent","id":"a","state":"idle"})"), "");
    EXPECT_EQ(r.read(R"({"t":0,"event":"agent","id":1,"state":"idle"})"), "");
    const auto a = answer_of(r, R"({"t":0.5,"event":"decide"})");
    EXPECT_EQ(a.at("start"), 2);
    EXPECT_EQ(a.at("t"), 0.5);
    EXPECT_TRUE(a.at("cancel").is_array());
    EXPECT_TRUE(a.at("why").at("reason").is_string());
}

TEST(pacing_lines, follow_a_call_from_start_to_end) {
    line_reader r;
    for (const auto* line :
        {R"({"t":0,"event":"agent","id":7,"state":"idle"})", R"({"t":1,"event":"attempt","id":"x","state":"started"})",
            R"({"t":2,"event":"attempt","id":"x","state":"ringing"})",
            R"({"t":8,"event":"attempt","id":"x","state":"answered"})",
            R"({"t":8,"event":"connected","attempt":"x","agent":7})",
            R"({"t":8,"event":"agent","id":7,"state":"talking"})", R"({"t":60,"event":"ended","attempt":"x","agent":7})",
            R"({"t":60,"event":"agent","id":7,"state":"wrap"})", R"({"t":80,"event":"agent","id":7,"state":"idle"})",
            R"({"t":81,"event":"attempt","id":"y","state":"started"})",
            R"({"t":90,"event":"attempt","id":"y","state":"failed","cause":"busy"})",
            R"({"t":91,"event":"attempt","id":"z","state":"started"})",
            R"({"t":99,"event":"attempt","id":"z","state":"answered"})", R"({"t":101,"event":"abandoned","attempt":"z"})",
            R"({"t":101,"event":"attempt","id":"z","state":"cancelled"})"})
        EXPECT_EQ(r.read(line), "") << line;
    const auto a = answer_of(r, R"({"t":102,"event":"decide"})");
    EXPECT_EQ(a.at("start"), 1);
    EXPECT_EQ(a.at("why").at("budget").at("24h").at("answered"), 2);
    EXPECT_EQ(a.at("why").at("budget").at("24h").at("abandoned"), 1);
}

TEST(pacing_lines, names_line_and_field_of_what_is_wrong) {
    line_reader r;
    std::int64_t number = 0;
    const auto wrong = [&](std::string_view line, std::string_view field) {
        ++number;
        const auto a = answer_of(r, line);
        ASSERT_TRUE(a.contains("error")) << line;
        EXPECT_EQ(a.at("line"), number) << line;
        if (field.empty()) EXPECT_TRUE(a.at("field").is_null()) << line;
        else EXPECT_EQ(a.at("field"), json::value(field)) << line << json::serialize(a);
    };
    wrong("rubbish", "");
    wrong("[]", "");
    wrong("\xff\xfe", "");
    wrong("{}", "t");
    wrong(R"({"t":"1","event":"decide"})", "t");
    wrong(R"({"t":-1,"event":"decide"})", "t");
    wrong(R"({"t":1e300,"event":"decide"})", "t");
    wrong(R"({"t":1})", "event");
    wrong(R"({"t":1,"event":"dance"})", "event");
    wrong(R"({"t":1,"event":"decide","hurry":true})", "hurry");
    wrong(R"({"t":1,"event":"config","abandon_budget":2})", "abandon_budget");
    wrong(R"({"t":1,"event":"config","max_trunks":1.5})", "max_trunks");
    wrong(R"({"t":1,"event":"config","max_ratio":null})", "max_ratio");
    wrong(R"({"t":1,"event":"agent","id":[],"state":"idle"})", "id");
    wrong(R"({"t":1,"event":"agent","id":"","state":"idle"})", "id");
    wrong(R"({"t":1,"event":"agent","id":1,"state":"asleep"})", "state");
    wrong(R"({"t":1,"event":"agent","state":"idle"})", "id");
    wrong(R"({"t":1,"event":"agent","id":1,"state":"idle","mood":1})", "mood");
    wrong(R"({"t":1,"event":"attempt","id":1,"state":"answered"})", "id");
    wrong(R"({"t":1,"event":"attempt","id":1,"state":"started","cause":{}})", "cause");
    wrong(R"({"t":1,"event":"connected","attempt":1,"agent":1})", "agent");
    wrong(R"({"t":1,"event":"abandoned","attempt":1})", "attempt");
}

TEST(pacing_lines, a_line_at_fault_changes_nothing_not_even_the_time) {
    line_reader r;
    EXPECT_NE(r.read(R"({"t":100,"event":"agent","id":1,"state":"asleep"})"), "");
    EXPECT_EQ(r.read(R"({"t":5,"event":"agent","id":1,"state":"idle"})"), "");
    const auto back = answer_of(r, R"({"t":4,"event":"decide"})");
    EXPECT_EQ(back.at("field"), "t");
    EXPECT_EQ(answer_of(r, R"({"t":5,"event":"decide"})").at("start"), 1);
}

TEST(pacing_lines, an_id_as_number_and_the_same_as_text_are_two) {
    line_reader r;
    EXPECT_EQ(r.read(R"({"t":0,"event":"agent","id":1,"state":"idle"})"), "");
    EXPECT_EQ(r.read(R"({"t":0,"event":"agent","id":"1","state":"idle"})"), "");
    EXPECT_EQ(r.read(R"({"t":0,"event":"agent","id":1.0,"state":"idle"})"), "");
    EXPECT_EQ(answer_of(r, R"({"t":0,"event":"decide"})").at("start"), 2);
}

TEST(pacing_lines, read_past_a_line_without_end) {
    std::istringstream in("{\"t\":0,\"event\":\"agent\",\"id\":1,\"state\":\"idle\"}\n" + std::string(300'000, 'x') +
                          "\n\n  \r\n{\"t\":1,\"event\":\"decide\"}");
    std::ostringstream out;
    EXPECT_EQ(run_stdio(in, out, {}), 0);
    EXPECT_THAT(out.str(), testing::HasSubstr("longer than"));
    EXPECT_THAT(out.str(), testing::HasSubstr("\"line\":2"));
    EXPECT_THAT(out.str(), testing::HasSubstr("\"start\":1"));
}

}  // namespace
}  // namespace zenix::dialer::pacing
