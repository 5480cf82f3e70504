#include "calls/recording/sealed_file.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>

namespace zenix::calls {
namespace {

constexpr std::string_view magic = "ZENIXREC";
constexpr std::uint32_t version = 1;

void put32(std::string& out, std::uint32_t v) {
    for (int i = 0; i < 4; ++i) out.push_back(static_cast<char>(v >> (8 * i) & 0xff));
}
std::uint32_t get32(std::string_view in, std::size_t at) {
    std::uint32_t v = 0;
    for (std::size_t i = 0; i < 4; ++i)
        v |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(in[at + i])) << (8 * i);
    return v;
}

std::array<std::uint8_t, 24> nonce_of(const std::array<std::uint8_t, 16>& file, std::uint64_t index) {
    std::array<std::uint8_t, 24> n{};
    std::ranges::copy(file, n.begin());
    for (std::size_t i = 0; i < 8; ++i) n[16 + i] = static_cast<std::uint8_t>(index >> (8 * i) & 0xff);
    return n;
}

const std::uint8_t* bytes(std::string_view s) { return reinterpret_cast<const std::uint8_t*>(s.data()); }

}  // namespace

std::string sealed_header::write() const {
    std::string out(magic);
    put32(out, version);
    put32(out, rate);
    put32(out, frame_bytes);
    put32(out, chunk_bytes);
    std::string m = month;
    m.resize(8, '\0');
    out += m;
    out.append(reinterpret_cast<const char*>(nonce.data()), nonce.size());
    out.resize(size, '\0');
    return out;
}

std::optional<sealed_header> sealed_header::read(std::string_view in) {
    if (in.size() < size || !in.starts_with(magic) || get32(in, 8) != version ||
        get32(in, 12) != rate || get32(in, 16) != frame_bytes || get32(in, 20) != chunk_bytes)
        return std::nullopt;
    sealed_header h;
    h.month = std::string(in.substr(24, 8).data(), strnlen(in.data() + 24, 8));
    std::memcpy(h.nonce.data(), in.data() + 32, h.nonce.size());
    return h;
}

sealed_header new_sealed_header(std::string month) {
    sealed_header h;
    h.month = std::move(month);
    randombytes_buf(h.nonce.data(), h.nonce.size());
    return h;
}

chunk_cipher::chunk_cipher(const sealed_header& header, const secret::master_key& key)
    : header_(header.write()), nonce_(header.nonce), key_(key.derive("recordings/" + header.month)) {}

std::string chunk_cipher::seal(std::uint64_t index, bool last, std::string_view plain) const {
    const auto nonce = nonce_of(nonce_, index);
    const auto extra = header_ + (last ? '\1' : '\0');
    std::string out(plain.size() + sealed_header::tag_bytes, '\0');
    unsigned long long written = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<std::uint8_t*>(out.data()), &written,
                                               bytes(plain), plain.size(), bytes(extra), extra.size(),
                                               nullptr, nonce.data(), key_.data());
    return out;
}

std::optional<std::string> chunk_cipher::open(std::uint64_t index, bool last,
                                              std::string_view sealed) const {
    if (sealed.size() < sealed_header::tag_bytes) return std::nullopt;
    const auto nonce = nonce_of(nonce_, index);
    const auto extra = header_ + (last ? '\1' : '\0');
    std::string out(sealed.size() - sealed_header::tag_bytes, '\0');
    unsigned long long written = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            reinterpret_cast<std::uint8_t*>(out.data()), &written, nullptr, bytes(sealed),
            sealed.size(), bytes(extra), extra.size(), nonce.data(), key_.data()) != 0)
        return std::nullopt;
    return out;
}

std::optional<sealed_layout> sealed_layout::of(std::uint64_t file_size) {
    if (file_size < sealed_header::size + sealed_header::tag_bytes) return std::nullopt;
    const auto body = file_size - sealed_header::size;
    const auto whole = body / sealed_header::sealed_chunk;
    const auto rest = body % sealed_header::sealed_chunk;
    if (rest == 0) return sealed_layout{whole, whole * sealed_header::chunk_bytes};
    if (rest < sealed_header::tag_bytes) return std::nullopt;
    return sealed_layout{whole + 1,
                         whole * sealed_header::chunk_bytes + rest - sealed_header::tag_bytes};
}

}  // namespace zenix::calls
