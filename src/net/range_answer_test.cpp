#include "net/server_for_tests.hpp"

namespace zenix::net {
namespace {

/// 200,000 bytes that tell where they stand.
class numbered : public body_source {
  public:
    static char at(std::uint64_t i) { return static_cast<char>('a' + i % 23); }
    [[nodiscard]] std::uint64_t size() const override { return 200'000; }
    task<std::string> read(std::uint64_t offset, std::size_t limit) override {
        std::string out;
        for (std::uint64_t i = offset;
            i < size() && out.size() < std::min<std::size_t>(limit, 10'000); ++i)
            out += at(i);
        co_return out;
    }
};

class damaged : public body_source {
  public:
    [[nodiscard]] std::uint64_t size() const override { return 1000; }
    task<std::string> read(std::uint64_t offset, std::size_t) override {
        if (offset > 0) throw std::runtime_error("damaged source of a test");
        co_return std::string(100, 'x');
    }
};

task<response> recording(request&) {
    response out;
    out.source = std::make_shared<numbered>();
    out.with("Content-Type", "audio/wav").with("ETag", "\"v1\"");
    co_return out;
}
task<response> broken(request&) {
    response out;
    out.source = std::make_shared<damaged>();
    co_return out;
}

class range_answer_test : public server_fixture {
  protected:
    void SetUp() override {
        routes_.add("GET", "/recording", access::everyone(), recording);
        routes_.add("GET", "/broken", access::everyone(), broken);
        serve();
    }
    std::string get(const std::string& headers) { return ask("GET /recording", headers); }
    static void expect_bytes(const std::string& answer, std::uint64_t begin, std::uint64_t end) {
        const std::string body = body_of(answer);
        ASSERT_EQ(body.size(), end - begin);
        for (std::uint64_t i = begin; i < end; ++i)
            ASSERT_EQ(body[i - begin], numbered::at(i)) << i;
    }
};

TEST_F(range_answer_test, the_whole_says_that_ranges_may_be_asked_for) {
    const std::string answer = get("");
    EXPECT_EQ(status_of(answer), "200");
    EXPECT_NE(answer.find("Accept-Ranges: bytes"), std::string::npos);
    EXPECT_NE(answer.find("Content-Length: 200000"), std::string::npos);
    expect_bytes(answer, 0, 200'000);
}

TEST_F(range_answer_test, a_part_from_the_middle_to_the_end_or_from_the_end) {
    const std::string middle = get("Range: bytes=70000-149999\r\n");
    EXPECT_EQ(status_of(middle), "206");
    EXPECT_NE(middle.find("Content-Range: bytes 70000-149999/200000"), std::string::npos);
    expect_bytes(middle, 70'000, 150'000);
    expect_bytes(get("Range: bytes=199990-\r\n"), 199'990, 200'000);
    const std::string suffix = get("Range: bytes=-3\r\n");
    EXPECT_NE(suffix.find("Content-Range: bytes 199997-199999/200000"), std::string::npos);
    expect_bytes(suffix, 199'997, 200'000);
}

TEST_F(range_answer_test, beyond_the_end_is_a_416_problem_that_says_the_size) {
    const std::string answer = get("Range: bytes=200000-\r\n");
    EXPECT_EQ(status_of(answer), "416");
    EXPECT_NE(answer.find("Content-Range: bytes */200000"), std::string::npos) << answer;
    EXPECT_NE(answer.find("application/problem+json"), std::string::npos);
}

TEST_F(range_answer_test, if_range_of_another_version_gets_the_whole) {
    EXPECT_EQ(status_of(get("Range: bytes=0-1\r\nIf-Range: \"v1\"\r\n")), "206");
    EXPECT_EQ(status_of(get("Range: bytes=0-1\r\nIf-Range: \"v0\"\r\n")), "200");
    EXPECT_EQ(status_of(get("Range: bytes=0-1,4-5\r\n")), "200");
}

TEST_F(range_answer_test, head_has_the_headers_only) {
    const std::string answer = ask("HEAD /recording", "Range: bytes=0-1\r\n");
    EXPECT_EQ(status_of(answer), "200");
    EXPECT_NE(answer.find("Content-Length: 200000"), std::string::npos);
    EXPECT_EQ(body_of(answer), "");
}

TEST_F(range_answer_test, a_source_that_breaks_breaks_the_connection) {
    const std::string answer = ask("GET /broken");
    EXPECT_NE(answer.find("Content-Length: 1000"), std::string::npos);
    EXPECT_EQ(body_of(answer).size(), 100u);
}

}  // namespace
}  // namespace zenix::net
