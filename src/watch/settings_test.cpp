#include "base/described_json.hpp"
#include "base/problem.hpp"
#include "watch/settings.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace zenix::watch {
namespace {

struct alert_settings : testing::Test {
    std::filesystem::path file = std::filesystem::temp_directory_path() /
                                 ("zenix-settings-key-" + std::to_string(::getpid()));
    secret::master_key key = secret::master_key::load(file, true);
    ~alert_settings() override { std::filesystem::remove(file); }

    static json::object good() {
        return {{"escalate_after_min", 15}, {"remind_every_min", 60},
            {"email", json::object{{"enabled", true}, {"host", "mail.example.org"}, {"port", 465},
                          {"security", "tls"}, {"username", "zenix"}, {"password", "pässword"},
                          {"from", "zenix@example.org"}, {"to", json::array{"ops@example.org"}},
                          {"min_severity", "warning"},
                          {"quiet", json::object{{"from", "21:30"}, {"to", "07:00"}}}}},
            {"webhook", json::object{{"enabled", true}, {"url", "https://example.org/hook"},
                            {"secret", "s3cret"}, {"min_severity", "info"}}}};
    }
    delivery_settings read(const json::object& from, const delivery_settings& before = {}) {
        return read_settings(fields(from), before, key);
    }
    /// The field that is refused when one place is changed.
    std::string refused(const char* part, const char* name, json::value value) {
        auto body = good();
        body[part].as_object()[name] = std::move(value);
        try {
            (void)read(body);
            return "nothing";
        } catch (const problem& p) {
            return p.field();
        }
    }
};

TEST_F(alert_settings, come_back_from_the_database_as_they_went) {
    const auto s = read(good());
    EXPECT_EQ(s.email.quiet.from_min, 21 * 60 + 30);
    delivery_settings again;
    described::read(described::write(s), again);
    EXPECT_EQ(again, s);
    EXPECT_EQ(mail_password(again.email, key), "pässword");
    EXPECT_EQ(webhook_secret(again.webhook, key), "s3cret");
}

TEST_F(alert_settings, never_show_a_secret) {
    const auto s = read(good());
    for (const auto& text : {json::serialize(to_json(s)), json::serialize(described::write(s))}) {
        EXPECT_EQ(text.find("pässword"), std::string::npos);
        EXPECT_EQ(text.find("s3cret"), std::string::npos);
    }
    EXPECT_EQ(json::serialize(to_json(s)).find(s.webhook.secret_sealed), std::string::npos);
    EXPECT_TRUE(to_json(s).at("email").at("has_password").as_bool());
}

TEST_F(alert_settings, keep_a_secret_that_is_not_named_and_drop_one_that_is_null) {
    const auto before = read(good());
    auto body = good();
    body["email"].as_object().erase("password");
    EXPECT_EQ(read(body, before).email.password_sealed, before.email.password_sealed);
    body["email"].as_object()["password"] = nullptr;
    EXPECT_TRUE(read(body, before).email.password_sealed.empty());
}

TEST_F(alert_settings, name_the_field_that_is_wrong) {
    EXPECT_EQ(refused("email", "host", "mail.example.org:25"), "email.host");
    EXPECT_EQ(refused("email", "host", nullptr), "email.host");
    EXPECT_EQ(refused("email", "from", "a@b\r\nBcc: c@d"), "email.from");
    EXPECT_EQ(refused("email", "to", json::array{"a@b", "no address"}), "email.to");
    EXPECT_EQ(refused("email", "to", json::array{}), "email.to");
    EXPECT_EQ(refused("email", "security", "none"), "email.security") << "with a password";
    EXPECT_EQ(refused("email", "username", "a\r\nb"), "email.username");
    EXPECT_EQ(refused("email", "quiet", json::object{{"from", "24:00"}, {"to", "07:00"}}),
        "email.quiet.from");
    EXPECT_EQ(refused("webhook", "url", "ftp://example.org"), "webhook.url");
    EXPECT_EQ(refused("webhook", "secret", nullptr), "webhook.secret");
    EXPECT_EQ(refused("webhook", "colour", "red"), "webhook.colour");
}

}  // namespace
}  // namespace zenix::watch
