#include "crm/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace zenix::crm {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using testing::ElementsAre;
using testing::HasSubstr;

/// `LINE:cell|cell` of each record, `LINE!fault` of a spoilt one.
std::vector<std::string> read_all(std::string_view text) {
    csv_reader reader(text);
    std::vector<std::string> out;
    for (csv_record r; reader.next(r);) {
        std::string one = std::to_string(r.line);
        if (!r.fault.empty()) {
            out.push_back(one + "!" + std::string(r.fault));
            continue;
        }
        for (std::size_t i = 0; i < r.cells.size(); ++i)
            one += (i == 0 ? ":" : "|") + std::string(r.cells[i]);
        out.push_back(one);
    }
    return out;
}

TEST(csv, rfc4180_2_1_and_2_2_each_record_on_a_line_the_last_may_lack_its_end) {
    EXPECT_THAT(
        read_all("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"), ElementsAre("1:aaa|bbb|ccc", "2:zzz|yyy|xxx"));
    EXPECT_THAT(
        read_all("aaa,bbb,ccc\r\nzzz,yyy,xxx"), ElementsAre("1:aaa|bbb|ccc", "2:zzz|yyy|xxx"));
}

TEST(csv, rfc4180_2_4_spaces_are_part_of_a_cell) {
    EXPECT_THAT(read_all(" a , b"), ElementsAre("1: a | b"));
}

TEST(csv, rfc4180_2_5_to_2_7_quoted_cells) {
    EXPECT_THAT(read_all("\"aaa\",\"b \r\nbb\",\"c\"\"c\"\r\nx,y,z"),
        ElementsAre("1:aaa|b \r\nbb|c\"c", "3:x|y|z"));
    EXPECT_THAT(read_all("\"a,b\",\"\",\"\"\"\""), ElementsAre("1:a,b||\""));
}

TEST(csv, takes_every_kind_of_line_end) {
    EXPECT_THAT(read_all("a\nb\r\nc\rd"), ElementsAre("1:a", "2:b", "3:c", "4:d"));
}

TEST(csv, skips_the_byte_order_mark_and_empty_lines_but_counts_them) {
    EXPECT_THAT(read_all("\xef\xbb\xbf"
                         "a,b\n\n\r\nc,d\n\n"),
        ElementsAre("1:a|b", "4:c|d"));
}

TEST(csv, keeps_empty_cells) { EXPECT_THAT(read_all("a,,\n,\n"), ElementsAre("1:a||", "2:|")); }

TEST(csv, a_lone_quote_spoils_its_own_row_only) {
    EXPECT_THAT(read_all("a,\"b\nc,d\ne,f\n"),
        ElementsAre("1!A quote is opened here and never closed.", "2:c|d", "3:e|f"));
    EXPECT_THAT(
        read_all("a,b\nc,\""), ElementsAre("1:a|b", "2!A quote is opened here and never closed."));
    EXPECT_THAT(read_all("\""), ElementsAre(HasSubstr("never closed")));
}

TEST(csv, a_quote_left_open_does_not_swallow_the_quoted_rows_after_it) {
    EXPECT_THAT(read_all("a,\"b\n\"c\",d\n\"e\",f\n"),
        ElementsAre(HasSubstr("1!There is text"), "2:c|d", "3:e|f"));
}

TEST(csv, refuses_quotes_where_none_may_be) {
    EXPECT_THAT(read_all("a\"b,c\nd,e"), ElementsAre(HasSubstr("1!A cell with a quote"), "2:d|e"));
    EXPECT_THAT(
        read_all("\"a\"b,c\nd,e"), ElementsAre(HasSubstr("1!There is text behind"), "2:d|e"));
}

TEST(csv, refuses_nul_bytes) {
    EXPECT_THAT(read_all("a\0b,c\n\"d\0\",e\nf,g"s),
        ElementsAre(HasSubstr("1!"), HasSubstr("2!"), "3:f|g"));
}

TEST(csv, a_row_over_64_kib_is_refused_and_the_next_one_read) {
    const std::string fits(csv_reader::record_max - 1, 'x'),
        longer(csv_reader::record_max + 1, 'x');
    EXPECT_THAT(read_all(fits + "\na,b"), ElementsAre("1:" + fits, "2:a|b"));
    EXPECT_THAT(
        read_all(longer + "\na,b"), ElementsAre("1!The row is longer than 64 KiB.", "2:a|b"));
    EXPECT_THAT(read_all("\"" + longer + "\"\na,b"),
        ElementsAre(HasSubstr("1!A quote is opened"), "2:a|b"));
}

TEST(csv, lines_are_counted_through_quoted_cells_of_every_line_end) {
    EXPECT_THAT(read_all("\"a\nb\r\nc\",d\nx,y"), ElementsAre("1:a\nb\r\nc|d", "4:x|y"));
}

TEST(csv, takes_linear_time_for_quotes_that_never_close) {
    std::string text;
    for (int i = 0; i < 40000; ++i) text += i % 2 == 0 ? "\"\"\"\",\"x\n" : "\"\"\"\"\n";
    for (int i = 0; i < 400000; ++i) text += "\"\"\"\"\n";
    const auto begin = std::chrono::steady_clock::now();
    csv_reader reader(text);
    std::size_t records = 0;
    for (csv_record r; reader.next(r);) ++records;
    EXPECT_GT(records, 400000u);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

}  // namespace
}  // namespace zenix::crm
