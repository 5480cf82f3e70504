#include "base/problem.hpp"
#include "base/utf8.hpp"
#include "crm/import_batch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zenix::crm {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string header = "name,phone,loan_number,amount_due\n";
const std::string wide = "name,phone,loan_number,amount_due,external_id,email,language,time_zone,"
                         "days_past_due,principal,currency,due_date,"
                         "alternate_phone,guarantor_name,guarantor_phone\n";

/// `ROW column` of each error.
std::vector<std::string> errors(const import_batch& b) {
    std::vector<std::string> out;
    for (const auto& e : b.errors) {
        EXPECT_FALSE(e.message.empty());
        EXPECT_TRUE(is_utf8(e.value));
        out.push_back(std::to_string(e.row) + " " + e.column);
    }
    return out;
}

std::string refusal(std::string_view csv) {
    try {
        (void)read_import(csv, "IN");
        return "none";
    } catch (const problem& p) {
        EXPECT_EQ(p.status(), 422);
        return p.code() + (p.field().empty() ? "" : " " + p.field());
    }
}

TEST(import_header, matches_without_case_and_however_words_are_joined) {
    const auto b = read_import(" NAME ,Phone,Loan Number,amount-due\nAsha,9812345678,L1,5", "IN");
    EXPECT_EQ(b.loans.size(), 1u);
}

TEST(import_header, names_the_column_at_fault) {
    EXPECT_EQ(refusal("name,phone,loan_number,amount_due,shoe_size\n"), "unknown_column shoe_size");
    EXPECT_EQ(refusal("name,phone,amount_due\n"), "missing_column loan_number");
    EXPECT_EQ(refusal("name,phone,loan_number,amount_due,Phone\n"), "duplicate_column phone");
    EXPECT_EQ(refusal("name;phone;loan_number;amount_due\n"), "not_csv");
    EXPECT_EQ(refusal("\"name,phone\n"), "not_csv");
    EXPECT_EQ(refusal("\xff\xfen\0a\0m\0e\0"s), "not_utf8");
    EXPECT_EQ(refusal(""), "empty_file");
    EXPECT_EQ(refusal(header), "empty_file");
    EXPECT_EQ(refusal("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"s), "unknown_column ?PNG");
}

TEST(import_rows, are_read_whole) {
    const auto b = read_import(
        wide +
            "Śrī Rāo,098123 45678,PL/1,1250050,C1,a@b.in,mr,Asia/Kolkata,45,5000000,INR,2026-12-01,"
            "9000000001,Ravi,+12025550143\n",
        "IN");
    EXPECT_THAT(errors(b), IsEmpty());
    const auto& p = b.people.at(0);
    EXPECT_EQ(p.name_key, "sri rao");
    EXPECT_EQ(p.phone(), "+919812345678");
    EXPECT_EQ(p.phones.at(0).typed, "098123 45678");
    EXPECT_EQ(p.phones.at(1).kind, phone_kind::alternate);
    EXPECT_EQ(p.phones.at(2).kind, phone_kind::guarantor);
    EXPECT_EQ(p.phones.at(2).name, "Ravi");
    const auto& l = b.loans.at(0);
    EXPECT_EQ(l.amount_due, 1250050);
    EXPECT_EQ(l.days_past_due, 45);
    EXPECT_EQ(l.due_date, "2026-12-01");
}

TEST(import_rows, a_cell_left_empty_is_left_open) {
    const auto b = read_import(wide + "Asha,9812345678,L1,5,,,,,,,,,,,\n", "IN");
    EXPECT_THAT(errors(b), IsEmpty());
    EXPECT_FALSE(b.people.at(0).language || b.people.at(0).email || b.loans.at(0).currency ||
                 b.loans.at(0).principal);
    EXPECT_EQ(b.people.at(0).default_zone, "Asia/Kolkata");
}

