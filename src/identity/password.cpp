#include "identity/password.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

#include "base/problem.hpp"
#include "base/secret.hpp"

namespace zenix::identity {
namespace {

constexpr int at_once = 2;
constexpr std::size_t waiting_max = 200;  // About ten seconds of work.

std::string argon2id(const std::string& password, password_cost cost) {
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost.passes, cost.memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw std::bad_alloc();
    }
    return out.data();
}

}  // namespace

/// One of the places at work. Its end lets the next in.
class password_hasher::turn {
  public:
    explicit turn(password_hasher& h) : hasher_(&h) {}
    turn(turn&& other) noexcept : hasher_(std::exchange(other.hasher_, nullptr)) {}
    turn& operator=(turn&&) = delete;
    ~turn() {
        if (!hasher_) return;
        --hasher_->working_;
        if (!hasher_->waiting_.empty()) hasher_->waiting_.front()->cancel();
    }

  private:
    password_hasher* hasher_;
};

password_hasher::password_hasher(asio::any_io_executor ex, worker_pool& workers, password_cost cost)
    : ex_(std::move(ex)), workers_(workers), cost_(cost), decoy_(argon2id(secret::random_token(), cost)) {}

task<password_hasher::turn> password_hasher::take_turn() {
    bool waited = false;
    while (working_ >= at_once || (!waited && !waiting_.empty())) {
        if (waiting_.size() >= waiting_max) {
            throw unavailable("busy", "Too many people are signing in at this moment. Try again in a few seconds.");
        }
        const auto bell = std::make_shared<asio::steady_timer>(ex_, asio::steady_timer::time_point::max());
        if (waited) {
            waiting_.push_front(bell);
        } else {
            waiting_.push_back(bell);
        }
        struct leave_line {
            password_hasher& h;
            const std::shared_ptr<asio::steady_timer>& bell;
            ~leave_line() { std::erase(h.waiting_, bell); }
        };
        {
            const leave_line line{*this, bell};
            boost::system::error_code rung;
            co_await bell->async_wait(asio::redirect_error(asio::use_awaitable, rung));
        }
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) {
            if (working_ < at_once && !waiting_.empty()) waiting_.front()->cancel();  // The turn may have been ours.
            throw boost::system::system_error(asio::error::operation_aborted);
        }
        waited = true;
    }
    ++working_;
    co_return turn(*this);
}

task<std::string> password_hasher::hash(std::string password) {
    const turn mine = co_await take_turn();
    auto work = [password = std::move(password), cost = cost_] { return argon2id(password, cost); };
    co_return co_await offload(workers_, std::move(work));
}

task<bool> password_hasher::verify(std::string hash, std::string password) {
    const turn mine = co_await take_turn();
    const bool known = !hash.empty();
    auto work = [hash = known ? std::move(hash) : decoy_, password = std::move(password)] {
        return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
    };
    const bool right = co_await offload(workers_, std::move(work));
    co_return known && right;
}

bool password_hasher::outdated(const std::string& hash) const {
    return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.passes, cost_.memory) != 0;
}

}  // namespace zenix::identity
