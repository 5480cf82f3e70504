#include "asterisk/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zenix::asterisk {
namespace {

using testing::HasSubstr;
using testing::Not;

node_settings settings() {
    node_settings s;
    s.folder = "/data/asterisk";
    s.spool = "/dev/shm/zenix";
    s.password = "s3cret";
    s.http_port = 18088;
    s.ami_port = 15038;
    s.sip_port = 15060;
    s.hep_port = 19060;
    s.rtp_first = 20000;
    s.rtp_last = 20399;
    return s;
}
const install where{"/opt/ast", "", {}, "/opt/ast/modules", "/opt/ast/data", "22.10.1", 22};

config_file file(const std::vector<config_file>& all, std::string_view name) {
    for (const auto& f : all)
        if (f.name == name) return f;
    ADD_FAILURE() << "no " << name;
    return {};
}

TEST(config, keeps_every_folder_to_itself_but_modules_and_sounds) {
    const auto text = file(render(settings(), where), "asterisk.conf").text;
    EXPECT_THAT(text, HasSubstr("[directories]\n"));  // with `(!)` Asterisk would ignore them all
    EXPECT_THAT(text, HasSubstr("astetcdir => /data/asterisk/etc\n"));
    EXPECT_THAT(text, HasSubstr("astmoddir => /opt/ast/modules\n"));
    EXPECT_THAT(text, HasSubstr("astspooldir => /dev/shm/zenix\n"));
    for (const auto* outside : {"/var/", "/etc/", "/usr/"})
        EXPECT_THAT(text, Not(HasSubstr(outside))) << outside;
}

TEST(config, listens_on_loopback_only_unless_sip_is_told_otherwise) {
    auto s = settings();
    const auto all = render(s, where);
    for (const auto& f : all) EXPECT_THAT(f.text, Not(HasSubstr("bind = 0.0.0.0"))) << f.name;
    EXPECT_THAT(file(all, "http.conf").text, HasSubstr("bindaddr = 127.0.0.1\nbindport = 18088"));
    EXPECT_THAT(file(all, "manager.conf").text, HasSubstr("bindaddr = 127.0.0.1"));
    s.sip_bind = "192.0.2.7";
    EXPECT_THAT(file(render(s, where), "pjsip.conf").text, HasSubstr("bind = 192.0.2.7:15060"));
}

TEST(config, hides_the_password_in_files_of_its_own) {
    for (const auto& f : render(settings(), where))
        EXPECT_EQ(f.text.find("s3cret") != std::string::npos, f.secret) << f.name;
}

TEST(config, loads_modules_by_name_only) {
    const auto text = file(render(settings(), where), "modules.conf").text;
    EXPECT_THAT(text, HasSubstr("autoload = no"));
    EXPECT_THAT(text, HasSubstr("\nload = chan_pjsip.so\n"));
    EXPECT_THAT(text, HasSubstr("\nload = res_hep_pjsip.so\n"));
    EXPECT_THAT(text, Not(HasSubstr("load = .so")));
    EXPECT_THAT(text, Not(HasSubstr("res_pjsip_refer")));  // transfers are ours to make
    EXPECT_THAT(text, Not(HasSubstr("chan_rtp")));
    auto s = settings();
    s.external_media = true;
    EXPECT_THAT(file(render(s, where), "modules.conf").text, HasSubstr("load = chan_rtp.so"));
}

TEST(config, copies_sip_messages_only_when_asked) {
    auto s = settings();
    EXPECT_THAT(file(render(s, where), "hep.conf").text, HasSubstr("127.0.0.1:19060"));
    s.hep = false;
    for (const auto& f : render(s, where)) EXPECT_NE(f.name, "hep.conf");
    EXPECT_THAT(file(render(s, where), "modules.conf").text, Not(HasSubstr("hep")));
}

TEST(config, hands_every_number_dialled_to_the_application) {
    const auto text = file(render(settings(), where), "extensions.conf").text;
    EXPECT_THAT(text, HasSubstr("[zenix-in]\nexten => _[+0-9a-zA-Z*#]!,1,"));
    EXPECT_THAT(text, HasSubstr("Stasis(zenix,inbound,${EXTEN},${CHANNEL(endpoint)})\n"));
    EXPECT_THAT(text, HasSubstr("exten => h,1,NoOp()\n"));  // or hangups come back as calls to "h"
    EXPECT_THAT(
        text, HasSubstr("$[${ZENIX_TRY} > 30]?failed"));  // keeps the caller while zenix is away
}

TEST(config, names_the_outside_address_behind_nat) {
    auto s = settings();
    EXPECT_THAT(file(render(s, where), "pjsip.conf").text, Not(HasSubstr("external")));
    s.external_address = "198.51.100.4";
    s.local_nets = {"10.0.0.0/8"};
    const auto text = file(render(s, where), "pjsip.conf").text;
    EXPECT_THAT(text, HasSubstr("external_media_address = 198.51.100.4\n"));
    EXPECT_THAT(text, HasSubstr("local_net = 10.0.0.0/8\n"));
    EXPECT_LT(text.find("external_media"), text.find("[ws]"));  // it belongs to the UDP transport
}

}  // namespace
}  // namespace zenix::asterisk
