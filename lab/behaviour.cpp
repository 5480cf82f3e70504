#include "lab/behaviour.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace zenix::lab {
namespace {

constexpr std::array names{
    std::pair(behaviour::answer, std::string_view("answer")),
    std::pair(behaviour::busy, std::string_view("busy")),
    std::pair(behaviour::no_answer, std::string_view("no_answer")),
    std::pair(behaviour::switched_off, std::string_view("switched_off")),
    std::pair(behaviour::unallocated, std::string_view("unallocated")),
    std::pair(behaviour::congestion, std::string_view("congestion")),
    std::pair(behaviour::voicemail, std::string_view("voicemail")),
    std::pair(behaviour::reject, std::string_view("reject")),
};

constexpr int ring_out_ms = 120000;

// FNV-1a: the same on every machine and in every run.
std::uint32_t hash_of(std::string_view text) {
    std::uint32_t h = 2166136261U;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 16777619U;
    return h;
}

bool digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string_view to_string(behaviour b) {
    for (const auto& [value, name] : names)
        if (value == b) return name;
    return "answer";
}

std::optional<behaviour> parse_behaviour(std::string_view text) {
    for (const auto& [value, name] : names)
        if (name == text) return value;
    return std::nullopt;
}

behaviour behaviour_of(std::string_view number) {
    if (number.size() < 2) return behaviour::unallocated;
    const char tens = number[number.size() - 2], ones = number.back();
    if (!digit(tens) || !digit(ones)) return behaviour::unallocated;
    const int last = (tens - '0') * 10 + (ones - '0');
    if (last < 80) return behaviour::answer;
    if (last < 85) return behaviour::busy;
    if (last < 90) return behaviour::no_answer;
    if (last < 94) return behaviour::switched_off;
    if (last < 96) return behaviour::unallocated;
    if (last < 98) return behaviour::congestion;
    return last == 98 ? behaviour::voicemail : behaviour::reject;
}

plan plan_for(std::string_view number, const script& said) {
    const auto h = hash_of(number);
    plan p;
    p.behaviour = said.behaviour.value_or(behaviour_of(number));
    p.voice = h;
    // A mobile network takes a moment to find the telephone.
    p.ring_after_ms = 200 + static_cast<int>(h % 7) * 100;
    switch (p.behaviour) {
    case behaviour::answer: p.decide_after_ms = 1000 + static_cast<int>(h / 7 % 3001); break;
    case behaviour::busy:
        p.decide_after_ms = std::exchange(p.ring_after_ms, -1);
        p.cause = 17;
        break;
    case behaviour::no_answer:
        p.decide_after_ms = ring_out_ms;
        p.cause = 19;
        break;
    case behaviour::switched_off:
        p.decide_after_ms = std::exchange(p.ring_after_ms, -1);
        p.cause = 20;
        p.announcement = {"number-not-answering", "please-try-call-later"};
        break;
    case behaviour::unallocated:
        p.decide_after_ms = std::exchange(p.ring_after_ms, -1);
        p.cause = 1;
        break;
    case behaviour::congestion:
        p.decide_after_ms = 100;
        p.ring_after_ms = -1;
        p.cause = 34;
        break;
    case behaviour::voicemail:
        p.decide_after_ms = 3000;
        p.cause = 19;
        p.announcement = {"vm-theperson", "vm-isunavail", "vm-intro", "beep"};
        break;
    case behaviour::reject:
        p.decide_after_ms = p.ring_after_ms + 2000;
        p.cause = 21;
        break;
    }
    if (said.answer_after_ms) {
        p.decide_after_ms = *said.answer_after_ms;
        if (p.ring_after_ms > p.decide_after_ms) p.ring_after_ms = p.decide_after_ms;
    }
    p.talk_for_ms = said.talk_for_ms.value_or(0);
    p.tone_hz = said.tone_hz.value_or(0);
    return p;
}

}  // namespace zenix::lab
