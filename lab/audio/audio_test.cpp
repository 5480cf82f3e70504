#include "lab/audio/g711.hpp"
#include "lab/audio/listener.hpp"
#include "lab/audio/rtp.hpp"
#include "lab/audio/voice.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

namespace zenix::lab {
namespace {

/// Plays `ms` of a voice into an ear.
class room {
  public:
    void hear(voice& v, int ms) {
        for (int t = 0; t < ms; t += 20) listen(v.next());
    }
    void silence(int ms) {
        for (int t = 0; t < ms; t += 20) listen(pcm_frame{});
    }
    void noise(int ms) {
        for (int t = 0; t < ms; t += 20) {
            pcm_frame f{};
            for (auto& s : f) {
                seed_ = seed_ * 1664525U + 1013904223U;
                s = static_cast<std::int16_t>(static_cast<int>(seed_ >> 17) - 16384);
            }
            listen(f);
        }
    }
    void listen(const pcm_frame& f) {
        now += 20;
        // Through µ-law, as on the line.
        pcm_frame line{};
        for (std::size_t i = 0; i < f.size(); ++i) line[i] = from_ulaw(to_ulaw(f[i]));
        ear.feed(line, now);
    }
    listener ear;
    std::int64_t now = 0;

  private:
    std::uint32_t seed_ = 7;
};

TEST(listener, tells_a_tone_by_its_frequency_and_level) {
    for (const double hz : {300.0, 440.0, 1000.0, 1237.0, 3000.0}) {
        room r;
        r.hear(*make_tone(hz), 2000);
        const auto tones = r.ear.tones();
        ASSERT_EQ(tones.size(), 1U) << hz;
        EXPECT_NEAR(tones[0].hz, hz, 2);
        EXPECT_NEAR(tones[0].level_dbfs, -12, 0.5);
        EXPECT_GE(tones[0].ms, 1800);
        EXPECT_FALSE(r.ear.music());
    }
}

TEST(listener, tells_when_a_tone_was_there) {
    room r;
    auto tone = make_tone(1000);
    r.silence(1000);
    r.hear(*tone, 1000);
    r.silence(1000);
    std::vector<heard_segment> tonal;
    for (const auto& s : r.ear.segments())
        if (s.kind == sound_kind::tone) tonal.push_back(s);
    ASSERT_EQ(tonal.size(), 1U);
    EXPECT_NEAR(static_cast<double>(tonal[0].from_ms), 1000, 200);
    EXPECT_NEAR(static_cast<double>(tonal[0].to_ms), 2000, 200);
}

TEST(listener, hears_two_people_at_once) {
    room r;
    auto a = make_tone(440), b = make_tone(1000);
    for (int t = 0; t < 2000; t += 20) {
        const auto fa = a->next(), fb = b->next();
        pcm_frame both{};
        for (std::size_t i = 0; i < both.size(); ++i)
            both[i] = static_cast<std::int16_t>(fa[i] + fb[i]);
        r.listen(both);
    }
    const auto tones = r.ear.tones();
    ASSERT_EQ(tones.size(), 2U);
    EXPECT_NEAR(std::min(tones[0].hz, tones[1].hz), 440, 2);
    EXPECT_NEAR(std::max(tones[0].hz, tones[1].hz), 1000, 2);
}

TEST(listener, does_not_take_noise_for_a_tone) {
    room r;
    r.noise(1000);
    EXPECT_TRUE(r.ear.tones().empty());
    EXPECT_GE(r.ear.ms_of(sound_kind::sound), 800);
    EXPECT_FALSE(r.ear.music());
}

TEST(listener, knows_music_from_tones_and_from_speech) {
    const std::array<double, 6> tune{392, 523, 466, 622, 392, 784};
    room melody, cadence, steady, talk;
    for (int bar = 0; bar < 3; ++bar)
        for (const double hz : tune) melody.hear(*make_tone(hz), 400);
    EXPECT_TRUE(melody.ear.music());
    for (int ring = 0; ring < 8; ++ring) {
        cadence.hear(*make_tone(400), 400);  // India: twice, then two seconds
        cadence.silence(200);
        cadence.hear(*make_tone(400), 400);
        cadence.silence(2000);
    }
    EXPECT_FALSE(cadence.ear.music());
    steady.hear(*make_tone(400), 8000);
    EXPECT_FALSE(steady.ear.music());
    for (int word = 0; word < 6; ++word) {
        talk.noise(900);
        talk.silence(700);
    }
    EXPECT_FALSE(talk.ear.music());
}

TEST(listener, does_not_call_a_voice_over_noise_a_tone) {
    room r;
    auto tone = make_tone(1000);
    std::uint32_t seed = 7;
    for (int t = 0; t < 2000; t += 20) {
        auto f = tone->next();
        for (auto& s : f) {
            seed = seed * 1664525U + 1013904223U;
            s = static_cast<std::int16_t>(s + static_cast<int>(seed >> 18) - 8192);
        }
        r.listen(f);
    }
    EXPECT_TRUE(r.ear.tones().empty());
    EXPECT_EQ(r.ear.ms_of(sound_kind::tone), 0);
}

TEST(listener, hears_nothing_in_silence) {
    room r;
    r.silence(2000);
    EXPECT_TRUE(r.ear.tones().empty());
    EXPECT_EQ(r.ear.ms_of(sound_kind::sound), 0);
    EXPECT_GE(r.ear.ms_of(sound_kind::silence), 1800);
}

TEST(g711, keeps_every_code) {
    for (int code = 0; code < 256; ++code) {
        if (code == 0x7f) continue;  // minus zero
        EXPECT_EQ(to_ulaw(from_ulaw(static_cast<std::uint8_t>(code))), code);
    }
    EXPECT_EQ(from_ulaw(0x80), 32124);  // ITU-T G.711, table 2a
    EXPECT_EQ(from_ulaw(0xff), 0);
}

TEST(rtp, reads_what_it_writes) {
    const auto packet = write_rtp(make_tone(500)->next(), 65535, 4000000000U, 7);
    const auto back = read_rtp(packet);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->sequence, 65535);
    EXPECT_EQ(back->payload_type, 0);
    EXPECT_EQ(back->payload.size(), 160U);
}

TEST(rtp, bears_any_cut_and_any_first_byte) {
    auto packet = write_rtp(pcm_frame{}, 1, 2, 3);
    for (int first = 0; first < 256; ++first) {
        packet[0] = static_cast<std::uint8_t>(first);
        for (std::size_t n = 0; n <= packet.size(); ++n) (void)read_rtp(std::span(packet).first(n));
    }
    packet[0] = 0x40;
    EXPECT_FALSE(read_rtp(packet));  // version 1
}

std::string wav(std::string_view format, std::string_view data) {
    std::string out = "RIFF____WAVEfmt ";
    const auto length = [](std::size_t n) {
        return std::string{static_cast<char>(n), static_cast<char>(n >> 8), 0, 0};
    };
    return out + length(format.size()) + std::string(format) + "data" + length(data.size()) +
           std::string(data);
}

TEST(voice, reads_telephone_wav_only) {
    using namespace std::string_view_literals;
    const auto good = "\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0"sv;
    const auto stereo = "\x01\0\x02\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0"sv;
    const auto samples = read_wav(wav(good, "\x01\0\xff\xff"sv));
    ASSERT_TRUE(samples);
    EXPECT_EQ(*samples, (std::vector<std::int16_t>{1, -1}));
    EXPECT_FALSE(read_wav(wav(stereo, "\x01\0"sv)));
    EXPECT_FALSE(read_wav("RIFF"));
    EXPECT_FALSE(read_wav(std::string(100, 'x')));
}

TEST(voice, pauses_between_sentences) {
    const auto word = std::make_shared<const std::vector<std::int16_t>>(160, std::int16_t{9});
    auto v = make_speech({word}, 40);
    EXPECT_EQ(v->next()[0], 9);
    EXPECT_EQ(v->next()[0], 0);
    EXPECT_EQ(v->next()[0], 0);
    EXPECT_EQ(v->next()[0], 9);
}

TEST(voice, speaks_even_without_sounds) {
    auto v = make_borrower("/nowhere", 3);
    room r;
    r.hear(*v, 3000);
    ASSERT_FALSE(r.ear.tones().empty());
    EXPECT_NEAR(r.ear.tones()[0].hz, 440, 2);
}

}  // namespace
}  // namespace zenix::lab
