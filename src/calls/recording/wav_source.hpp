#pragma once
#include <memory>
#include <string>

#include "base/offload.hpp"
#include "base/secret.hpp"
#include "calls/recording/recorder.hpp"
#include "calls/recording/sealed_file.hpp"
#include "net/http.hpp"

namespace zenix::calls {

/// Reads a sealed file chunk by chunk. Throws std::runtime_error when it is missing, cut or changed.
class sealed_reader {
  public:
    sealed_reader(std::string file, const secret::master_key& key);
    [[nodiscard]] std::uint64_t frames() const { return layout_.plain_bytes / sealed_header::frame_bytes; }
    [[nodiscard]] std::uint64_t chunks() const { return layout_.chunks; }
    [[nodiscard]] std::string chunk(std::uint64_t index) const;  ///< µ-law frames

  private:
    std::string file_;
    sealed_layout layout_;
    sealed_header header_;
    chunk_cipher cipher_;
};

/// The 44 bytes in front of `frames` frames of 16-bit stereo at 8 kHz.
[[nodiscard]] std::string wav_header(std::uint64_t frames);

/// A sealed recording as a WAV body, decoded as it is read: nothing decoded touches a disk.
class wav_source : public net::body_source {
  public:
    wav_source(std::shared_ptr<sealed_reader> reader, worker_pool& pool)
        : reader_(std::move(reader)), pool_(pool) {}
    [[nodiscard]] std::uint64_t size() const override;
    task<std::string> read(std::uint64_t offset, std::size_t limit) override;

  private:
    std::shared_ptr<sealed_reader> reader_;
    worker_pool& pool_;
};

[[nodiscard]] waveform peaks_of(const sealed_reader& reader, int points);

}  // namespace zenix::calls
