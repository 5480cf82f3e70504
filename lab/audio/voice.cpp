#include "lab/audio/voice.hpp"

#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <numbers>
#include <utility>

namespace zenix::lab {
namespace {

constexpr double rate = 8000, loudness = 8231;  // -12 dBFS

class tone_voice : public voice {
  public:
    explicit tone_voice(double hz) : step_(2 * std::numbers::pi * hz / rate) {}
    pcm_frame next() override {
        pcm_frame out{};
        for (auto& s : out) {
            s = static_cast<std::int16_t>(std::lround(loudness * std::sin(angle_)));
            angle_ = std::fmod(angle_ + step_, 2 * std::numbers::pi);
        }
        return out;
    }

  private:
    double step_, angle_ = 0;
};

class speech_voice : public voice {
  public:
    speech_voice(std::vector<clip> clips, int pause_ms)
        : clips_(std::move(clips)), pause_(static_cast<std::size_t>(pause_ms) * 8) {}
    pcm_frame next() override {
        pcm_frame out{};
        if (clips_.empty()) return out;
        for (auto& s : out) {
            const auto& now = *clips_[which_];
            if (at_ < now.size()) s = now[at_];
            if (++at_ < now.size() + pause_) continue;
            at_ = 0;
            which_ = (which_ + 1) % clips_.size();
        }
        return out;
    }

  private:
    std::vector<clip> clips_;
    std::size_t pause_, which_ = 0, at_ = 0;
};

std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint32_t out = 0;
    for (std::size_t i = count; i-- > 0;)
        out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
    return out;
}

clip load(const std::string& file) {
    // The same few sentences are said in every call.
    static std::map<std::string, clip> kept;
    const auto found = kept.find(file);
    if (found != kept.end()) return found->second;
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    auto samples = read_wav(bytes);
    auto out =
        samples ? std::make_shared<const std::vector<std::int16_t>>(std::move(*samples)) : nullptr;
    kept.emplace(file, out);
    return out;
}

clip burst() {
    tone_voice tone(440);
    std::vector<std::int16_t> out;
    for (int i = 0; i < 40; ++i) {
        const auto frame = tone.next();
        out.insert(out.end(), frame.begin(), frame.end());
    }
    return std::make_shared<const std::vector<std::int16_t>>(std::move(out));
}

}  // namespace

std::unique_ptr<voice> make_tone(double hz) { return std::make_unique<tone_voice>(hz); }

std::unique_ptr<voice> make_speech(std::vector<clip> clips, int pause_ms) {
    return std::make_unique<speech_voice>(std::move(clips), pause_ms);
}

std::optional<std::vector<std::int16_t>> read_wav(std::string_view bytes) {
    constexpr std::size_t head = 12;
    if (bytes.size() < head || !bytes.starts_with("RIFF") || bytes.substr(8, 4) != "WAVE")
        return std::nullopt;
    bool fits = false;
    for (std::size_t at = head; at + 8 <= bytes.size();) {
        const auto name = bytes.substr(at, 4);
        const std::size_t length = little(bytes, at + 4, 4);
        at += 8;
        const auto body = bytes.substr(at, length);
        if (name == "fmt " && body.size() >= 16)
            fits = little(body, 0, 2) == 1 && little(body, 2, 2) == 1 &&
                   little(body, 4, 4) == 8000 && little(body, 14, 2) == 16;
        if (name == "data") {
            if (!fits) return std::nullopt;
            std::vector<std::int16_t> out(body.size() / 2);
            for (std::size_t i = 0; i < out.size(); ++i)
                out[i] = static_cast<std::int16_t>(little(body, 2 * i, 2));
            return out;
        }
        at += length + (length & 1);
    }
    return std::nullopt;
}

std::unique_ptr<voice> make_borrower(const std::string& folder, unsigned which) {
    constexpr std::array names{"hello", "from-unknown-caller", "sorry", "please-try-again",
        "priv-callpending", "one-moment-please", "im-sorry", "minutes", "hours", "goodbye",
        "hello-world", "demo-thanks"};
    std::vector<clip> clips;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto* name = names[i == 0 ? 0 : 1 + (i - 1 + which) % (names.size() - 1)];
        if (auto c = load(folder + "/" + name + ".wav")) clips.push_back(std::move(c));
    }
    if (clips.empty()) clips.push_back(burst());
    return make_speech(std::move(clips), 1200 + static_cast<int>(which % 7) * 200);
}

}  // namespace zenix::lab
