#include "gateways/drivers/web_session.hpp"

#include "base/secret.hpp"
#include "net/encoding.hpp"

#include <chrono>

namespace zenix::gateways::drivers {

namespace {

std::optional<challenge> challenged(const net::response& r) {
    std::vector<challenge> all;
    for (const auto& [name, value] : r.headers) {
        if (!net::equal_without_case(name, "WWW-Authenticate")) continue;
        for (auto& c : read_challenges(value)) all.push_back(std::move(c));
    }
    return strongest(all);
}

}  // namespace

web_session::web_session(const settings& s)
    : peer_(s.url, {.any_certificate = s.accept_any_certificate}), user_(s.username),
      password_(s.password), patience_(s.patience) {}

std::string web_session::authorize(std::string_view method, std::string_view target) {
    const auto cnonce = secret::random_token(12);
    return authorization(*known_, user_, password_, {method, target, ++uses_, cnonce});
}

task<result<net::response>> web_session::ask(
    std::string method, std::string target, std::string body, std::string type) {
    using clock = std::chrono::steady_clock;
    const auto until = clock::now() + patience_;
    bool fresh = false;  // what we log in with was asked for in this very exchange
    for (int turn = 0; turn < 3; ++turn) {
        const auto left = std::chrono::duration_cast<ms>(until - clock::now());
        if (left <= ms(0)) co_return failure{"timeout", "the box took too long over its login"};
        net::header_list headers;
        if (!body.empty()) headers.emplace_back("Content-Type", type);
        if (known_) headers.emplace_back("Authorization", authorize(method, target));
        auto got = co_await peer_.ask(method, target, body, std::move(headers), left);
        if (!got && got.error().code == "resolve") co_return failure{"refused", got.error().detail};
        if (!got || got.value().status != 401) co_return got;

        auto asks = challenged(got.value());
        if (!asks)
            co_return failure{"login", "the box wants a login of a kind we do not know", 401};
        if (fresh && !asks->stale) break;
        fresh = true;
        if (!known_ || known_->nonce != asks->nonce) uses_ = 0;
        known_ = std::move(asks);
    }
    known_.reset();
    co_return failure{"login", "the box refuses this user and password", 401};
}

}  // namespace zenix::gateways::drivers
