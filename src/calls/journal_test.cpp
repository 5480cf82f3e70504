#include "calls/journal.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace zenix::calls {
namespace {

namespace fs = std::filesystem;

class journal_test : public testing::Test {
  protected:
    journal_test() : folder(fs::temp_directory_path() / ("zenix-journal-" + std::to_string(::getpid()))) {}
    ~journal_test() override { fs::remove_all(folder); }
    static call some(const std::string& id) {
        call c;
        c.id = id;
        c.phone_number = "+919900000001";
        c.telecaller_id = 7;
        c.created_at = sys_ms(ms(1'700'000'000'123));
        c.answered_at = c.created_at + ms(4000);
        c.status = call_status::answered;
        c.route = route_used{3, "box", "box", "8991", "least used", 2};
        leg l;
        l.id = id + "-b1";
        l.state = leg_state::up;
        l.cause_q850 = 16;
        l.quality = quality{1.5, 0.0, 20.0, 4.3};
        c.legs.push_back(l);
        c.recording = recording{};
        c.recording->gaps.push_back({100, std::nullopt, "payment_details"});
        return c;
    }
    fs::path folder;
};

TEST_F(journal_test, a_call_comes_back_as_it_was) {
    const auto c = some("a");
    EXPECT_EQ(write_call(read_call(write_call(c))), write_call(c));
    const auto back = read_call(write_call(c));
    EXPECT_EQ(back.answered_at, c.answered_at);
    EXPECT_EQ(back.legs[0].quality->mos, 4.3);
    EXPECT_EQ(back.route->port, 2);
    EXPECT_FALSE(back.recording->gaps[0].to_ms);
}

TEST_F(journal_test, what_an_older_or_newer_server_wrote_is_read) {
    const auto c = read_call(R"({"id":"x","status":"busy","from_the_future":{"a":1}})");
    EXPECT_EQ(c.status, call_status::busy);
    EXPECT_EQ(c.legs.size(), 0U);
}

TEST_F(journal_test, settling_moves_a_call_from_live_to_settled) {
    journal j(folder);
    j.keep(some("a"));
    j.keep(some("b"));
    j.settle(some("a"));
    ASSERT_EQ(j.live().size(), 1U);
    EXPECT_EQ(j.live()[0].id, "b");
    EXPECT_TRUE(j.is_settled("a"));
    j.forget("a");
    EXPECT_EQ(j.settled_count(), 0U);
}

TEST_F(journal_test, killed_in_the_middle_of_settling_counts_once) {
    journal j(folder);
    j.keep(some("a"));
    const auto file = folder / "live" / "a.json";
    const auto text = [&] {
        std::ifstream in(file);
        return std::string((std::istreambuf_iterator<char>(in)), {});
    }();
    j.settle(some("a"));
    std::ofstream(file) << text;  // as if the kill came before the live file went
    EXPECT_TRUE(journal(folder).live().empty());
    EXPECT_EQ(journal(folder).settled().size(), 1U);
}

TEST_F(journal_test, an_unreadable_file_is_set_aside_and_holds_nobody_up) {
    journal j(folder);
    j.keep(some("a"));
    std::ofstream(folder / "live" / "bad.json") << "{\"id\":";
    EXPECT_EQ(j.live().size(), 1U);
    EXPECT_TRUE(fs::exists(folder / "live" / "bad.json.unreadable"));
}

TEST_F(journal_test, a_folder_that_cannot_be_made_is_named) {
    std::ofstream(folder) << "a file";
    try {
        journal j(folder);
        FAIL();
    } catch (const std::runtime_error& e) {
        EXPECT_NE(std::string(e.what()).find(folder.string()), std::string::npos);
    }
}

}  // namespace
}  // namespace zenix::calls
