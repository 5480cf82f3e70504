#include "demo/people.hpp"

#include <array>

namespace zenix::demo {
namespace {

template <class... T>
constexpr std::array<std::string_view, sizeof...(T)> list(T... words) {
    return {words...};
}

constexpr auto hi_at = list("Lucknow", "Patna", "Jaipur", "Indore", "Delhi Rohini");
constexpr auto hi_f = list(
    "Sunita", "Anita", "Pooja", "Kavita", "Rekha", "Sangeeta", "Neha", "Meena", "Geeta", "Kiran");
constexpr auto hi_m = list("Ramesh", "Suresh", "Manoj", "Sanjay", "Rajesh", "Vikas", "Amit",
    "Deepak", "Anil", "Mohammed Imran");
constexpr auto hi_l = list(
    "Kumar", "Sharma", "Verma", "Yadav", "Singh", "Gupta", "Mishra", "Tiwari", "Ansari", "Chauhan");

constexpr auto mr_at = list("Pune", "Nagpur", "Nashik", "Kolhapur");
constexpr auto mr_f =
    list("Swati", "Vaishali", "Asmita", "Manisha", "Pallavi", "Ujjwala", "Shubhangi", "Archana");
constexpr auto mr_m =
    list("Sachin", "Prashant", "Ganesh", "Mahesh", "Nitin", "Sandip", "Vishal", "Tushar");
constexpr auto mr_l = list(
    "Patil", "Jadhav", "Deshmukh", "Kulkarni", "Shinde", "Pawar", "Bhosale", "Gaikwad", "Joshi");

constexpr auto ta_at = list("Chennai", "Madurai", "Coimbatore", "Tiruchirappalli");
constexpr auto ta_f =
    list("Lakshmi", "Meenakshi", "Kavitha", "Revathi", "Malathi", "Selvi", "Thenmozhi", "Vasanthi");
constexpr auto ta_m =
    list("Murugan", "Karthik", "Senthil", "Saravanan", "Arumugam", "Dinesh", "Prabhu", "Elango");
constexpr auto ta_l = list("Subramanian", "Ramasamy", "Krishnan", "Palaniappan", "Natarajan",
    "Sundaram", "Velusamy", "Iyer");

constexpr auto te_at = list("Hyderabad", "Vijayawada", "Visakhapatnam", "Warangal");
constexpr auto te_f = list(
    "Padmavathi", "Sravani", "Anusha", "Jyothi", "Swarnalatha", "Bhavani", "Lalitha", "Madhavi");
constexpr auto te_m = list("Venkatesh", "Srinivas", "Nagaraju", "Ramakrishna", "Chandrasekhar",
    "Satish", "Praveen", "Mallesh");
constexpr auto te_l = list("Reddy", "Naidu", "Rao", "Chowdary", "Goud", "Varma", "Raju", "Sastry");

constexpr auto kn_at = list("Bengaluru", "Mysuru", "Hubballi", "Mangaluru");
constexpr auto kn_f =
    list("Shwetha", "Roopa", "Sowmya", "Bhagyalakshmi", "Asha", "Nandini", "Pushpa");
constexpr auto kn_m =
    list("Manjunath", "Basavaraj", "Raghavendra", "Shivakumar", "Girish", "Lokesh", "Nagesh");
constexpr auto kn_l = list("Gowda", "Hegde", "Shetty", "Patil", "Naik", "Bhat", "Hiremath");

constexpr auto ml_at = list("Kochi", "Kozhikode", "Thrissur");
constexpr auto ml_f = list("Sreeja", "Bindu", "Sindhu", "Fathima", "Ammini", "Reshma", "Jincy");
constexpr auto ml_m =
    list("Rajeevan", "Biju", "Shaji", "Unnikrishnan", "Thomas", "Abdul Rahman", "Jayan");
constexpr auto ml_l =
    list("Nair", "Menon", "Pillai", "Kurian", "Varghese", "Panicker", "Namboothiri");

constexpr auto bn_at = list("Kolkata Salt Lake", "Howrah", "Siliguri");
constexpr auto bn_f = list("Moumita", "Sharmistha", "Rupa", "Ananya", "Sutapa", "Mitali", "Jhuma");
constexpr auto bn_m = list("Subrata", "Debashis", "Partha", "Tapan", "Sourav", "Biswajit", "Amal");
constexpr auto bn_l =
    list("Banerjee", "Mukherjee", "Chatterjee", "Das", "Ghosh", "Sarkar", "Mondal", "Bose");

constexpr auto gu_at = list("Ahmedabad", "Surat", "Rajkot");
constexpr auto gu_f = list("Hetal", "Kinjal", "Jigna", "Bhavna", "Nisha", "Falguni");
constexpr auto gu_m = list("Hitesh", "Jignesh", "Nilesh", "Bhavesh", "Ketan", "Mehul");
constexpr auto gu_l = list("Patel", "Shah", "Mehta", "Desai", "Solanki", "Parmar", "Trivedi");

constexpr auto pa_at = list("Ludhiana", "Amritsar", "Jalandhar");
constexpr auto pa_f = list("Harpreet", "Gurpreet", "Simran", "Manpreet", "Jaspreet", "Baljeet");
constexpr auto pa_m =
    list("Gurdeep", "Harjinder", "Sukhwinder", "Jaswinder", "Kuldeep", "Balwinder");
constexpr auto pa_l = list("Singh", "Kaur", "Gill", "Sandhu", "Dhillon", "Sidhu", "Grewal");

constexpr auto or_at = list("Bhubaneswar", "Cuttack");
constexpr auto or_f = list("Sasmita", "Itishree", "Mamata", "Puspanjali");
constexpr auto or_m = list("Prakash", "Santosh", "Bijay", "Dillip");
constexpr auto or_l = list("Mohanty", "Sahoo", "Behera", "Nayak", "Panda");

constexpr std::array all{region{"hi", hi_at, hi_f, hi_m, hi_l},
    region{"mr", mr_at, mr_f, mr_m, mr_l}, region{"ta", ta_at, ta_f, ta_m, ta_l},
    region{"te", te_at, te_f, te_m, te_l}, region{"kn", kn_at, kn_f, kn_m, kn_l},
    region{"ml", ml_at, ml_f, ml_m, ml_l}, region{"bn", bn_at, bn_f, bn_m, bn_l},
    region{"gu", gu_at, gu_f, gu_m, gu_l}, region{"pa", pa_at, pa_f, pa_m, pa_l},
    region{"or", or_at, or_f, or_m, or_l}};

}  // namespace

std::span<const region> regions() { return all; }

}  // namespace zenix::demo
