#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace zenix::lab {

/// How the wire of a box goes wrong; each answer obeys it. All default: it does not.
struct wire_faults {
    bool dead = false;   ///< nothing listens
    bool stall = false;  ///< takes the request and never answers
    int delay_ms = 0;    ///< before each answer
    std::optional<std::size_t> reset_after =
        std::nullopt;  ///< TCP reset after so many bytes of an answer
    int status = 0;    ///< every answer has this status, body `rubbish` or none
    std::optional<std::string> rubbish = std::nullopt;  ///< every answer's body instead of its own
    bool wrong_types = false;  ///< numbers as text, text as numbers, lists as objects
    std::size_t padding = 0;   ///< bytes of padding in a well-formed answer, up to 64 MB
    std::optional<std::string> wrong_serial = std::nullopt;  ///< `sn` of the answers

    bool operator==(const wire_faults&) const = default;
};

struct box_reply;
/// What the faults make of an answer that was right. What is no JSON object stays without padding
/// and wrong types.
void misbehave(const wire_faults& f, box_reply& r);

}  // namespace zenix::lab
