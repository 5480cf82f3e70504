#pragma once
#include "asterisk/node.hpp"
#include "base/process.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "lab/network.hpp"
#include "lab/options.hpp"
#include "lab/smsc/address.hpp"
#include "net/server.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace zenix::lab {

/// A lab as others see it: what FOLDER/lab.json says of a living one.
struct running {
    process::identity process;
    std::string url;  ///< of the control, `http://127.0.0.1:18200`
    std::string sip_host;
    std::uint16_t sip_port = 0;  ///< of the gateway
    bool adopted = false;        ///< it was there before we asked
    /// A GSM box: where its interface and its SIP side are.
    struct box {
        std::string id, driver, url, username, password, sip_host;
        std::uint16_t sip_port = 0;
        int ports = 0;
    };
    std::vector<box> gateways;
    lab_address smsc;  ///< the SMS centre; port 0 in a lab older than it
};

/// The whole lab inside a process: its Asterisk, the network, the control. What `zenix lab` runs,
/// and what tests run in themselves.
class service {
  public:
    service(asio::any_io_executor ex, options o);
    ~service();

    /// Starts or adopts its Asterisk and opens the control; failures as asterisk::node's.
    task<result<void>> start();
    /// Ends the calls and, when asked, Asterisk too.
    task<> stop(bool asterisk_too);

    [[nodiscard]] std::uint16_t control_port() const;
    [[nodiscard]] std::uint16_t sip_port() const;
    [[nodiscard]] lab::network& network();
    [[nodiscard]] rack& boxes();
    [[nodiscard]] const lab_address& smsc() const;
    [[nodiscard]] std::vector<running::box> gateways() const;
    [[nodiscard]] asterisk::node& node();

  private:
    struct state;
    std::shared_ptr<state> state_;
};

/// `zenix lab`: serves until SIGTERM or SIGINT. Exit code 0; 1 when it cannot start, with the
/// reason and the remedy on standard error; 3 when a lab already runs in the folder.
int main_lab(options o);

/// The lab of the folder, when one lives.
[[nodiscard]] std::optional<running> find_running(const std::string& folder);

/// The lab of `o.folder`: adopts the living one (and tells it where the main Asterisk is now), or
/// starts `program` with command_line(o) detached; then waits until its gateway is ready. Failure
/// `start`, with the tail of its log.
task<result<running>> launch_detached(
    options o, ms patience = ms(30000), std::string program = "/proc/self/exe");

/// Stops the lab of the folder and its Asterisk. Fine when there is none.
task<> stop_running(std::string folder, ms patience = ms(10000));

/// `lab --folder F --control H:P --main-sip H:P [--asterisk PATH]`: what follows the program's
/// name.
[[nodiscard]] std::vector<std::string> command_line(const options& o);
/// The same options on a command line parser, into `o`.
void add_options(CLI::App& cli, options& o);

}  // namespace zenix::lab
