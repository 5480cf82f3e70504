#include "base/metrics.hpp"
#include "net/server.hpp"
#include "net/server_for_tests.hpp"

namespace zenix::net {
namespace {

task<response> echo(request& r) {
    co_return reply_text(r.method + " " + r.path + " " + r.body, "text/plain");
}
task<response> slow(request&) {
    co_await sleep_for(ms(60'000));
    co_return no_content();
}
task<response> short_wait(request&) {
    co_await sleep_for(ms(100));
    co_return reply_text("waited", "text/plain");
}
task<response> breaks(request&) {
    throw std::runtime_error("a bug of a test");
    co_return response{};
}
task<response> with_break_in_header(request&) {
    response out = no_content();
    out.with("X-Name", "a\r\nSet-Cookie: evil=1");
    co_return out;
}
task<response> who_am_i(request& r) {
    co_return reply_text(r.remote_ip + (r.secure ? " secure" : " plain"), "text/plain");
}

class server_test : public server_fixture {
  protected:
    void SetUp() override {
        route_options small;
        small.body_limit = 10;
        route_options hasty;
        hasty.deadline_s = 1;
        routes_.add("GET", "/echo", access::everyone(), echo);
        routes_.add("POST", "/echo", access::everyone(), echo, small);
        routes_.add("GET", "/slow", access::everyone(), slow, hasty);
        routes_.add("GET", "/short", access::everyone(), short_wait);
        routes_.add("GET", "/bug", access::everyone(), breaks);
        routes_.add("GET", "/who", access::everyone(), who_am_i);
        routes_.add("GET", "/header", access::everyone(), with_break_in_header);
    }
};

TEST_F(server_test, answers_requests_one_after_the_other_on_one_connection) {
    serve();
    const std::string request = "GET /echo HTTP/1.1\r\nHost: h\r\n\r\n";
    const std::string last = "GET /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    const std::string answers = raw(request + request + last);
    std::size_t count = 0;
    for (auto at = answers.find("HTTP/1.1 200"); at != std::string::npos;
        at = answers.find("HTTP/1.1 200", at + 1))
        ++count;
    EXPECT_EQ(count, 3u) << answers;
}

TEST_F(server_test, adds_security_headers_and_a_request_id) {
    serve();
    const std::string answer = ask("GET /echo");
    for (const char* line : {"Content-Security-Policy: default-src 'self';",
             "frame-ancestors 'none'", "X-Content-Type-Options: nosniff",
             "Referrer-Policy: no-referrer", "X-Request-Id: ", "Cache-Control: no-store"})
        EXPECT_NE(answer.find(line), std::string::npos) << line;
}

TEST_F(server_test, head_gets_the_length_but_no_body) {
    serve();
    const std::string answer = ask("HEAD /echo");
    EXPECT_EQ(status_of(answer), "200");
    EXPECT_NE(answer.find("Content-Length: 11"), std::string::npos) << answer;
    EXPECT_EQ(body_of(answer), "");
}

TEST_F(server_test, refuses_malformed_requests_and_lives_on) {
    serve();
    EXPECT_EQ(status_of(raw("\x16\x03\x01\x02garbage\r\n\r\n")), "400");
    EXPECT_EQ(status_of(raw("GET /echo HTTP/1.1\r\n\r\n")), "400") << "no Host";
    EXPECT_EQ(status_of(raw("GET /echo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")), "400");
    EXPECT_EQ(status_of(raw("GET /echo HTTP/3.9\r\nHost: a\r\n\r\n")), "400");
    EXPECT_EQ(status_of(ask("GET /%ff")), "400");
    EXPECT_EQ(status_of(ask("GET /a/../b")), "400");
    EXPECT_EQ(status_of(ask("GET /echo?a=%00")), "400");
    EXPECT_EQ(status_of(ask("POST /echo", "Content-Length: x\r\n")), "400");
    EXPECT_EQ(status_of(ask("POST /echo", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
                  "0\r\n\r\n")),
        "400");
    EXPECT_EQ(status_of(ask("POST /echo", "Transfer-Encoding: chunked\r\n", "zz\r\n\r\n")), "400");
    EXPECT_EQ(status_of(ask("GET /echo", "X: " + std::string(20'000, 'x') + "\r\n")), "431");
    EXPECT_EQ(status_of(ask("GET /nothing")), "404");
    EXPECT_EQ(status_of(ask("DELETE /echo")), "405");
    EXPECT_EQ(status_of(ask("GET /echo")), "200");
}

TEST_F(server_test, refuses_a_body_over_the_routes_limit_announced_or_not) {
    serve();
    EXPECT_EQ(body_of(ask("POST /echo", "Content-Length: 10\r\n", "0123456789")),
        "POST /echo 0123456789");
    EXPECT_EQ(status_of(ask("POST /echo", "Content-Length: 11\r\n", "0123456789a")), "413");
    EXPECT_EQ(status_of(ask("POST /echo", "Content-Length: 99999999999\r\n", "0")), "413");
    EXPECT_EQ(status_of(ask("POST /echo", "Transfer-Encoding: chunked\r\n",
                  "6\r\n012345\r\n6\r\n678901\r\n0\r\n\r\n")),
        "413");
    EXPECT_EQ(body_of(ask("POST /echo", "Transfer-Encoding: chunked\r\n",
                  "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")),
        "POST /echo abc");
}

TEST_F(server_test, a_refused_large_upload_still_reads_its_answer) {
    serve();
    EXPECT_EQ(status_of(ask("POST /echo", "Content-Length: 500000\r\n", std::string(500'000, 'x'))),
        "413");
}

TEST_F(server_test, says_go_on_to_a_client_that_asks_before_its_body) {
    serve();
    tcp::socket s = open();
    run_on(loop_,
        write(s, "POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nExpect: 100-continue\r\n"
                 "Content-Length: 2\r\n\r\n"));
    EXPECT_EQ(run_on(loop_, read_head(s)), "HTTP/1.1 100 Continue\r\n\r\n");
    run_on(loop_, write(s, "ab"));
    EXPECT_EQ(body_of(run_on(loop_, read(s))), "POST /echo ab");
}

TEST_F(server_test, hangs_up_on_slow_and_on_idle_clients) {
    server_options o;
    o.slow_request = ms(100);
    o.idle = ms(300);
    serve(o);
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(raw("GET /echo HTT"), "");
    EXPECT_EQ(raw("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab"), "");
    EXPECT_EQ(raw(""), "");
    const auto took = std::chrono::steady_clock::now() - begun;
    EXPECT_GT(took, ms(450));
    EXPECT_LT(took, ms(60'000));
}

TEST_F(server_test, gives_up_a_handler_after_the_routes_deadline) {
    serve();
    const std::string answer = ask("GET /slow");
    EXPECT_EQ(status_of(answer), "503");
    EXPECT_NE(answer.find("Retry-After: 2"), std::string::npos);
    EXPECT_NE(answer.find("\"code\":\"deadline\""), std::string::npos);
}

TEST_F(server_test, a_bug_is_a_500_with_the_request_id_and_the_connection_goes_on) {
    serve();
    const std::string answers = raw("GET /bug HTTP/1.1\r\nHost: h\r\n\r\nGET /echo "
                                    "HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(status_of(answers), "500");
    EXPECT_NE(answers.find("\"request_id\":\""), std::string::npos);
    EXPECT_NE(answers.find("HTTP/1.1 200"), std::string::npos);
}

TEST_F(server_test, a_line_break_in_a_header_makes_no_header_of_its_own) {
    serve();
    const std::string answer = ask("GET /header");
    EXPECT_EQ(status_of(answer), "204");
    EXPECT_EQ(answer.find("\r\nSet-Cookie"), std::string::npos) << answer;
    EXPECT_EQ(answer.find("Content-Length"), std::string::npos) << answer;
}

TEST_F(server_test, believes_a_trusted_proxy) {
    serve();
    EXPECT_EQ(
        body_of(ask("GET /who", "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\n")),
        "203.0.113.7 secure");
    server_options o;
    o.trusted_proxies = {};
    serve(o);
    EXPECT_EQ(
        body_of(ask("GET /who", "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\n")),
        "127.0.0.1 plain");
}

TEST_F(server_test, takes_no_more_connections_than_it_may) {
    server_options o;
    o.connections_max = 2;
    serve(o);
    tcp::socket first = open(), second = open();
    run_on(loop_, sleep_for(ms(20)));
    EXPECT_EQ(ask("GET /echo"), "");
    first.close();
    run_on(loop_, sleep_for(ms(20)));
    EXPECT_EQ(status_of(ask("GET /echo")), "200");
}

TEST_F(server_test, counts_by_pattern_and_never_by_path) {
    serve();
    ask("GET /nowhere/secret-1");
    ask("BREW /nowhere/secret-2");
    ask("GET /echo");
    const std::string all = metrics::text();
    EXPECT_NE(
        all.find("zenix_http_requests_total{method=\"GET\",route=\"unmatched\",status=\"404\"}"),
        std::string::npos)
        << all;
    EXPECT_NE(all.find("zenix_http_requests_total{method=\"other\",route=\"unmatched\""),
        std::string::npos);
    EXPECT_NE(all.find("zenix_http_request_seconds_count{route=\"/echo\"}"), std::string::npos);
    EXPECT_EQ(all.find("secret"), std::string::npos);
}

TEST_F(server_test, stops_without_breaking_off_what_is_under_way) {
    serve();
    tcp::socket idle = open(), busy = open();
    run_on(loop_, write(busy, "GET /short HTTP/1.1\r\nHost: h\r\n\r\n"));
    run_on(loop_, sleep_for(ms(20)));
    run_on(loop_, server_->stop(ms(5000)));
    EXPECT_EQ(run_on(loop_, read(idle)), "");
    const std::string answer = run_on(loop_, read(busy));
    EXPECT_EQ(body_of(answer), "waited");
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
    boost::system::error_code ec;
    tcp::socket late(loop_);
    late.connect({asio::ip::make_address("127.0.0.1"), server_->port()}, ec);
    EXPECT_TRUE(ec);
}

TEST_F(server_test, stops_within_its_patience_whatever_a_handler_does) {
    serve();
    tcp::socket busy = open();
    run_on(loop_, write(busy, "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n"));
    run_on(loop_, sleep_for(ms(20)));
    const auto begun = std::chrono::steady_clock::now();
    run_on(loop_, server_->stop(ms(50)));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, ms(30'000));
}

TEST_F(server_test, says_why_it_cannot_listen) {
    serve();
    const auto refusal = [&](server_options o) {
        try {
            server(loop_.get_executor(), std::move(o), routes_).listen();
        } catch (const std::runtime_error& e) {
            return std::string(e.what());
        }
        return std::string("listens");
    };
    server_options taken;
    taken.port = server_->port();
    EXPECT_NE(refusal(taken).find("127.0.0.1:" + std::to_string(taken.port)), std::string::npos);
    EXPECT_NE(refusal(taken).find("Remedy"), std::string::npos);
    server_options nowhere;
    nowhere.host = "nowhere.example";
    EXPECT_NE(refusal(nowhere).find("nowhere.example"), std::string::npos);
    server_options half;
    half.tls_certificate_file = "/no/such.pem";
    EXPECT_NE(refusal(half).find("both"), std::string::npos);
    half.tls_key_file = "/no/such.key";
    EXPECT_NE(refusal(half).find("/no/such.pem"), std::string::npos);
}

}  // namespace
}  // namespace zenix::net
