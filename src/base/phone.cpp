#include "base/phone.hpp"

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>

namespace zenix::phone {

namespace {

namespace lib = i18n::phonenumbers;

constexpr std::size_t typed_max = 32;

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool has_letter(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
        [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

/// The library writes what it dislikes to standard output; a server has better places.
class silence : public lib::Logger {
  public:
    void WriteMessage(const std::string& /*message*/) override {}
};

const lib::PhoneNumberUtil& library() {
    static lib::PhoneNumberUtil* const it = [] {
        lib::PhoneNumberUtil* util = lib::PhoneNumberUtil::GetInstance();
        util->SetLogger(new silence);  // owned by the library, for the life of the process
        return util;
    }();
    return *it;
}

/// Ten digits that begin with 6 to 9, with `+91` or as typed in India. The library takes every one of
/// them for a number somebody may hold (mobiles, and landlines between them), at 20 µs each; a test
/// walks the series and holds this against it.
std::optional<number> plain_indian_mobile(std::string_view typed, std::string_view country) {
    if (typed.starts_with("+91"))
        typed.remove_prefix(3);
    else if (country != "IN")
        return std::nullopt;
    if (typed.size() != 10 || typed.front() < '6' || !all_digits(typed)) return std::nullopt;
    return number{"+91" + std::string(typed), "IN"};
}

/// Country to its first zone, from tzdata's own table.
std::map<std::string, std::string, std::less<>> read_zone_table() {
    std::map<std::string, std::string, std::less<>> out;
    std::ifstream in("/usr/share/zoneinfo/zone.tab");
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.front() == '#') continue;
        const std::size_t coordinates = line.find('\t');
        const std::size_t zone = line.find('\t', coordinates + 1);
        if (coordinates != 2 || zone == std::string::npos) continue;
        const std::size_t end = std::min(line.find('\t', zone + 1), line.size());
        out.try_emplace(line.substr(0, 2), line.substr(zone + 1, end - zone - 1));
    }
    out.try_emplace("IN", "Asia/Kolkata");
    return out;
}

}  // namespace

std::optional<number> normalise(std::string_view typed, std::string_view country) {
    if (typed.size() > typed_max) return std::nullopt;
    if (auto fast = plain_indian_mobile(typed, country)) return fast;
    if (has_letter(typed)) return std::nullopt;

    lib::PhoneNumber parsed;
    if (library().Parse(std::string(typed), std::string(country), &parsed) !=
        lib::PhoneNumberUtil::NO_PARSING_ERROR)
        return std::nullopt;
    if (!library().IsValidNumber(parsed)) return std::nullopt;
    number out;
    library().Format(parsed, lib::PhoneNumberUtil::E164, &out.e164);
    library().GetRegionCodeForNumber(parsed, &out.country);
    return out;
}

std::string_view default_zone(std::string_view country) {
    static const auto table = read_zone_table();
    const auto it = table.find(country);
    return it == table.end() ? std::string_view("UTC") : std::string_view(it->second);
}

}  // namespace zenix::phone
