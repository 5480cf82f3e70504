#include "base/ids.hpp"
#include "net/client.hpp"
#include "net/http_peer.hpp"
#include "net/server_for_tests.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdlib>
#include <filesystem>

namespace zenix::net {
namespace {

namespace fs = std::filesystem;

task<response> echo(request& r) {
    response out = reply_text(
        r.method + " " + r.query["q"] + " " + r.body + " " + std::string(r.header("x-a")),
        "text/plain", r.query.contains("fail") ? 500 : 200);
    out.with("X-Secure", r.secure ? "yes" : "no");
    co_return out;
}
task<void> hello(request&, std::shared_ptr<websocket> ws) {
    ws->send("hello");
    co_await ws->read();
}
/// Accepts and says nothing, or says what is not HTTP.
task<> bad_peer(asio::ip::tcp::acceptor& a, std::string says, ms then) {
    auto s = co_await a.async_accept(asio::use_awaitable);
    boost::system::error_code ec;
    co_await asio::async_write(
        s, asio::buffer(says), asio::redirect_error(asio::use_awaitable, ec));
    co_await sleep_for(then);
}

/// A certificate for 127.0.0.1 that signs itself, and its key, as PEM files.
void write_certificate(const std::string& certificate, const std::string& key) {
    EVP_PKEY* pair = EVP_EC_gen("P-256");
    X509* x = X509_new();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_set_pubkey(x, pair);
    X509_NAME* name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(
        name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("zenix"), -1, -1, 0);
    X509_set_issuer_name(x, name);
    for (const auto& [id, value] : {std::pair(NID_subject_alt_name, "IP:127.0.0.1"),
             std::pair(NID_basic_constraints, "CA:TRUE")}) {
        X509_EXTENSION* e = X509V3_EXT_conf_nid(nullptr, nullptr, id, value);
        X509_add_ext(x, e, -1);
        X509_EXTENSION_free(e);
    }
    X509_sign(x, pair, EVP_sha256());
    std::FILE* f = std::fopen(certificate.c_str(), "w");
    PEM_write_X509(f, x);
    std::fclose(f);
    f = std::fopen(key.c_str(), "w");
    PEM_write_PrivateKey(f, pair, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(f);
    X509_free(x);
    EVP_PKEY_free(pair);
}

class client_test : public server_fixture {
  protected:
    void SetUp() override {
        routes_.add("GET", "/echo", access::everyone(), echo);
        routes_.add("PUT", "/echo", access::everyone(), echo);
        routes_.add_websocket("/ws", access::everyone(), {}, hello);
    }
    std::string failure_of(std::string address, ms deadline = ms(5000)) {
        auto r = run_on(loop_, fetch("GET", std::move(address), "", {}, deadline));
        return r.ok() ? "status " + std::to_string(r.value().status) : r.error().code;
    }
    /// `fetch` from a peer that answers with these bytes.
    std::string answered(std::string bytes, ms then = ms(0)) {
        tcp::acceptor a(loop_, {asio::ip::make_address("127.0.0.1"), 0});
        asio::co_spawn(loop_, bad_peer(a, std::move(bytes), then), asio::detached);
        return failure_of(
            "http://127.0.0.1:" + std::to_string(a.local_endpoint().port()) + "/", ms(300));
    }
};

TEST_F(client_test, any_status_is_a_value_with_headers_and_body) {
    serve();
    auto r = run_on(loop_, fetch("PUT", url("/echo?q=1"), "body", {{"x-a", "b"}}, ms(5000)));
    ASSERT_TRUE(r.ok());
    EXPECT_EQ(r.value().status, 200);
    EXPECT_EQ(r.value().body, "PUT 1 body b");
    EXPECT_EQ(failure_of(url("/echo?fail=1")), "status 500");
    EXPECT_EQ(failure_of(url("/nothing")), "status 404");
    auto head = run_on(loop_, fetch("HEAD", url("/echo"), "", {}, ms(5000)));
    EXPECT_TRUE(head.ok());
}

TEST_F(client_test, each_failure_has_its_code) {
    EXPECT_EQ(failure_of("http://127.0.0.1:1/"), "refused");
    EXPECT_EQ(failure_of("http://no-such-host.invalid/"), "resolve");
    EXPECT_EQ(failure_of("nonsense"), "protocol");
    EXPECT_EQ(failure_of("ws://127.0.0.1/"), "protocol");
    EXPECT_EQ(answered("", ms(60'000)), "timeout");
    EXPECT_EQ(answered(""), "closed");
    EXPECT_EQ(answered("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), "closed");
    EXPECT_EQ(answered("SSH-2.0-OpenSSH_9.2\r\n\r\n"), "protocol");
}

TEST_F(client_test, the_deadline_covers_the_whole_operation) {
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(answered("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", ms(60'000)), "timeout");
    EXPECT_LT(std::chrono::steady_clock::now() - begun, ms(50'000));
}

TEST_F(client_test, a_websocket_that_is_refused_says_the_status) {
    serve();
    auto r = run_on(loop_, connect_websocket(url("/nothing", "ws"), {}, "", ms(5000)));
    ASSERT_FALSE(r.ok());
    EXPECT_EQ(r.error().code, "status");
    EXPECT_EQ(r.error().status, 404);
    r = run_on(loop_, connect_websocket("ws://127.0.0.1:1/", {}, "", ms(5000)));
    EXPECT_EQ(r.error().code, "refused");
}

TEST_F(client_test, speaks_tls_and_checks_whom_it_speaks_with) {
    const fs::path folder = fs::temp_directory_path() / ("zenix-" + new_uuid());
    fs::create_directories(folder);
    server_options o;
    o.tls_certificate_file = (folder / "certificate.pem").string();
    o.tls_key_file = (folder / "key.pem").string();
    write_certificate(o.tls_certificate_file, o.tls_key_file);
    ::setenv("SSL_CERT_FILE", o.tls_certificate_file.c_str(), 1);  // read at the first use of TLS
    serve(o);
    auto r = run_on(loop_, fetch("GET", url("/echo?q=2", "https"), "", {}, ms(5000)));
    ::unsetenv("SSL_CERT_FILE");
    fs::remove_all(folder);
    ASSERT_TRUE(r.ok()) << r.error().detail;
    EXPECT_EQ(r.value().body, "GET 2  ");
    auto ws = run_on(loop_, connect_websocket(url("/ws", "wss"), {}, "", ms(5000)));
    ASSERT_TRUE(ws.ok()) << ws.error().detail;
    EXPECT_EQ(run_on(loop_, ws.value()->read()), "hello");
    const std::string port = std::to_string(server_->port());
    EXPECT_EQ(failure_of("https://localhost:" + port + "/echo"), "protocol")
        << "the certificate is for 127.0.0.1";
    EXPECT_EQ(failure_of("http://127.0.0.1:" + port + "/echo"), "closed");

    http_peer strict("https://localhost:" + port),
        lenient("https://localhost:" + port, {.any_certificate = true});
    EXPECT_EQ(run_on(loop_, strict.ask("GET", "/echo", "", {}, ms(5000))).error().code, "protocol");
    EXPECT_TRUE(run_on(loop_, lenient.ask("GET", "/echo", "", {}, ms(5000))).ok())
        << "a box in our own rack may sign for itself";
}

}  // namespace
}  // namespace zenix::net
