#include "base/loop_for_tests.hpp"
#include "gateways/drivers/web_session.hpp"
#include "net/server_for_tests.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways::drivers {
namespace {

constexpr std::string_view user = "admin", password = "s3cret";

/// A web server that wants a login; each answer says how the caller came in.
class web_session_test : public net::server_fixture {
  protected:
    void start(std::string scheme) {
        scheme_ = std::move(scheme);
        routes_.add(
            "POST", "/api/x", access::everyone(), [this](net::request& r) { return answer(r); });
        serve();
        settings s;
        s.url = url("");
        s.username = user;
        s.password = password_;
        s.patience = ms(2000);
        session_ = std::make_unique<web_session>(s);
    }
    void TearDown() override {
        session_.reset();
        server_fixture::TearDown();
    }
    task<net::response> answer(net::request& r) {
        ++asked_;
        const std::string came(r.header("Authorization"));
        if (fits(came)) co_return net::reply_text("in", "text/plain");
        const bool stale =
            says_stale_ && came.find("Digest") == 0 && came.find(nonce_) == came.npos;
        co_return net::reply_text("who?", "text/plain", 401)
            .with("WWW-Authenticate", scheme_ + " realm=\"Web Server\", nonce=\"" + nonce_ +
                                          "\", qop=\"auth\"" + (stale ? ", stale=true" : ""));
    }
    bool fits(const std::string& came) {
        challenge c;
        c.realm = "Web Server";
        if (scheme_ == "Basic") return came == authorization(c, user, password, {});
        c.scheme = challenge::kind::digest;
        c.nonce = nonce_;
        c.qop_auth = true;
        const auto value = [&](const std::string& name) {
            const auto at = came.find(name + "=\"");
            if (at == came.npos) return std::string();
            const auto from = at + name.size() + 2;
            return came.substr(from, came.find('"', from) - from);
        };
        const auto at = came.find("nc=");
        if (at == came.npos || value("nonce") != nonce_) return false;
        const auto count =
            static_cast<std::uint32_t>(std::stoul(came.substr(at + 3, 8), nullptr, 16));
        if (count <= last_count_) return false;  // a replay
        const auto cnonce = value("cnonce");
        if (came != authorization(c, user, password, {"POST", "/api/x", count, cnonce}))
            return false;
        last_count_ = count;
        return true;
    }
    void renew(std::string nonce) {
        nonce_ = std::move(nonce);
        last_count_ = 0;
    }
    std::string ask() {
        auto r = run_on(loop_, session_->ask("POST", "/api/x", "{}"));
        return r.ok() ? r.value().body : r.error().code;
    }

    std::string scheme_, nonce_ = "n1", password_{password};
    bool says_stale_ = true;
    std::uint32_t last_count_ = 0;
    int asked_ = 0;
    std::unique_ptr<web_session> session_;
};

TEST_F(web_session_test, logs_in_by_the_challenge_and_remembers_it) {
    for (const auto* scheme : {"Basic", "Digest"}) {
        routes_ = net::router();
        start(scheme);
        asked_ = 0;
        for (int i = 0; i < 4; ++i) EXPECT_EQ(ask(), "in") << scheme;
        EXPECT_EQ(asked_, 5) << "one challenge, then each request alone";
    }
}

TEST_F(web_session_test, a_nonce_that_grew_old_is_replaced) {
    start("Digest");
    EXPECT_EQ(ask(), "in");
    renew("n2");
    EXPECT_EQ(ask(), "in");
    says_stale_ = false;  // as small boxes
    renew("n3");
    EXPECT_EQ(ask(), "in");
    EXPECT_EQ(asked_, 6);
}

TEST_F(web_session_test, a_wrong_password_ends_after_one_try) {
    password_ = "wrong";
    for (const auto* scheme : {"Basic", "Digest"}) {
        routes_ = net::router();
        start(scheme);
        asked_ = 0;
        EXPECT_EQ(ask(), "login");
        EXPECT_EQ(asked_, 2) << scheme;
    }
}

TEST_F(web_session_test, a_login_of_an_unknown_kind_is_no_loop) {
    start("Negotiate");
    EXPECT_EQ(ask(), "login");
    EXPECT_EQ(asked_, 1);
}

}  // namespace
}  // namespace zenix::gateways::drivers
