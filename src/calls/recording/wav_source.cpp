#include "calls/recording/wav_source.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "calls/recording/ulaw.hpp"

namespace zenix::calls {
namespace {

constexpr std::uint64_t wav_frame = 4;  // two channels of 16 bit
constexpr std::uint64_t header_bytes = 44;

std::string read_bytes(const std::string& file, std::uint64_t at, std::size_t count) {
    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(at));
    std::string out(count, '\0');
    in.read(out.data(), static_cast<std::streamsize>(count));
    out.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, in.gcount())));
    return out;
}

sealed_header read_header(const std::string& file) {
    if (auto h = sealed_header::read(read_bytes(file, 0, sealed_header::size))) return *h;
    throw std::runtime_error(file + " is missing or no recording of ours");
}

sealed_layout read_layout(const std::string& file) {
    std::error_code fault;
    const auto size = std::filesystem::file_size(file, fault);
    if (!fault)
        if (auto l = sealed_layout::of(size)) return *l;
    throw std::runtime_error(file + " is missing or cut short");
}

std::string decode(std::string_view frames) {
    std::string out(frames.size() * 2, '\0');
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const auto v = static_cast<std::uint16_t>(ulaw_table[static_cast<std::uint8_t>(frames[i])]);
        out[2 * i] = static_cast<char>(v & 0xff);
        out[2 * i + 1] = static_cast<char>(v >> 8);
    }
    return out;
}

}  // namespace

sealed_reader::sealed_reader(std::string file, const secret::master_key& key)
    : file_(std::move(file)), layout_(read_layout(file_)), header_(read_header(file_)),
      cipher_(header_, key) {}

std::string sealed_reader::chunk(std::uint64_t index) const {
    const auto sealed = read_bytes(file_, sealed_header::size + index * sealed_header::sealed_chunk,
                                   sealed_header::sealed_chunk);
    auto plain = cipher_.open(index, index + 1 == layout_.chunks, sealed);
    if (!plain) throw std::runtime_error(file_ + " was altered or cut");
    return std::move(*plain);
}

std::string wav_header(std::uint64_t frames) {
    const auto data = static_cast<std::uint32_t>(frames * wav_frame);
    std::string h;
    const auto number = [&](std::uint32_t v, int bytes) {
        for (int i = 0; i < bytes; ++i) h.push_back(static_cast<char>(v >> (8 * i) & 0xff));
    };
    h += "RIFF";
    number(data + 36, 4);
    h += "WAVEfmt ";
    number(16, 4);
    number(1, 2);  // PCM
    number(2, 2);
    number(sealed_header::rate, 4);
    number(sealed_header::rate * static_cast<std::uint32_t>(wav_frame), 4);
    number(static_cast<std::uint32_t>(wav_frame), 2);
    number(16, 2);
    h += "data";
    number(data, 4);
    return h;
}

std::uint64_t wav_source::size() const { return header_bytes + reader_->frames() * wav_frame; }

task<std::string> wav_source::read(std::uint64_t offset, std::size_t limit) {
    if (offset >= size()) co_return std::string{};
    if (offset < header_bytes)
        co_return wav_header(reader_->frames()).substr(offset, limit);
    // One sealed chunk at a time: 32,000 µ-law bytes become 64,000 of WAV.
    const auto at = offset - header_bytes;
    constexpr std::uint64_t chunk_wav = std::uint64_t{sealed_header::chunk_bytes} * 2;
    const auto reader = reader_;
    auto work = [reader, index = at / chunk_wav] { return decode(reader->chunk(index)); };
    auto wav = co_await offload(pool_, std::move(work));
    co_return wav.substr(at % chunk_wav, limit);
}

waveform peaks_of(const sealed_reader& reader, int points) {
    waveform w;
    const auto frames = reader.frames();
    w.duration_ms = static_cast<std::int64_t>(frames * 1000 / sealed_header::rate);
    const auto n = static_cast<std::size_t>(std::max(1, points));
    w.telecaller.assign(n, 0);
    w.borrower.assign(n, 0);
    std::uint64_t frame = 0;
    for (std::uint64_t c = 0; c < reader.chunks(); ++c) {
        const auto plain = reader.chunk(c);
        for (std::size_t i = 0; i + 1 < plain.size(); i += 2, ++frame) {
            const auto slot = static_cast<std::size_t>(frame * n / frames);
            const auto level = [&](char code) {
                return static_cast<float>(std::abs(ulaw_table[static_cast<std::uint8_t>(code)])) / 32768.0F;
            };
            w.telecaller[slot] = std::max(w.telecaller[slot], level(plain[i]));
            w.borrower[slot] = std::max(w.borrower[slot], level(plain[i + 1]));
        }
    }
    return w;
}

}  // namespace zenix::calls
