#pragma once
#include <cstdint>
#include <string>

#include "base/secret.hpp"
#include "calls/recording/recorder.hpp"

namespace zenix::calls {

/// One recording between Asterisk's two growing files in memory and the sealed file. Blocking file
/// work, for the worker pool; one thread at a time.
class spool_pair {
  public:
    spool_pair(std::string borrower_file, std::string telecaller_file, std::string sealed_file,
               std::string month);

    /// Seals every whole chunk that both sides have, and frees the memory behind it.
    void advance(const secret::master_key& key);
    /// Sizes of the two sides; equal twice in a row means Asterisk has let go.
    [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> sizes() const;
    /// Seals the rest, shorter side filled up with silence, flushes to disk, removes the spool files.
    sealed_recording seal(const secret::master_key& key);

  private:
    void open_sealed();
    [[nodiscard]] std::string interleave(std::uint64_t from, std::uint64_t samples) const;
    std::string borrower_, telecaller_, sealed_, month_;
};

/// Length and hash of a sealed file. Throws std::runtime_error when it is none.
[[nodiscard]] sealed_recording describe_sealed(const std::string& file);

}  // namespace zenix::calls
