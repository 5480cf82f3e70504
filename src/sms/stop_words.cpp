#include "sms/stop_words.hpp"

#include <algorithm>
#include <array>

namespace zenix::sms {
namespace {

struct entry {
    std::string_view language, word;
    consent_wish wish = consent_wish::stop;
};

// Latin spellings of the Indian words are what many people type.
constexpr std::array words{
    entry{"en", "stop"}, entry{"en", "stop all"}, entry{"en", "stopall"}, entry{"en", "unsubscribe"},
    entry{"en", "unsub"}, entry{"en", "opt out"}, entry{"en", "optout"}, entry{"en", "cancel"},
    entry{"en", "quit"}, entry{"en", "end"}, entry{"en", "remove me"}, entry{"en", "no more sms"},
    entry{"en", "stop sms"}, entry{"en", "stop messages"}, entry{"en", "do not text me"},
    entry{"en", "dont text me"}, entry{"en", "do not disturb"}, entry{"en", "dnd"},
    entry{"hi", "बंद करो"}, entry{"hi", "बंद करें"}, entry{"hi", "बंद"}, entry{"hi", "रोको"}, entry{"hi", "रुको"},
    entry{"hi", "स्टॉप"}, entry{"hi", "मैसेज बंद करो"}, entry{"hi", "मैसेज मत भेजो"}, entry{"hi", "संदेश बंद करें"},
    entry{"hi", "band karo"}, entry{"hi", "band kare"}, entry{"hi", "roko"},
    entry{"hi", "message mat bhejo"}, entry{"hi", "msg mat bhejo"}, entry{"hi", "sms band karo"},
    entry{"bn", "বন্ধ করুন"}, entry{"bn", "বন্ধ কর"}, entry{"bn", "বন্ধ করো"}, entry{"bn", "বন্ধ"}, entry{"bn", "থামুন"},
    entry{"bn", "থামাও"}, entry{"bn", "স্টপ"}, entry{"bn", "মেসেজ পাঠাবেন না"}, entry{"bn", "bondho korun"},
    entry{"gu", "બંધ કરો"}, entry{"gu", "બંધ"}, entry{"gu", "રોકો"}, entry{"gu", "સ્ટોપ"}, entry{"gu", "મેસેજ બંધ કરો"},
    entry{"gu", "bandh karo"},
    entry{"kn", "ನಿಲ್ಲಿಸಿ"}, entry{"kn", "ನಿಲ್ಲಿಸು"}, entry{"kn", "ಸ್ಟಾಪ್"}, entry{"kn", "ಸಂದೇಶ ಕಳುಹಿಸಬೇಡಿ"}, entry{"kn", "nillisi"},
    entry{"ml", "നിർത്തുക"}, entry{"ml", "നിര്‍ത്തുക"}, entry{"ml", "നിർത്തൂ"}, entry{"ml", "സ്റ്റോപ്പ്"}, entry{"ml", "വേണ്ട"},
    entry{"ml", "മെസേജ് അയക്കരുത്"}, entry{"ml", "nirthuka"},
    entry{"mr", "थांबवा"}, entry{"mr", "थांबा"}, entry{"mr", "बंद करा"}, entry{"mr", "मेसेज पाठवू नका"},
    entry{"mr", "band kara"}, entry{"mr", "thambva"},
    entry{"or", "ବନ୍ଦ କରନ୍ତୁ"}, entry{"or", "ବନ୍ଦ କର"}, entry{"or", "ବନ୍ଦ"}, entry{"or", "ଷ୍ଟପ୍"}, entry{"or", "banda karantu"},
    entry{"pa", "ਬੰਦ ਕਰੋ"}, entry{"pa", "ਬੰਦ"}, entry{"pa", "ਰੋਕੋ"}, entry{"pa", "ਸਟਾਪ"}, entry{"pa", "ਮੈਸੇਜ ਨਾ ਭੇਜੋ"},
    entry{"ta", "நிறுத்து"}, entry{"ta", "நிறுத்தவும்"}, entry{"ta", "நிறுத்துங்கள்"}, entry{"ta", "ஸ்டாப்"}, entry{"ta", "வேண்டாம்"},
    entry{"ta", "niruthu"}, entry{"ta", "niruthavum"},
    entry{"te", "ఆపండి"}, entry{"te", "ఆపు"}, entry{"te", "ఆపివేయండి"}, entry{"te", "స్టాప్"}, entry{"te", "వద్దు"}, entry{"te", "apandi"},
    entry{"ur", "بند کرو"}, entry{"ur", "بند کریں"}, entry{"ur", "بند"}, entry{"ur", "روکو"}, entry{"ur", "روکیں"}, entry{"ur", "سٹاپ"},
    entry{"ur", "اسٹاپ"}, entry{"ur", "میسج نہ بھیجیں"},
    entry{"en", "start", consent_wish::start}, entry{"en", "unstop", consent_wish::start},
    entry{"en", "subscribe", consent_wish::start}, entry{"en", "opt in", consent_wish::start},
    entry{"hi", "शुरू करो", consent_wish::start}, entry{"hi", "शुरू करें", consent_wish::start},
    entry{"hi", "shuru karo", consent_wish::start}, entry{"bn", "শুরু করুন", consent_wish::start},
    entry{"gu", "શરૂ કરો", consent_wish::start}, entry{"kn", "ಪ್ರಾರಂಭಿಸಿ", consent_wish::start},
    entry{"ml", "തുടങ്ങുക", consent_wish::start}, entry{"mr", "सुरू करा", consent_wish::start},
    entry{"or", "ଆରମ୍ଭ କରନ୍ତୁ", consent_wish::start}, entry{"pa", "ਸ਼ੁਰੂ ਕਰੋ", consent_wish::start},
    entry{"ta", "தொடங்கு", consent_wish::start}, entry{"te", "ప్రారంభించు", consent_wish::start},
    entry{"ur", "شروع کرو", consent_wish::start},
};

/// ASCII punctuation and blanks, and the stops, quotes and blanks that phones put in (by their UTF-8).
bool is_gap(std::string_view text, std::size_t at, std::size_t& length) {
    const auto c = static_cast<unsigned char>(text[at]);
    length = 1;
    if (c < 0x80)
        return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
    constexpr std::array<std::string_view, 16> marks{"।", "॥", "،", "؟", "۔", "…", "“", "”", "‘",
        "’", "–", "—", "\xc2\xa0", "\xe2\x80\x8b", "\xef\xbb\xbf", "！"};
    for (const auto& m : marks)
        if (text.substr(at).starts_with(m)) {
            length = m.size();
            return true;
        }
    return false;
}

}  // namespace

std::string plain_words(std::string_view text) {
    std::string out;
    bool gap = false;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t length = 1;
        if (is_gap(text, i, length)) {
            gap = true;
        } else {
            if (gap && !out.empty()) out += ' ';
            gap = false;
            const char c = text[i];
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        }
        i += length;
    }
    return out;
}

std::optional<consent_word> consent_in(std::string_view text) {
    if (text.size() > 400) return std::nullopt;
    const auto said = plain_words(text);
    const auto* found = std::find_if(
        words.begin(), words.end(), [&](const entry& e) { return plain_words(e.word) == said; });
    if (found != words.end())
        return consent_word{found->wish, std::string(found->word), std::string(found->language)};
    // STOP ZENIX: one short word after it.
    const bool named = said.starts_with("stop ") && said.size() <= 20 &&
                       std::count(said.begin(), said.end(), ' ') == 1;
    if (named) return consent_word{consent_wish::stop, "stop", "en"};
    return std::nullopt;
}

}  // namespace zenix::sms