TEST(import_rows, a_language_may_be_written_by_its_name) {
    const auto b = read_import(wide + "Asha,9812345678,L1,5,,,Hindi,,,,,,,,\n"
                                      "Ravi,9812345679,L2,5,,,KANNADA,,,,,,,,\n",
        "IN");
    EXPECT_THAT(errors(b), IsEmpty());
    EXPECT_EQ(b.people.at(0).language, "hi");
    EXPECT_EQ(b.people.at(1).language, "kn");
}

TEST(import_rows, each_bad_cell_is_an_error_of_its_own) {
    const auto b = read_import(
        wide + "...,12,,12.50,,nobody,Elvish,Asia/Nowhere,-3,1e5,rupees,01-12-2026,77,Ravi,\n",
        "IN");
    EXPECT_THAT(
        errors(b), ElementsAre("2 alternate_phone", "2 amount_due", "2 currency", "2 days_past_due",
                       "2 due_date", "2 email", "2 guarantor_phone", "2 language", "2 loan_number",
                       "2 name", "2 phone", "2 principal", "2 time_zone"));
    EXPECT_EQ(b.rows, 1);
    EXPECT_EQ(b.bad_rows, 1);
    EXPECT_THAT(b.people, IsEmpty());
}

TEST(import_rows, amounts_are_whole_minor_units) {
    for (const char* bad : {"12.50", "1e3", "-5", "+5", "0x10", "₹500", "1 000",
             "99999999999999999999", "1000000000001"}) {
        const auto b = read_import(header + "Asha,9812345678,L1," + bad + "\n", "IN");
        EXPECT_THAT(errors(b), ElementsAre("2 amount_due")) << bad;
    }
}

TEST(import_rows, amounts_with_decimals_are_read_where_the_file_is_said_to_have_them) {
    const auto b = read_import(wide + "Asha,9812345678,L1,12500.50,,,,,,50000,INR,,,,\n"
                                      "Bina,9812345679,L2,12500,,,,,,,JPY,,,,\n"
                                      "Chitra,9812345670,L3,12.5,,,,,,,,,,,\n",
        "IN", amounts::major);
    EXPECT_THAT(errors(b), IsEmpty());
    EXPECT_EQ(b.loans.at(0).amount_due, 1250050);
    EXPECT_EQ(b.loans.at(0).principal, 5000000);
    EXPECT_EQ(b.loans.at(1).amount_due, 12500);
    EXPECT_EQ(b.loans.at(2).amount_due, 1250);
}

TEST(import_rows, a_major_amount_that_is_no_plain_decimal_is_an_error) {
    for (const char* bad : {"12.505", "\"12,500.50\"", "12500,50", "-5", "1e3", "₹500", ".5",
             "99999999999999999999", "10000000000.01"}) {
        auto row = std::string("Asha,9812345678,L1,") + bad + "\n";
        if (std::string_view(bad) == "12500,50") row = "Asha,9812345678,L1,\"12500,50\"\n";
        const auto b = read_import(header + row, "IN", amounts::major);
        EXPECT_THAT(errors(b), ElementsAre("2 amount_due")) << bad;
    }
}

TEST(import_rows, a_number_of_300_digits_is_refused_and_its_value_clipped) {
    const auto b = read_import(
        header + "Asha," + std::string(300, '9') + ",L1," + std::string(300, '8') + "\n", "IN");
    EXPECT_THAT(errors(b), ElementsAre("2 amount_due", "2 phone"));
    EXPECT_EQ(b.errors.at(0).value, std::string(80, '8'));
}

TEST(import_rows, too_many_or_too_few_cells) {
    const auto b = read_import(
        header + "Asha,9812345678,L1\nAsha,9812345678,L1,5,6\nAsha,9812345678,L1,5\n", "IN");
    EXPECT_THAT(errors(b), ElementsAre("2 ", "3 "));
    EXPECT_EQ(b.loans.size(), 1u);
}

