#pragma once
#include "base/json.hpp"
#include "base/time.hpp"
#include "sms/smpp/session.hpp"

#include <deque>

namespace zenix::sms::smpp {

/// The last PDUs of an account or a client, for the status page. Content is never kept, numbers are
/// masked as they are shown, a password is not kept.
class pdu_ring {
  public:
    explicit pdu_ring(std::size_t most = 200) : most_(most) {}
    void record(int bind, bool incoming, const pdu& p, sys_ms at);
    /// Newest first: `at`, `bind`, `direction` (in, out), `command`, `sequence`, `status`, `detail`.
    [[nodiscard]] json::array shown() const;

  private:
    struct entry {
        sys_ms at;
        int bind;
        bool incoming;
        command id;
        std::uint32_t status, sequence;
        std::string from, to, message_id;
        std::size_t octets = 0;
        int coding = -1;
    };
    static std::string detail_of(const entry& e);
    std::size_t most_;
    std::deque<entry> entries_;
};

}  // namespace zenix::sms::smpp
