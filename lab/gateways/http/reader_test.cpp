#include "lab/gateways/http/reader.hpp"

#include <gtest/gtest.h>

namespace zenix::lab {
namespace {

TEST(request_reader, reads_requests_however_they_are_cut) {
    const std::string two =
        "GET /api/x?port=1%2C2&flag=a+b HTTP/1.1\r\nHost: box\r\nX-Odd:  v \r\n\r\n"
        "POST /api/y HTTP/1.1\r\ncontent-length: 4\r\n\r\nbody";
    request_reader reader;
    std::vector<box_request> got;
    for (const char c : two) {
        reader.feed({&c, 1});
        while (auto r = reader.next()) got.push_back(*r);
    }
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got[0].path, "/api/x");
    EXPECT_EQ(got[0].query["port"], "1,2");
    EXPECT_EQ(got[0].query["flag"], "a b");
    EXPECT_EQ(got[0].header("x-odd"), "v");
    EXPECT_EQ(got[1].method, "POST");
    EXPECT_EQ(got[1].body, "body");
}

TEST(request_reader, breaks_on_what_is_no_request) {
    for (const char* bad : {"HELLO\r\n\r\n", "GET x HTTP/1.1\r\n\r\n", "GET / HTTP/2\r\n\r\n",
             "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
             "GET / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
             "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
        request_reader reader;
        reader.feed(bad);
        EXPECT_FALSE(reader.next()) << bad;
        EXPECT_TRUE(reader.broken()) << bad;
    }
    request_reader endless;
    endless.feed(std::string(20'000, 'x'));
    EXPECT_FALSE(endless.next());
    EXPECT_TRUE(endless.broken());
}

}  // namespace
}  // namespace zenix::lab