TEST(import_rows, noise_is_reported_and_the_good_rows_kept) {
    const auto b = read_import(header + "A\0sha,9812345678,L0,5\n"s +  // NUL
                                   "As\xff\xfeha,9812345678,L1,5\n" +  // not UTF-8
                                   "\"Asha,9812345678,L2,5\n" +        // a lone quote
                                   std::string(70000, 'x') + "\n" +    // over 64 KiB
                                   "As\x01ha,9812345678,L4,5\n" +      // a control character
                                   ",,,\n\n" +                         // nothing at all: no row
                                   "Asha,9812345678,L5,5\n\"",  // good, and a quote at the end
        "IN");
    EXPECT_THAT(errors(b), ElementsAre("2 ", "3 name", "4 ", "5 ", "6 name", "10 "));
    EXPECT_EQ(b.rows, 7);
    EXPECT_EQ(b.bad_rows, 6);
    EXPECT_EQ(b.loans.at(0).number, "L5");
    EXPECT_EQ(b.loans.at(0).row, 9);
}

TEST(import_rows, duplicates_inside_the_file_name_the_first_row) {
    const auto b = read_import(header + "Asha,9812345678,L1,5\nBina,9812345679,L1,5\n", "IN");
    EXPECT_THAT(errors(b), ElementsAre("3 loan_number"));
    EXPECT_THAT(b.errors.at(0).message, HasSubstr("row 2"));
}

TEST(import_rows, at_most_1000_errors_are_kept_but_all_are_counted) {
    std::string csv = header;
    for (int i = 0; i < 1500; ++i) csv += "Asha,12,L" + std::to_string(i) + ",5\n";
    const auto b = read_import(csv, "IN");
    EXPECT_EQ(b.errors.size(), 1000u);
    EXPECT_EQ(b.bad_rows, 1500);
    EXPECT_TRUE(b.errors_truncated);
}

TEST(import_people, are_one_by_external_id_or_else_by_number) {
    const auto b = read_import("external_id,name,phone,loan_number,amount_due,alternate_phone\n"
                               "C1,Asha,9812345678,L1,5,\n"
                               ",Bina,9812345679,L2,5,\n"
                               "C1,ASHA,9812345678,L3,5,9000000001\n"
                               ",Bina,9812345679,L4,5,\n"
                               ",Asha,+919812345678,L5,5,\n",
        "IN");
    EXPECT_THAT(errors(b), IsEmpty());
    ASSERT_EQ(b.people.size(), 2u);
    EXPECT_EQ(b.people[0].phones.size(), 2u);
    std::vector<std::string> whose;
    for (const auto& l : b.loans)
        whose.push_back(l.number + b.people[static_cast<std::size_t>(l.person)].name);
    EXPECT_THAT(whose, ElementsAre("L1Asha", "L2Bina", "L3Asha", "L4Bina", "L5Asha"));
}

TEST(import_people, who_contradict_each_other_are_reported) {
    const auto b = read_import("external_id,name,phone,loan_number,amount_due\n"
                               "C1,Asha,9812345678,L1,5\n"
                               "C1,Bina,9812345678,L2,5\n"   // another name
                               "C1,Asha,9000000001,L3,5\n"   // another number
                               "C2,Chand,9812345678,L4,5\n"  // shares the number: two people
                               ",Asha,9812345678,L5,5\n",    // so this may be either
        "IN");
    EXPECT_THAT(errors(b), ElementsAre("3 name", "4 phone", "6 external_id"));
    EXPECT_EQ(b.people.size(), 2u);
}

TEST(import_people, a_guarantor_is_somebody_else) {
    const auto b = read_import("name,phone,loan_number,amount_due,guarantor_name,guarantor_phone\n"
                               "Asha,9812345678,L1,5,Ravi,09812345678\n"
                               "Bina,9812345679,L2,5,Ravi,\n",
        "IN");
    EXPECT_THAT(errors(b), ElementsAre("2 guarantor_phone", "3 guarantor_phone"));
}

}  // namespace
}  // namespace zenix::crm
