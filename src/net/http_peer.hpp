#pragma once
#include "net/client.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace zenix::net {

struct peer_options {
    std::size_t answer_bytes = 1024 * 1024;  ///< more is `too_large`, and is never held in memory
    bool any_certificate = false;            ///< for a box that signs for itself
    std::size_t keep = 2;                    ///< idle connections, at most
    ms idle{30'000};                         ///< kept so long
};

/// One HTTP server that is asked again and again: connections are kept for the next request
/// (RFC 9112 §9.3). Requests run side by side, each on its own connection; one that stalls holds up
/// no other. Plain HTTP and HTTPS.
class http_peer {
  public:
    /// `origin` as `https://192.0.2.7`; a path in it goes before every target.
    explicit http_peer(std::string origin, peer_options options = {});
    ~http_peer();
    http_peer(const http_peer&) = delete;
    http_peer& operator=(const http_peer&) = delete;

    /// Any HTTP status is a value. Failures as `fetch` has them. A kept connection that proves dead
    /// is replaced in silence for GET and HEAD. Any other method may have been obeyed already, so it
    /// is never sent twice: it is `closed`, and the caller judges.
    task<result<response>> ask(
        std::string method, std::string target, std::string body, header_list headers, ms deadline);
    /// Ends what is under way and the kept connections.
    void close();

  private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace zenix::net
