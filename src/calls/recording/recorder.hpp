#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/offload.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "net/http.hpp"

namespace zenix::calls {

/// A finished recording.
struct sealed_recording {
    std::string path;        ///< relative to the recordings folder
    std::int64_t duration_ms = 0;
    std::string sha256;      ///< of the sealed file, so that anyone can check it without the key
    bool whole = true;       ///< false: audio was lost on the way (`damaged`)
};

/// Peaks per channel, 0 to 1, evenly spaced.
struct waveform {
    std::int64_t duration_ms = 0;
    std::vector<float> telecaller, borrower;
};

struct recorder_options {
    std::string folder;  ///< sealed files, `YYYY/MM/DD/ID.zxr`
    std::string spool;   ///< where Asterisk writes; must be memory (tmpfs), never a disk
};

/// Recordings on their way from Asterisk's memory to sealed files.
///
/// Asterisk writes each side of a call as G.711 µ-law into `spool`. The recorder follows the two
/// files while they grow, seals what is there with the key of the month, frees the memory behind it
/// and so never leaves a word on disk in the clear. A killed zenix loses nothing: Asterisk goes on
/// writing and the next zenix goes on from the last sealed chunk (`begin` again).
class recorder {
  public:
    /// Throws std::runtime_error when `spool` is not on tmpfs, with the remedy.
    recorder(asio::any_io_executor ex, worker_pool& pool, secret::master_key key,
             recorder_options options);
    ~recorder();

    /// Options for MixMonitor that write the two sides of recording `id`; the monitor's id lands in
    /// channel variable `ZXREC`.
    [[nodiscard]] std::string mix_monitor_options(const std::string& id) const;
    /// Where the sealed file of a recording begun at `started_at` lies, relative to `folder`.
    [[nodiscard]] std::string path_of(const std::string& id, sys_ms started_at) const;

    /// Follows a recording that begins, or goes on after a restart.
    void begin(const std::string& id, sys_ms started_at);
    /// Asterisk has stopped writing: seals the rest and the file. Safe to repeat. Failures: `no_room`
    /// (the audio waits in memory; ask again), `damaged`.
    task<result<sealed_recording>> finish(const std::string& id, sys_ms started_at);

    /// The recording as WAV, 8 kHz, 16 bit, telecaller left, borrower right. Failures: `missing`,
    /// `damaged`.
    task<result<std::shared_ptr<net::body_source>>> open_wav(const std::string& path);
    task<result<waveform>> peaks(const std::string& path, int points);

  private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace zenix::calls
