#include "asterisk/json_read.hpp"
#include "lab/gateways/dinstar/routing.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace zenix::lab {
namespace {

constexpr sys_ms t0{ms(1'700'000'000'000)};
const sip_address main_side{"127.0.0.1", 5062};

class routing : public testing::Test {
  protected:
    routing() { table.set_main(main_side); }
    placed_call place(const std::string& user, const sip_address& from = main_side) {
        return table.place(user, "08041234567", from, box, t0);
    }
    bool set(const char* text) { return table.set(json::parse(text).as_object()); }
    gsm_box box{{.ports = 4}};
    dinstar_routing table{4};
};

TEST_F(routing, takes_port_and_number_as_it_comes) {
    const auto p = place("02919876543210");
    EXPECT_EQ(p.cause, 0);
    EXPECT_EQ(p.port, 2);
    EXPECT_EQ(p.number, "+919876543210");
    EXPECT_EQ(place("006581234567").number, "+6581234567") << "no national number";
    EXPECT_EQ(place("77919876543210").cause, 3);
    EXPECT_EQ(place("02919876543210", {"127.0.0.1", 9}).cause, 3) << "not from the trunk";
    EXPECT_EQ(place("sales").cause, 3);
    EXPECT_EQ(place("").cause, 3);
}

TEST_F(routing, follows_what_was_set) {
    ASSERT_TRUE(set(R"({"ip_to_tel_routing":[{"index":0,"enable":"on","src_mode":"sip_trunk",
        "src_id":0,"dst_mode":"port","dst_id":3,"dst_prefix":"903","del_digit":3,
        "prefix_to_be_added":"","reserve_digit":255,"operation":"Allow"}]})"));
    const auto p = place("9039876543210");
    EXPECT_EQ(p.port, 3);
    EXPECT_EQ(p.number, "+919876543210") << "ten digits are national";
    EXPECT_EQ(place("00919876543210").cause, 3) << "rule 0 of the factory has gone";
    ASSERT_TRUE(set(R"({"ip_to_tel_routing":[{"index":0,"operation":"Forbid"}]})"));
    EXPECT_EQ(place("9039876543210").cause, 21);
    ASSERT_TRUE(set(R"({"ip_to_tel_routing":[{"index":0,"enable":"off"}]})"));
    EXPECT_EQ(place("9039876543210").cause, 3);
}

TEST_F(routing, picks_from_a_group_in_its_order) {
    ASSERT_TRUE(set(R"({"port_group":[{"index":5,"enable":"on","port":[1,2,3],
        "select_type":"cyclic_ascending"}],"ip_to_tel_routing":[{"index":0,"dst_prefix":"8",
        "del_digit":1,"prefix_to_be_added":"","dst_mode":"port_group","dst_id":5}]})"));
    EXPECT_EQ(place("8919876543210").port, 1);
    EXPECT_EQ(place("8919876543210").port, 2);
    box.at(3)->blocked = true;
    EXPECT_EQ(place("8919876543210").port, 1);
    ASSERT_TRUE(set(R"({"port_group":[{"index":5,"port":"1,2","select_type":"descending"}]})"));
    EXPECT_EQ(place("8919876543210").port, 2);
    box.at(1)->blocked = box.at(2)->blocked = true;
    EXPECT_EQ(place("8919876543210").cause, 34);
}

TEST_F(routing, sends_gsm_calls_where_the_trunk_points) {
    EXPECT_EQ(table.destination(1), main_side);
    ASSERT_TRUE(set(R"({"sip_trunk":[{"index":0,"domain":"127.0.0.9","port":5070}]})"));
    EXPECT_EQ(table.destination(1), (sip_address{"127.0.0.9", 5070}));
    table.set_main({"127.0.0.1", 1});
    EXPECT_EQ(table.destination(1).port, 5070) << "what was set stays";
    ASSERT_TRUE(set(R"({"sip_trunk":[{"index":0,"enable":"off"}]})"));
    EXPECT_EQ(table.destination(1).host, "");
}

TEST_F(routing, changes_nothing_when_a_part_does_not_fit) {
    for (const char* bad : {"{}", R"({"colour":[]})", R"({"sip_trunk":{"index":0}})",
             R"({"sip_trunk":[{"index":32}]})", R"({"sip_trunk":[{"index":"0"}]})",
             R"({"sip_proxy":[1]})",
             R"({"ip_to_tel_routing":[{"index":0,"enable":"off"},
                {"index":1,"dst_mode":"port","dst_id":4}]})",
             R"({"ip_to_tel_routing":[{"index":0,"dst_mode":"moon"}]})"})
        EXPECT_FALSE(set(bad)) << bad;
    EXPECT_EQ(place("00919876543210").port, 0);
}

TEST_F(routing, gives_the_sections_asked_for) {
    const auto all =
        table.get(json::parse(R"({"ip_to_tel_routing":[],"sip_proxy":[]})").as_object());
    EXPECT_EQ(all.size(), 2U);
    EXPECT_EQ(all.at("ip_to_tel_routing").as_array().size(), 4U);
    const auto one = table.get(json::parse(R"({"ip_to_tel_routing":[2,3,9]})").as_object());
    EXPECT_EQ(one.at("ip_to_tel_routing").as_array().size(), 2U);
}

TEST(prefix, knows_any_digits_and_sets) {
    EXPECT_TRUE(prefix_fits("any", ""));
    EXPECT_TRUE(prefix_fits("", "123"));
    EXPECT_TRUE(prefix_fits("12", "123"));
    EXPECT_FALSE(prefix_fits("123", "12"));
    EXPECT_TRUE(prefix_fits("1[3-8]6", "1565"));
    EXPECT_TRUE(prefix_fits("1[59]6", "1965"));
    EXPECT_FALSE(prefix_fits("1[3-8]6", "1265"));
    EXPECT_FALSE(prefix_fits("1[3-", "13"));
}

TEST(dialled, is_read_as_an_indian_network_does) {
    EXPECT_EQ(e164_of_dialled("9876543210"), "+919876543210");
    EXPECT_EQ(e164_of_dialled("09876543210"), "+919876543210");
    EXPECT_EQ(e164_of_dialled("00447700900123"), "+447700900123");
    EXPECT_EQ(e164_of_dialled("+447700900123"), "+447700900123");
    EXPECT_EQ(e164_of_dialled("919876543210"), "+919876543210");
}

}  // namespace
}  // namespace zenix::lab
