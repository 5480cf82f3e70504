#include "dialer/campaigns/lead_file.hpp"

#include "base/problem.hpp"

#include <gtest/gtest.h>

namespace zenix::dialer {
namespace {

std::string code_of(std::string_view csv) {
    try {
        (void)read_leads(csv, "IN");
    } catch (const problem& p) {
        return p.code();
    }
    return "none";
}

TEST(lead_file, columns_nobody_knows_are_merge_fields) {
    const auto f = read_leads("Phone,Name,language,Loan No\n9812345678,Asha,hi,PL/1\n", "IN");
    ASSERT_EQ(f.good.size(), 1U);
    EXPECT_EQ(f.good[0].phone, "+919812345678");
    EXPECT_EQ(f.good[0].language, "hi");
    EXPECT_EQ(f.good[0].fields.at("loan_no").as_string(), "PL/1");
    EXPECT_EQ(f.merge_fields, std::vector<std::string>{"loan_no"});
}

TEST(lead_file, names_the_line_of_rubbish_numbers_and_of_those_that_come_twice) {
    const auto f = read_leads("phone,name\n+919812345678,Asha\nrubbish,Ravi\n09812345678,Asha again\n+919812345679\n", "IN");
    EXPECT_EQ(f.rows, 4);
    EXPECT_EQ(f.bad_rows, 3);
    ASSERT_EQ(f.faults.size(), 3U);
    EXPECT_EQ(f.faults[0].line, 3);
    EXPECT_EQ(f.faults[0].value, "rubbish");
    EXPECT_EQ(f.faults[1].line, 4);
    EXPECT_EQ(f.faults[1].message, "Came earlier in the file.");
    EXPECT_EQ(f.faults[2].message, "Has 1 cells, the header row has 2.");
}

TEST(lead_file, what_is_no_file_of_leads_is_refused_as_a_whole) {
    EXPECT_EQ(code_of(""), "empty_file");
    EXPECT_EQ(code_of("phone\n"), "empty_file");
    EXPECT_EQ(code_of("phone;name\n1;2\n"), "not_csv");
    EXPECT_EQ(code_of("name\nAsha\n"), "missing_column");
    EXPECT_EQ(code_of("phone,phone\n1,2\n"), "duplicate_column");
    EXPECT_EQ(code_of("phone,\xff\n1,2\n"), "not_utf8");
    EXPECT_EQ(code_of("phone,n\xc3\xa4me\n1,2\n"), "unknown_column");
}

}  // namespace
}  // namespace zenix::dialer
