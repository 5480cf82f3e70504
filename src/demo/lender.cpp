#include "demo/lender.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>

namespace zenix::demo {
namespace {

struct people_of {
    const char* language;
    std::array<const char*, 10> first, last;
};

// Names as they are written in Latin letters where the language is spoken.
constexpr people_of peoples[] = {
    {"hi", {"Aarav", "Sunita", "Rajesh", "Pooja", "Vikram", "Neha", "Manoj", "Kavita", "Deepak", "Anjali"},
     {"Sharma", "Verma", "Gupta", "Yadav", "Singh", "Mishra", "Tiwari", "Chauhan", "Pandey", "Jain"}},
    {"ta", {"Karthik", "Lakshmi", "Murugan", "Selvi", "Arun", "Meena", "Senthil", "Revathi", "Bala", "Kala"},
     {"Subramanian", "Iyer", "Pillai", "Raman", "Natarajan", "Krishnan", "Murugesan", "Chandran", "Rajan", "Velu"}},
    {"te", {"Srinivas", "Padma", "Ravi", "Swathi", "Venkat", "Sravani", "Kiran", "Lavanya", "Suresh", "Divya"},
     {"Reddy", "Rao", "Naidu", "Chowdary", "Varma", "Prasad", "Murthy", "Goud", "Babu", "Raju"}},
    {"bn", {"Sourav", "Mitali", "Anirban", "Rupa", "Subhash", "Moumita", "Partha", "Sharmila", "Amit", "Tanya"},
     {"Banerjee", "Chatterjee", "Das", "Ghosh", "Mukherjee", "Sen", "Bose", "Dutta", "Roy", "Saha"}},
    {"mr", {"Sachin", "Vaishali", "Ganesh", "Snehal", "Prakash", "Manisha", "Nitin", "Archana", "Ajay", "Smita"},
     {"Patil", "Deshmukh", "Kulkarni", "Jadhav", "Pawar", "Shinde", "More", "Joshi", "Gaikwad", "Kadam"}},
    {"kn", {"Manjunath", "Shobha", "Basavaraj", "Geetha", "Raghavendra", "Asha", "Mahesh", "Roopa", "Naveen", "Sumathi"},
     {"Gowda", "Hegde", "Shetty", "Bhat", "Kamath", "Nayak", "Acharya", "Rao", "Patil", "Desai"}},
};

struct product {
    const char *name, *code;
    std::int64_t least, most;  ///< principal in rupees
};
constexpr product products[] = {{"Personal loan", "PL", 50'000, 800'000},
                                {"Two-wheeler", "TW", 40'000, 160'000},
                                {"Gold loan", "GL", 20'000, 400'000},
                                {"Consumer durable", "CD", 10'000, 90'000},
                                {"Microfinance", "MF", 15'000, 60'000}};
constexpr const char* branches[] = {"Mumbai Andheri", "Pune Camp", "Chennai T Nagar", "Hyderabad Ameerpet",
                                    "Bengaluru Jayanagar", "Kolkata Salt Lake", "Delhi Karol Bagh", "Jaipur MI Road",
                                    "Lucknow Hazratganj", "Nagpur Sitabuldi"};

/// SplitMix64: the same book on every machine.
class dice {
  public:
    explicit dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t roll(std::uint64_t sides) {
        state_ += 0x9e3779b97f4a7c15;
        auto z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return (z ^ (z >> 31)) % sides;
    }

  private:
    std::uint64_t state_;
};

/// Most are a month or two late, few very late; those who come first on the desk answer.
int days_past_due(int borrower, dice& d) {
    if (borrower < 10) return 180 - borrower;
    const auto r = d.roll(100);
    if (r < 45) return static_cast<int>(1 + d.roll(30));
    if (r < 75) return static_cast<int>(31 + d.roll(30));
    if (r < 92) return static_cast<int>(61 + d.roll(30));
    return static_cast<int>(91 + d.roll(78));
}

}  // namespace

std::string lender_csv(int borrowers) {
    std::string out =
        "external_id,name,phone,alternate_phone,language,time_zone,branch,product,loan_number,principal,"
        "amount_due,currency,days_past_due,guarantor_name,guarantor_phone\n";
    dice d(20'261'122);
    for (int i = 0; i < borrowers; ++i) {
        const auto& people = peoples[d.roll(std::size(peoples))];
        const auto* first = people.first[d.roll(10)];
        const auto* last = people.last[d.roll(10)];
        // Others' numbers lie in a block of their own, and answer.
        const auto alternate = d.roll(4) == 0 ? fmt::format("+9199001{:05}", i / 100 * 100 + i % 80) : "";
        const bool guaranteed = d.roll(6) == 0;
        const auto guarantor = guaranteed ? fmt::format("{} {}", people.first[d.roll(10)], last) : "";
        const auto guarantor_phone = guaranteed ? fmt::format("+9199002{:05}", i / 100 * 100 + i % 80) : "";
        const auto late = days_past_due(i, d);
        const auto loans = d.roll(10) < 7 ? 1 : d.roll(10) < 8 ? 2 : 3;
        for (int n = 0; n < loans; ++n) {
            const auto& p = products[d.roll(std::size(products))];
            const auto principal = p.least + static_cast<std::int64_t>(d.roll(static_cast<std::uint64_t>(p.most - p.least) / 1000)) * 1000;
            const auto due = principal / 20 + static_cast<std::int64_t>(d.roll(5'000));
            out += fmt::format("B{:05},{} {},+9199000{:05},{},{},Asia/Kolkata,{},{},{}{:06}{},{},{},INR,{},{},{}\n", i + 1,
                               first, last, i, alternate, people.language, branches[d.roll(std::size(branches))], p.name,
                               p.code, i + 1, static_cast<char>('A' + n), principal * 100, due * 100,
                               n == 0 ? late : late / 2, guarantor, guarantor_phone);
        }
    }
    return out;
}

}  // namespace zenix::demo
