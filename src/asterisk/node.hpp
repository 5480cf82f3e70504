#pragma once
#include "asterisk/ami.hpp"
#include "asterisk/config.hpp"
#include "asterisk/session.hpp"
#include "base/process.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace zenix::asterisk {

/// Finds Asterisk: `configured` (a root folder or a program) when not empty, else
/// ZENIX_ASTERISK_ROOT, else /var/lib/zenix/asterisk-22, else `asterisk` on PATH. Below version 20,
/// or none at all: failure `not_found` or `version`, with what was looked at and the remedy.
[[nodiscard]] result<install> find_install(const std::string& configured = {});

/// `22.10.1` out of `Asterisk 22.10.1~dfsg+…`, as `asterisk -V` prints it.
[[nodiscard]] std::optional<std::string> parse_asterisk_version(std::string_view text);

/// Settings of a node kept in `wanted.folder`: reads node.json, or takes free ports and a new
/// password and writes it. What `wanted` names (a port that is not 0, an address) goes before what
/// was kept.
[[nodiscard]] node_settings keep_settings(node_settings wanted);

/// Where the node of this folder keeps recordings while they grow, unless told otherwise.
[[nodiscard]] std::string spool_of(const std::string& folder);

/// How often node::guard asks, how long it waits for the answer, and how many answers in a row may
/// fail to come. A loaded machine is slow at times, and killing Asterisk ends every call.
struct answer_patience {
    ms every{1000}, answer{3000};
    int misses = 4;
};

/// One private Asterisk: ours to start, to restart, and to leave running when we die. It belongs to
/// its folder: whoever opens the folder next adopts it, calls and all. Never as root.
class node {
  public:
    node(asio::any_io_executor ex, node_settings settings, install where);
    ~node();

    /// Adopts the living process of the folder, or writes the configuration and starts one; then
    /// waits until ARI answers. One that lives without answering is killed and started anew. Failure `start` carries the tail of Asterisk's log.
    task<result<void>> ensure_running(ms patience = ms(20000));
    [[nodiscard]] bool adopted() const;  ///< it was already running
    [[nodiscard]] std::optional<process::identity> process() const;

    /// Restarts it (back-off 100 ms to 5 s) whenever it dies, until cancelled. Spawn it in a
    /// task_group.
    task<> watch();
    /// Kills an Asterisk that lives but does not answer ARI any more, so that watch() starts it
    /// again, until cancelled. Spawn it beside watch().
    task<> guard(answer_patience how = {});
    /// Called after each restart by watch(), when ARI answers again.
    void on_restart(std::function<void()> f);

    /// SIGTERM (calls end), then SIGKILL after `patience`. Fine when there is none.
    task<> stop(ms patience = ms(5000));

    [[nodiscard]] const node_settings& settings() const;
    [[nodiscard]] session_options ari() const;
    [[nodiscard]] ami_options ami() const;

  private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace zenix::asterisk
