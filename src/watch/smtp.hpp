#pragma once
#include "base/offload.hpp"
#include "base/result.hpp"
#include "watch/mail.hpp"

#include <atomic>
#include <memory>
#include <string>

namespace zenix::watch {

struct smtp_server {
    std::string host;
    int port = 587;
    mail_security security = mail_security::starttls;
    std::string username, password;  ///< empty: no login
    std::string ca_file;             ///< empty: the machine's own list
    ms patience{30000};              ///< for the whole exchange
};

/// Sends e-mail with libcurl (RFC 5321, 3207, 4954), one at a time in a thread of its own, so that a
/// mail server that hangs holds up nobody. Without TLS where TLS is asked for nothing is said.
///
/// Failure codes: `status` with the server's own code in `status` (4xx: later; 5xx: not like this),
/// `timeout`, `refused`, `tls`, `closed`.
class smtp_sender {
  public:
    smtp_sender();
    ~smtp_sender();  ///< ends what is under way within a second

    task<result<void>> send(smtp_server server, mail what);

  private:
    std::shared_ptr<std::atomic<bool>> stop_;
    worker_pool thread_{1};
};

}  // namespace zenix::watch
