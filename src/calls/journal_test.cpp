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
    journal_test()
        : folder(fs::temp_directory_path() / ("zenix-journal-" + std::to_string(::getpid()))) {}
    ~journal_test() override { fs::remove_all(folder); }
    static call some(const std::string& id) {
        call c;
        c.id = id;
        c.phone_number = "+919900000001";
        c.telecaller_id = 7;
        c.created_at = sys_ms(ms(1'700'000'000'123));
        c.answered_at = c.created_at + ms(4000);
        c.status = call_status::answered;
        c.route = route_used{
            3, "box", "box", "8991", "least used", 2, gateways::tariff{"INR", 0, 30, 60, 60}};
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
    [[nodiscard]] fs::path log_file() const { return folder / "calls.log"; }
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

TEST_F(journal_test, the_next_server_finds_what_the_last_one_left) {
    {
        journal j(folder);
        j.keep(some("a"));
        j.keep(some("b"));
        j.keep(some("c"));
        j.settle(some("b"));
        j.settle(some("c"));
        j.forget("c");
    }
    const journal next(folder);
    ASSERT_EQ(next.live().size(), 1U);
    EXPECT_EQ(write_call(next.live()[0]), write_call(some("a")));
    ASSERT_EQ(next.settled().size(), 1U);
    EXPECT_EQ(next.settled()[0].id, "b");
}

TEST_F(journal_test, a_line_cut_off_by_a_kill_never_was) {
    journal(folder).keep(some("a"));
    const auto whole = fs::file_size(log_file());
    std::ofstream(log_file(), std::ios::app) << "S {\"id\":\"a\",\"sta";
    journal j(folder);
    EXPECT_EQ(j.live().size(), 1U);
    EXPECT_EQ(fs::file_size(log_file()), whole);
    j.settle(some("a"));
    EXPECT_EQ(journal(folder).settled().size(), 1U);
}

TEST_F(journal_test, an_unreadable_line_is_set_aside_and_holds_nobody_up) {
    journal(folder).keep(some("a"));
    std::ofstream(log_file(), std::ios::app) << "L {\"id\":\nnoise\n";
    journal(folder).keep(some("b"));
    EXPECT_EQ(journal(folder).live().size(), 2U);
    EXPECT_TRUE(fs::exists(folder / "calls.log.unreadable"));
}

TEST_F(journal_test, is_emptied_when_nothing_is_left_in_it) {
    journal j(folder);
    j.keep(some("a"));
    j.settle(some("a"));
    j.forget("a");
    EXPECT_EQ(fs::file_size(log_file()), 0U);
    EXPECT_EQ(fs::status(log_file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(journal_test, is_written_anew_when_most_of_it_is_past) {
    journal j(folder);
    j.keep(some("stays"));
    j.settle(some("waits"));
    const auto flush = j.flusher();  // of the file as it is now
    std::uintmax_t longest = 0;
    for (int i = 0; i < 20000; ++i) {
        j.keep(some("busy"));
        longest = std::max(longest, fs::file_size(log_file()));
    }
    EXPECT_LT(longest, 9U << 20U);
    flush();
    const journal next(folder);
    EXPECT_EQ(next.live().size(), 2U);
    EXPECT_EQ(next.settled_count(), 1U);
}

TEST_F(journal_test, the_oldest_settled_come_first) {
    journal j(folder);
    for (const char* id : {"m", "a", "z"}) j.settle(some(id));
    const auto two = j.settled(2);
    ASSERT_EQ(two.size(), 2U);
    EXPECT_EQ(two[0].id + two[1].id, "ma");
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
