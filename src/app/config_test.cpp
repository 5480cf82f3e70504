#include "app/config.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace zenix::app {
namespace {

class config_test : public testing::Test {
  protected:
    ~config_test() override { std::remove(file.c_str()); }
    config_test() = default;
    config read(const std::string& text) {
        std::ofstream(file) << text;
        return load_config(file);
    }
    std::string fault(const std::string& text) {
        try {
            (void)read(text);
        } catch (const std::runtime_error& e) {
            return e.what();
        }
        return {};
    }
    std::string file = testing::TempDir() + "zenix-config-test.toml";
};

TEST_F(config_test, an_empty_file_is_the_defaults) { EXPECT_EQ(read("").http_port, 8080); }

TEST_F(config_test, settings_are_read_by_section) {
    const auto c = read("data_dir = '/x'\n[http]\nport = 81\n[log]\nlevel = 'warn'\n");
    EXPECT_EQ(c.data_dir, "/x");
    EXPECT_EQ(c.http_port, 81);
    EXPECT_EQ(c.log_level, "warn");
}

TEST_F(config_test, a_misspelt_setting_names_itself_its_file_and_line) {
    EXPECT_EQ(fault("[http]\nprot = 81\n"),
              file + ":2: http.prot: is not a setting zenix knows; check its name");
}

TEST_F(config_test, a_wrong_kind_says_what_it_must_be) {
    EXPECT_NE(fault("[http]\nport = 'x'\n").find(":2: http.port: must be a port"), std::string::npos);
    EXPECT_NE(fault("[http]\nport = 70000\n").find("must be a port"), std::string::npos);
    EXPECT_NE(fault("[log]\nlevel = 'loud'\n").find("one of debug, info"), std::string::npos);
    EXPECT_NE(fault("data_dir = [").find(file + ":1:"), std::string::npos);
}

TEST_F(config_test, a_key_inside_the_data_is_refused) {
    config c;
    c.data_dir = "/var/lib/zenix";
    c.master_key_file = "/var/lib/zenix/key";
    ASSERT_EQ(check(c).size(), 1U);
    EXPECT_TRUE(check(c)[0].starts_with("master_key_file"));
}

TEST_F(config_test, what_is_not_set_is_fine_as_it_is) {
    EXPECT_EQ(check(config{}), std::vector<std::string>{});
}

TEST_F(config_test, what_an_installation_sets_is_fine) {
    const auto c = read("data_dir = '/srv/zenix'\nhome_country = 'KE'\n"
                        "[http]\nhost = '0.0.0.0'\ntrusted_proxies = ['10.0.0.2', '::1']\n"
                        "public_origin = 'https://calls.example.org:8443'\n"
                        "[database]\nurl = 'postgresql://zenix@db/zenix'\n"
                        "[asterisk]\nsip_bind = '::'\nexternal_address = '198.51.100.4'\n"
                        "local_nets = ['10.0.0.0/8', 'fd00::/8', '192.168.1.7']\n"
                        "ice_servers = ['stun:stun.example.org:3478', 'turns:turn.example.org']\n"
                        "[watch]\nups = ['apc@127.0.0.1', 'rack@10.0.0.9:3500']\n"
                        "[log]\nfile = '/tmp/zenix.log'\n");
    EXPECT_EQ(check(c), std::vector<std::string>{});
}

TEST_F(config_test, a_value_that_would_fail_later_is_named_with_what_it_must_be) {
    for (const auto& [text, begins] : std::vector<std::pair<const char*, const char*>>{
             {"data_dir = 'data'", "data_dir: 'data' must be an absolute path"},
             {"run_as = ''", "run_as: '' must be the user"},
             {"home_country = 'India'", "home_country: 'India' must be a country"},
             {"home_country = 'XX'", "home_country: 'XX' must be a country"},
             {"home_country = 'in'", "home_country: 'in' must be a country"},
             {"http.host = 'calls.example.org'", "http.host: 'calls.example.org' must be an IP address"},
             {"http.trusted_proxies = ['10.0.0.0/8']", "http.trusted_proxies: '10.0.0.0/8' must be the IP"},
             {"http.public_origin = 'calls.example.org'", "http.public_origin: 'calls.example.org' must be"},
             {"http.public_origin = 'https://x.org/'", "http.public_origin: 'https://x.org/' must be"},
             {"http.tls_key_file = '/etc/hostname'", "http.tls_certificate_file and http.tls_key_file"},
             {"database.url = 'db.example.org'", "database.url: must be as postgresql://"},
             {"asterisk.path = '/nowhere/asterisk'", "asterisk.path: '/nowhere/asterisk' must be a program"},
             {"asterisk.sip_bind = 'eth0'", "asterisk.sip_bind: 'eth0' must be an IP address"},
             {"asterisk.external_address = 'x.org'", "asterisk.external_address: 'x.org' must be the IP"},
             {"asterisk.local_nets = ['10.0.0.0/40']", "asterisk.local_nets: '10.0.0.0/40' must be a network"},
             {"asterisk.phone_codecs = ['opus', 'mp3']", "asterisk.phone_codecs: 'mp3' must be one of"},
             {"asterisk.phone_codecs = []", "asterisk.phone_codecs: must name"},
             {"asterisk.ice_servers = ['stun.x.org']", "asterisk.ice_servers: 'stun.x.org' must be as stun:"},
             {"watch.ups = ['apc']", "watch.ups: 'apc' must be the name"},
             {"recording.spool = 'memory'", "recording.spool: 'memory' must be an absolute path"},
             {"log.file = '/nowhere/zenix.log'", "log.file: '/nowhere/zenix.log' must be an absolute path"}}) {
        const auto wrong = check(read(text));
        ASSERT_EQ(wrong.size(), 1U) << text;
        EXPECT_TRUE(wrong[0].starts_with(begins)) << wrong[0];
    }
}

}  // namespace
}  // namespace zenix::app
