// The box on the wire: real HTTP, real faults.
#include "asterisk/basic_auth.hpp"
#include "asterisk/json_read.hpp"
#include "base/loop_for_tests.hpp"
#include "lab/gateways/dinstar/gateway.hpp"
#include "net/client.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace zenix::lab {
namespace {

const std::string ports_path = "/api/get_port_info?info_type=reg";

class dinstar_wire : public testing::Test {
  protected:
    dinstar_wire() : box(loop.get_executor(), settings()) { box.open(); }
    ~dinstar_wire() override {
        box.close();
        loop.restart();
        loop.poll();
    }
    static box_settings settings() {
        box_settings s;
        s.auth = "basic";
        return s;
    }
    result<net::response> get(std::string path, std::string authorization, ms deadline = ms(2000)) {
        net::header_list headers;
        if (!authorization.empty()) headers.emplace_back("Authorization", authorization);
        return run_on(loop, net::fetch("GET", box.url() + path, {}, headers, deadline));
    }
    result<net::response> ask(ms deadline = ms(2000)) {
        return get(ports_path, asterisk::basic_auth("admin", "admin"), deadline);
    }
    static json::value body(const result<net::response>& r) { return json::parse(r.value().body); }
    void set(const char* what) {
        fields in(json::parse(what));
        box.set_maker(in);
        in.done();
    }
    std::string digest_for(const std::string& nonce, const std::string& path) {
        const auto response = md5_hex(md5_hex("admin:Web Server:admin") + ":" + nonce +
                                      ":00000001:abc:auth:" + md5_hex("GET:" + path));
        return fmt::format("Digest username=\"admin\", realm=\"Web Server\", nonce=\"{}\", "
                           "uri=\"{}\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"abc\", "
                           "response=\"{}\"",
            nonce, path, response);
    }
    static std::string challenge(const net::response& r) {
        for (const auto& [name, value] : r.headers)
            if (name == "WWW-Authenticate") return value;
        return {};
    }

    asio::io_context loop;
    dinstar_gateway box;
};

TEST_F(dinstar_wire, lets_in_by_basic) {
    const auto r = ask();
    ASSERT_TRUE(r.ok()) << r.error().detail;
    EXPECT_EQ(r.value().status, 200);
    EXPECT_EQ(asterisk::at(body(r), "info").as_array().size(), 8U);
    EXPECT_EQ(get(ports_path, "").value().status, 401);
    EXPECT_EQ(get(ports_path, asterisk::basic_auth("admin", "wrong")).value().status, 401);
    set(R"({"refuse_login":true})");
    EXPECT_EQ(ask().value().status, 401);
}

TEST_F(dinstar_wire, lets_in_by_digest_until_the_nonce_is_used_up) {
    set(R"({"auth":"digest","nonce_uses":2})");
    EXPECT_EQ(ask().value().status, 401) << "Basic is off";
    const auto first = get(ports_path, "");
    auto nonce = read_digest(challenge(first.value()))["nonce"];
    ASSERT_FALSE(nonce.empty());
    EXPECT_EQ(get(ports_path, digest_for(nonce, ports_path)).value().status, 200);
    EXPECT_EQ(get(ports_path, digest_for(nonce, "/api/other")).value().status, 401);
    EXPECT_EQ(get(ports_path, digest_for(nonce, ports_path)).value().status, 200);
    const auto stale = get(ports_path, digest_for(nonce, ports_path));
    EXPECT_EQ(stale.value().status, 401);
    auto fresh = read_digest(challenge(stale.value()));
    EXPECT_EQ(fresh["stale"], "TRUE");
    EXPECT_NE(fresh["nonce"], nonce);
    EXPECT_EQ(get(ports_path, digest_for(fresh["nonce"], ports_path)).value().status, 200);
    set(R"({"expire_nonce":true})");
    EXPECT_EQ(get(ports_path, digest_for(fresh["nonce"], ports_path)).value().status, 401);
}

TEST_F(dinstar_wire, is_dead_and_comes_back_on_its_port) {
    const auto url = box.url();
    box.set_wire_faults({.dead = true});
    EXPECT_EQ(ask().error().code, "refused");
    box.set_wire_faults({});
    EXPECT_EQ(box.url(), url);
    EXPECT_EQ(ask().value().status, 200);
}

TEST_F(dinstar_wire, stalls_and_goes_on_when_it_is_cleared) {
    box.set_wire_faults({.stall = true});
    EXPECT_EQ(ask(ms(150)).error().code, "timeout");
    box.set_wire_faults({});
    EXPECT_EQ(ask().value().status, 200);
}

TEST_F(dinstar_wire, answers_late) {
    box.set_wire_faults({.delay_ms = 400});
    EXPECT_EQ(ask(ms(100)).error().code, "timeout");
    EXPECT_TRUE(ask(ms(10'000)).ok());
}

TEST_F(dinstar_wire, resets_in_the_middle_of_an_answer) {
    box.set_wire_faults({.reset_after = 150});
    EXPECT_FALSE(ask().ok());
    box.set_wire_faults({});
    EXPECT_TRUE(ask().ok());
}

TEST_F(dinstar_wire, sends_rubbish_wrong_types_a_wrong_serial_and_other_statuses) {
    box.set_wire_faults({.rubbish = "{\"sn\":\"x\",,"});
    EXPECT_EQ(ask().value().body, "{\"sn\":\"x\",,");
    box.set_wire_faults({.wrong_types = true});
    EXPECT_TRUE(asterisk::at(body(ask()), "info").is_object());
    EXPECT_TRUE(asterisk::at(body(ask()), "error_code").is_string());
    box.set_wire_faults({.wrong_serial = "other-box"});
    EXPECT_EQ(asterisk::text_at(body(ask()), "sn"), "other-box");
    box.set_wire_faults({.status = 500});
    EXPECT_EQ(ask().value().status, 500);
    box.set_wire_faults({});
    EXPECT_EQ(asterisk::int_at(body(ask()), "error_code"), 200);
}

TEST_F(dinstar_wire, sends_fifty_megabytes) {
    box.set_wire_faults({.padding = 50'000'000});
    const auto r = ask(ms(20'000));
    // The client refuses or takes it; the box goes on either way.
    if (r.ok()) EXPECT_GT(r.value().body.size(), 50'000'000U);
    box.set_wire_faults({});
    EXPECT_TRUE(ask().ok());
}

}  // namespace
}  // namespace zenix::lab
