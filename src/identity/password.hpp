#pragma once
#include <deque>
#include <memory>
#include <string>

#include "base/offload.hpp"
#include "base/task.hpp"

namespace zenix::identity {

/// What one hash costs (argon2id, RFC 9106). The default is libsodium's interactive one: 64 MiB and
/// two passes, about 90 ms.
struct password_cost {
    unsigned long long passes = 2;
    std::size_t memory = 64ull << 20;
};

/// Hashes and checks passwords on the worker pool, two at a time: each takes 64 MiB and a core.
class password_hasher {
  public:
    password_hasher(asio::any_io_executor ex, worker_pool& workers, password_cost cost = {});

    task<std::string> hash(std::string password);
    /// With an empty hash (no such user) it works as long and says false.
    /// Throws problem 503 `busy` when too many wait already.
    task<bool> verify(std::string hash, std::string password);
    /// True when the hash was made at another cost than today's.
    [[nodiscard]] bool outdated(const std::string& hash) const;

  private:
    class turn;
    task<turn> take_turn();

    asio::any_io_executor ex_;
    worker_pool& workers_;
    password_cost cost_;
    std::string decoy_;
    int working_ = 0;
    std::deque<std::shared_ptr<asio::steady_timer>> waiting_;
};

}  // namespace zenix::identity
