#include "gateways/drivers/dinstar/voice.hpp"
#include "gateways/drivers/read_json.hpp"

#include <gtest/gtest.h>

namespace zenix::gateways::drivers::dinstar {
namespace {

const voice_plan plan{"192.0.2.1", 5060, 2};

voice_config config(std::string_view json) { return read_config(*read_json(json)).value(); }
/// As if the box had kept what we write.
void keep(json::array& table, const json::array& rows) {
    for (const auto& row : rows) {
        json::value* there = nullptr;
        for (auto& r : table)
            if (whole(r, "index") == whole(row, "index")) there = &r;
        if (there == nullptr)
            table.push_back(row);
        else
            for (const auto& m : row.get_object()) there->get_object()[m.key()] = m.value();
    }
}

TEST(dinstar_voice, an_empty_box_gets_trunk_groups_and_prefixes_once) {
    auto now = config(
        R"({"tel_to_ip_routing":[{"index":63,"enable":"on","dst_mode":"sip_trunk","dst_id":9}]})");
    const auto trunk = plan_trunk(now, plan);
    ASSERT_EQ(trunk.rows.size(), 1U);
    EXPECT_EQ(words(trunk.rows[0], "domain"), "192.0.2.1");
    keep(now.trunks, trunk.rows);
    keep(now.groups, plan_groups(now, plan).rows);
    const auto groups = plan_groups(now, plan).groups;
    EXPECT_EQ(groups, (std::vector<int>{0, 1}));
    const auto rules = plan_rules(now, plan, trunk.index, groups);
    ASSERT_EQ(rules.rows.size(), 2U);
    EXPECT_EQ(words(rules.rows[1], "dst_prefix"), "01");
    EXPECT_EQ(words(rules.rows[1], "dst_mode"), "port_group");
    EXPECT_EQ(whole(rules.rows[1], "del_digit"), 2);
    keep(now.to_tel, rules.rows);
    keep(now.to_ip, plan_way_back(now, trunk.index).rows);

    EXPECT_TRUE(plan_trunk(now, plan).rows.empty());
    EXPECT_TRUE(plan_groups(now, plan).rows.empty());
    EXPECT_TRUE(plan_rules(now, plan, trunk.index, groups).rows.empty());
    EXPECT_TRUE(plan_way_back(now, trunk.index).rows.empty());
}

TEST(dinstar_voice, numbers_written_as_text_are_the_same) {
    const auto now =
        config(R"({"sip_trunk":[{"index":"4","enable":"on","domain":"192.0.2.1","port":"5060"}],
        "port_group":[{"index":0,"enable":"on","description":"zenix port 00","port":"0"}]})");
    EXPECT_TRUE(plan_trunk(now, plan).rows.empty());
    EXPECT_EQ(plan_trunk(now, plan).index, 4);
    EXPECT_EQ(plan_groups(now, plan).groups, (std::vector<int>{0, -1}));
}

TEST(dinstar_voice, a_group_that_lost_its_port_is_not_used) {
    const auto now =
        config(R"({"port_group":[{"index":0,"enable":"on","description":"zenix port 00"},
        {"index":1,"enable":"on","description":"zenix port 01"}]})");
    const auto groups = plan_groups(now, plan).groups;
    EXPECT_EQ(groups, (std::vector<int>{-1, -1}));
    const auto rules = plan_rules(now, plan, 0, groups);
    EXPECT_EQ(words(rules.rows[1], "dst_mode"), "port");
    EXPECT_EQ(whole(rules.rows[1], "dst_id"), 1);
}

TEST(dinstar_voice, others_trunks_groups_and_rules_stay) {
    const auto now =
        config(R"({"sip_trunk":[{"index":0,"enable":"on","domain":"198.51.100.9","port":5060}],
        "port_group":[{"index":0,"enable":"on","description":"all"}],
        "ip_to_tel_routing":[{"index":0,"enable":"on","src_mode":"sip_trunk","src_id":7,"dst_prefix":"00"}]})");
    const auto trunk = plan_trunk(now, plan);
    EXPECT_EQ(trunk.index, 1);
    const auto groups = plan_groups(now, plan);
    EXPECT_EQ(whole(groups.rows[0], "index"), 1);
    const auto rules = plan_rules(now, plan, trunk.index, {});
    EXPECT_TRUE(rules.found.ok);
    EXPECT_EQ(whole(rules.rows[0], "index"), 1);
}

TEST(dinstar_voice, a_rule_that_would_go_first_is_named) {
    const auto now =
        config(R"({"ip_to_tel_routing":[{"index":0,"enable":"on","dst_prefix":"any"}]})");
    const auto rules = plan_rules(now, plan, 0, {});
    EXPECT_FALSE(rules.found.ok);
    EXPECT_FALSE(rules.found.remedy.empty());
}

TEST(dinstar_voice, full_tables_are_said_so) {
    json::array full;
    for (int i = 0; i < 32; ++i)
        full.push_back(json::object{{"index", i}, {"enable", "on"}, {"domain", "x"},
            {"dst_prefix", "77"}, {"description", "theirs"}});
    const voice_config now{full, full, full, {}};
    EXPECT_FALSE(plan_trunk(now, plan).found.ok);
    EXPECT_FALSE(plan_rules(now, plan, 0, {}).found.ok);
    EXPECT_EQ(plan_groups(now, plan).groups, (std::vector<int>{-1, -1}));
    EXPECT_FALSE(plan_way_back(now, 0).found.ok);
    EXPECT_FALSE(read_config(*read_json(R"({"sip_trunk":{}})")).ok());
}

}  // namespace
}  // namespace zenix::gateways::drivers::dinstar
