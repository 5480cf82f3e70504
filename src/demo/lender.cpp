#include "demo/lender.hpp"

#include "base/time.hpp"
#include "demo/people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <string_view>

namespace zenix::demo {
namespace {

constexpr int friendly = 100;           // borrowers at the top of the list who always answer
constexpr int friendly_numbers = 1000;  // the block in which their numbers lie

/// SplitMix64: the same everywhere, unlike what <random> makes of its engines.
class dice {
  public:
    explicit dice(std::uint64_t seed) : state_(seed) {}
    int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
    int between(int a, int b) { return a + below(b - a + 1); }
    bool chance(int percent) { return below(100) < percent; }
    template <class List>
    auto one_of(const List& list) {
        return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
    }

  private:
    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15u;
        auto z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    std::uint64_t state_;
};

struct product {
    std::string_view code, name;
    int least_rupees, most_rupees, months, share;  ///< share of all loans in percent
};
constexpr std::array products{product{"PL", "Personal loan", 50'000, 600'000, 36, 30},
    product{"TW", "Two-wheeler loan", 55'000, 140'000, 24, 25},
    product{"GL", "Gold loan", 20'000, 300'000, 12, 10},
    product{"CD", "Consumer durable loan", 8'000, 80'000, 12, 15},
    product{"MF", "Microfinance loan", 15'000, 60'000, 18, 20}};

const product& some_product(dice& d) {
    int roll = d.below(100);
    for (const auto& p : products) {
        if ((roll -= p.share) < 0) return p;
    }
    return products.back();
}

/// Days past due as a book in collection has them; the friendly ones lead the list, one day apart.
int some_days_past_due(dice& d, int place) {
    if (place < friendly) return 400 - place;
    const int roll = d.below(100);
    if (roll < 38) return d.between(1, 30);
    if (roll < 64) return d.between(31, 60);
    if (roll < 82) return d.between(61, 90);
    if (roll < 94) return d.between(91, 180);
    return d.between(181, 300);
}

struct loan {
    std::string number, product;
    std::int64_t principal = 0, amount_due = 0;  // paise
    int days_past_due = 0;
};

loan some_loan(dice& d, int serial, int days) {
    const auto& p = some_product(d);
    const std::int64_t principal =
        d.between(p.least_rupees / 500, p.most_rupees / 500) * 500 * 100LL;
    // Equal instalments at a flat 18 % a year; each begun month overdue owes one, with 2 % for the delay.
    const std::int64_t instalment = principal * (1000 + 15 * p.months) / 1000 / p.months;
    const int overdue = std::clamp((days + 29) / 30, 1, p.months);
    const std::int64_t due = instalment * overdue * (100 + 2 * overdue) / 100 / 100 * 100;
    return {fmt::format("{}{:07}", p.code, 1'000'000 + serial), std::string(p.name), principal, due,
        days};
}

}  // namespace

std::string number_of(int five_digits) { return fmt::format("+9199000{:05}", five_digits); }

int borrower_number(int place) {
    if (place < friendly) return place / 10 * 100 + place % 10;
    // The rest walk through what is left of 20,000 numbers in steps that leave no number out and put
    // no neighbours side by side.
    constexpr int left = 20'000 - friendly, step = 7919;
    static_assert(std::gcd(left, step) == 1);
    const int nth = static_cast<int>(static_cast<std::int64_t>(place - friendly) * step % left);
    // The nth number that is not one of the friendly: of each hundred below 1,000 they took the first ten.
    constexpr int left_of_block = friendly_numbers - friendly;
    if (nth < left_of_block) return nth / 90 * 100 + 10 + nth % 90;
    return friendly_numbers + nth - left_of_block;
}

std::string lender_csv(int borrowers, std::chrono::year_month_day today) {
    std::string out = "external_id,name,phone,loan_number,amount_due,days_past_due,due_date,"
                      "product,branch,principal,currency,"
                      "language,time_zone,email,alternate_phone,guarantor_name,guarantor_phone\n";
    int serial = 0;
    for (int place = 0; place < borrowers; ++place) {
        dice d(static_cast<std::uint64_t>(place) + 20'26);
        const auto& home = d.one_of(regions());
        const bool woman = d.chance(42);
        const auto given = woman ? d.one_of(home.women) : d.one_of(home.men);
        const auto family = d.one_of(home.families);
        const auto branch = d.one_of(home.branches);
        const auto email =
            d.chance(35) ? fmt::format("{}.{}@example.com", given.substr(0, given.find(' ')), place)
                         : std::string{};
        const auto alternate = d.chance(30) ? number_of(20'000 + place) : std::string{};
        const bool guaranteed = d.chance(25);
        const auto guarantor =
            guaranteed ? fmt::format("{} {}", d.one_of(home.men), family) : std::string{};
        const auto guarantor_number = guaranteed ? number_of(40'000 + place) : std::string{};
        const int loans = d.chance(70) ? 1 : d.chance(75) ? 2 : 3;
        const int worst = some_days_past_due(d, place);
        for (int n = 0; n < loans; ++n) {
            const int days = n == 0 ? worst : d.below(worst);
            const auto l = some_loan(d, ++serial, days);
            const auto due = std::chrono::sys_days(today) - std::chrono::days(days);
            out += fmt::format(
                "B{:05},{} {},{},{},{},{},{},{},{},{},INR,{},Asia/Kolkata,{},{},{},{}\n", place + 1,
                given, family, number_of(borrower_number(place)), l.number, l.amount_due,
                l.days_past_due, to_string(due), l.product, branch, l.principal, home.language,
                email, alternate, guarantor, guarantor_number);
        }
    }
    return out;
}

}  // namespace zenix::demo
