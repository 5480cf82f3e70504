#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

// As little of SMPP as a bench needs; no code of the server's, so that it measures the server only.
namespace bench {

inline std::uint32_t word(const char* at) {
    std::uint32_t v = 0;
    for (int i = 0; i < 4; ++i) v = v << 8U | static_cast<unsigned char>(at[i]);
    return v;
}

inline void put_word(std::string& to, std::uint32_t v) {
    for (int shift = 24; shift >= 0; shift -= 8)
        to += static_cast<char>(v >> static_cast<unsigned>(shift) & 0xFFU);
}

inline void put_pdu(std::string& to, std::uint32_t id, std::uint32_t status, std::uint32_t sequence,
    std::string_view body) {
    put_word(to, static_cast<std::uint32_t>(16 + body.size()));
    put_word(to, id);
    put_word(to, status);
    put_word(to, sequence);
    to += body;
}

constexpr std::uint32_t response = 0x80000000;

// 84 characters, as in the figures this is compared with.
constexpr std::string_view words =
    "Dear customer, your EMI of Rs 5000 is due on 05 Dec. Pay today to avoid late charges.";

int respond(int argc, char** argv);
int feed(int argc, char** argv);
int post(int argc, char** argv);
int dial(std::uint16_t port);  ///< below 0: nobody listens
bool send_all(int fd, std::string& out);
void report(std::uint64_t yes, std::uint64_t no, double seconds, std::vector<double>& took_ms,
    std::uint64_t sent);
std::string option(int argc, char** argv, std::string_view name, const std::string& otherwise);

}  // namespace bench
