#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <optional>

#include "calls/recording/recorder.hpp"
#include "calls/recording/sealed_file.hpp"
#include "calls/recording/spool_pair.hpp"
#include "calls/recording/ulaw.hpp"
#include "calls/recording/wav_source.hpp"

namespace zenix::calls {
namespace {

namespace fs = std::filesystem;

class recording_test : public testing::Test {
  protected:
    recording_test()
        : folder(fs::temp_directory_path() / ("zenix-recording-" + std::to_string(::getpid()))),
          key((fs::create_directories(folder), secret::master_key::load(folder / "key", true))) {}
    ~recording_test() override { fs::remove_all(folder); }

    /// Asterisk writes `n` samples more on a side, each `code`.
    void grow(const std::string& side, std::size_t n, char code) const {
        std::ofstream(folder / side, std::ios::app | std::ios::binary) << std::string(n, code);
    }
    [[nodiscard]] spool_pair pair() const {
        return {folder / "borrower", folder / "telecaller", folder / "2026/11/sealed.zxr", "2026-11"};
    }
    [[nodiscard]] std::string all_frames() const {
        const sealed_reader reader(folder / "2026/11/sealed.zxr", key);
        std::string out;
        for (std::uint64_t i = 0; i < reader.chunks(); ++i) out += reader.chunk(i);
        return out;
    }
    void change_byte(std::uint64_t at) const {
        std::fstream f(folder / "2026/11/sealed.zxr", std::ios::in | std::ios::out | std::ios::binary);
        f.seekg(static_cast<std::streamoff>(at));
        const char c = static_cast<char>(f.get() ^ 1);
        f.seekp(static_cast<std::streamoff>(at));
        f.put(c);
    }
    fs::path folder;
    secret::master_key key;
};

using sealing = std::optional<result<sealed_recording>>;

task<> finish_into(recorder& r, sealing& out) {
    out = co_await r.finish("one", sys_ms{});
}
sealing finish_one(asio::io_context& io, recorder& r) {
    sealing out;
    asio::co_spawn(io, finish_into(r, out), asio::detached);
    io.restart();
    io.run();
    return out;
}

constexpr std::size_t chunk_samples = sealed_header::chunk_bytes / 2;

TEST_F(recording_test, telecaller_is_left_and_borrower_right) {
    grow("borrower", 3, 'b');
    grow("telecaller", 3, 't');
    const auto r = pair().seal(key);
    EXPECT_EQ(all_frames(), "tbtbtb");
    EXPECT_EQ(r.sha256.size(), 64U);
}

TEST_F(recording_test, a_killed_zenix_goes_on_where_it_stopped) {
    grow("borrower", chunk_samples + 10, 'b');
    grow("telecaller", chunk_samples + 10, 't');
    pair().advance(key);
    grow("borrower", 2 * chunk_samples, 'B');
    grow("telecaller", 2 * chunk_samples, 'T');
    auto again = pair();  // another process
    again.advance(key);
    again.advance(key);
    const auto r = again.seal(key);
    const auto frames = all_frames();
    EXPECT_EQ(frames.size(), 2 * (3 * chunk_samples + 10));
    EXPECT_EQ(frames.substr(2 * (chunk_samples + 9), 4), "tbTB");
    EXPECT_EQ(r.duration_ms, static_cast<std::int64_t>((3 * chunk_samples + 10) / 8));
}

TEST_F(recording_test, a_chunk_cut_short_by_the_kill_is_written_over) {
    grow("borrower", chunk_samples, 'b');
    grow("telecaller", chunk_samples, 't');
    pair().advance(key);
    std::ofstream(folder / "2026/11/sealed.zxr", std::ios::app | std::ios::binary) << std::string(500, '?');
    grow("borrower", 2, 'B');
    grow("telecaller", 2, 'T');
    (void)pair().seal(key);
    EXPECT_EQ(all_frames().substr(2 * chunk_samples), "TBTB");
}

TEST_F(recording_test, the_shorter_side_is_filled_with_silence) {
    grow("borrower", 4, 'b');
    grow("telecaller", 2, 't');
    (void)pair().seal(key);
    EXPECT_EQ(all_frames(), std::string("tbtb") + ulaw_silence + 'b' + ulaw_silence + 'b');
}

TEST_F(recording_test, memory_behind_the_sealed_part_is_freed) {
    grow("borrower", 4 * chunk_samples, 'b');
    grow("telecaller", 4 * chunk_samples, 't');
    pair().advance(key);
    std::ifstream in(folder / "borrower", std::ios::binary);
    EXPECT_EQ(in.get(), '\0') << "a hole is where the voice was";
}

TEST_F(recording_test, sealing_twice_gives_the_same) {
    grow("borrower", 100, 'b');
    grow("telecaller", 100, 't');
    const auto once = pair().seal(key), twice = pair().seal(key);
    EXPECT_EQ(once.sha256, twice.sha256);
    EXPECT_EQ(once.duration_ms, twice.duration_ms);
    EXPECT_FALSE(fs::exists(folder / "borrower"));
}

TEST_F(recording_test, a_full_disk_costs_no_word) {
    if (!fs::is_directory("/dev/shm")) GTEST_SKIP() << "no tmpfs";
    const fs::path spool = "/dev/shm/zenix-recording-" + std::to_string(::getpid());
    asio::io_context io;
    worker_pool pool(1);
    recorder r(io.get_executor(), pool, key, {folder / "sealed", spool});
    for (const auto* side : {"borrower", "telecaller"})
        std::ofstream(spool / (std::string("one-") + side + ".ulaw")) << std::string(800, side[0]);
    const auto file = folder / "sealed" / r.path_of("one", sys_ms{});
    fs::create_directories(file.parent_path());
    fs::create_symlink("/dev/full", file);
    const auto refused = finish_one(io, r);
    fs::remove(file);
    const auto sealed = finish_one(io, r);
    fs::remove_all(spool);
    ASSERT_FALSE(refused.value());
    EXPECT_EQ(refused->error().code, "no_room");
    ASSERT_TRUE(sealed.value());
    EXPECT_EQ(sealed->value().duration_ms, 100);
}

TEST_F(recording_test, nothing_recorded_is_said) { EXPECT_THROW((void)pair().seal(key), std::runtime_error); }

TEST_F(recording_test, a_changed_bit_shows) {
    grow("borrower", 100, 'b');
    grow("telecaller", 100, 't');
    (void)pair().seal(key);
    change_byte(sealed_header::size + 20);
    EXPECT_THROW((void)all_frames(), std::runtime_error);
}

TEST_F(recording_test, a_cut_file_shows_though_its_chunks_are_whole) {
    grow("borrower", 2 * chunk_samples, 'b');
    grow("telecaller", 2 * chunk_samples, 't');
    (void)pair().seal(key);
    fs::resize_file(folder / "2026/11/sealed.zxr", sealed_header::size + sealed_header::sealed_chunk);
    EXPECT_THROW((void)all_frames(), std::runtime_error);
}

TEST_F(recording_test, another_key_opens_nothing) {
    grow("borrower", 100, 'b');
    grow("telecaller", 100, 't');
    (void)pair().seal(key);
    const auto other = secret::master_key::load(folder / "other", true);
    EXPECT_THROW((void)sealed_reader(folder / "2026/11/sealed.zxr", other).chunk(0), std::runtime_error);
}

TEST_F(recording_test, no_voice_lies_in_the_clear_in_the_sealed_file) {
    grow("borrower", 5 * chunk_samples, 'b');
    grow("telecaller", 5 * chunk_samples, 't');
    (void)pair().seal(key);
    std::ifstream in(folder / "2026/11/sealed.zxr", std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(bytes.find("tbtbtb"), std::string::npos);
}

TEST_F(recording_test, the_waveform_shows_who_spoke_when) {
    grow("telecaller", 8000, '\x10');
    grow("telecaller", 8000, ulaw_silence);
    grow("borrower", 8000, ulaw_silence);
    grow("borrower", 8000, '\x10');
    (void)pair().seal(key);
    const auto w = peaks_of(sealed_reader(folder / "2026/11/sealed.zxr", key), 10);
    EXPECT_EQ(w.duration_ms, 2000);
    EXPECT_GT(w.telecaller[2], 0.3);
    EXPECT_LT(w.telecaller[7], 0.01);
    EXPECT_LT(w.borrower[2], 0.01);
    EXPECT_GT(w.borrower[7], 0.3);
}

TEST(ulaw, decodes_the_corners_of_g711) {
    EXPECT_EQ(ulaw_to_linear(0xff), 0);
    EXPECT_EQ(ulaw_to_linear(0x7f), 0);
    EXPECT_EQ(ulaw_to_linear(0x80), 32124);
    EXPECT_EQ(ulaw_to_linear(0x00), -32124);
}

TEST(wav, the_header_is_pcm_stereo_at_8_khz) {
    const auto h = wav_header(8000);
    ASSERT_EQ(h.size(), 44U);
    EXPECT_EQ(h.substr(0, 4), "RIFF");
    EXPECT_EQ(h.substr(8, 8), "WAVEfmt ");
    EXPECT_EQ(static_cast<unsigned char>(h[22]), 2);
}

}  // namespace
}  // namespace zenix::calls
