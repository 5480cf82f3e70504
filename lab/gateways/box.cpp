#include "lab/gateways/box.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace zenix::lab {

gsm_box::gsm_box(std::vector<sim> sims) : sims_(std::move(sims)), calls_(sims_.size()) {}

gsm_box gsm_box::standard() {
    constexpr std::array networks{"Airtel", "Jio", "Vi"};
    constexpr std::array codes{"40445", "405861", "40420"};
    std::vector<sim> sims;
    for (int port = 0; port < 8; ++port) {
        const auto which = static_cast<std::size_t>(port) % networks.size();
        sims.push_back({port, fmt::format("+9180000000{:02}", port + 1),
            fmt::format("8991{:014}", 45000000 + port),
            fmt::format("{}{:09}", codes[which], port + 1), networks[which], -67 - 3 * port});
    }
    return gsm_box(std::move(sims));
}

std::optional<gsm_box::dialled> gsm_box::read_user(std::string_view user) {
    constexpr std::size_t shortest = 2 + 3, longest = 2 + 15;  // E.164 has at most 15 digits
    if (user.size() < shortest || user.size() > longest) return std::nullopt;
    if (!std::all_of(user.begin(), user.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    return dialled{(user[0] - '0') * 10 + (user[1] - '0'), "+" + std::string(user.substr(2))};
}

bool gsm_box::seize(int port, std::string_view call) {
    for (std::size_t i = 0; i < sims_.size(); ++i) {
        if (sims_[i].port != port) continue;
        if (!calls_[i].empty()) return false;
        calls_[i] = call;
        return true;
    }
    return false;
}

void gsm_box::release(std::string_view call) {
    for (auto& c : calls_)
        if (c == call) c.clear();
}

const sim* gsm_box::at(int port) const {
    for (const auto& s : sims_)
        if (s.port == port) return &s;
    return nullptr;
}

const sim* gsm_box::by_number(std::string_view e164) const {
    for (const auto& s : sims_)
        if (s.number == e164) return &s;
    return nullptr;
}

const sim* gsm_box::idle() const {
    for (std::size_t i = 0; i < sims_.size(); ++i)
        if (calls_[i].empty()) return &sims_[i];
    return nullptr;
}

std::string gsm_box::call_on(int port) const {
    for (std::size_t i = 0; i < sims_.size(); ++i)
        if (sims_[i].port == port) return calls_[i];
    return {};
}

}  // namespace zenix::lab
