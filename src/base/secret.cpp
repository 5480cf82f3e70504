#include "base/secret.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace zenix::secret {

namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

void ready() {
    static const int started = sodium_init();
    if (started < 0) throw std::runtime_error("libsodium cannot start: no source of randomness");
}

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
    throw std::runtime_error(fmt::format("Master key {}: {}", file, why));
}

/// Makes the file whole or not at all: written beside it, then linked into place.
void make_key_file(const std::string& file) {
    ready();
    std::array<unsigned char, 32> key{};
    randombytes_buf(key.data(), key.size());
    const std::string fresh = fmt::format("{}.{}.new", file, ::getpid());
    const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        refuse(file, fmt::format("cannot be made ({}). Remedy: let this user write to its folder.",
                         std::strerror(errno)));
    const bool written =
        ::write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(fd) == 0;
    ::close(fd);
    sodium_memzero(key.data(), key.size());
    // link() refuses to replace a key that another process made meanwhile; then that one counts.
    const bool placed = written && (::link(fresh.c_str(), file.c_str()) == 0 || errno == EEXIST);
    const int why = errno;
    ::unlink(fresh.c_str());
    if (!placed) refuse(file, fmt::format("cannot be written ({}).", std::strerror(why)));
}

}  // namespace

std::string base64url(std::span<const std::uint8_t> data) {
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string out(sodium_base64_encoded_len(data.size(), variant), '\0');
    sodium_bin2base64(out.data(), out.size(), data.data(), data.size(), variant);
    out.pop_back();  // the terminating NUL
    return out;
}

std::string random_token(std::size_t count) {
    ready();
    std::vector<std::uint8_t> random(count);
    if (count > 0) randombytes_buf(random.data(), random.size());
    return base64url(random);
}

std::string sha256_hex(std::string_view data) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), bytes(data), data.size());
    std::string out(hash.size() * 2 + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), hash.data(), hash.size());
    out.pop_back();
    return out;
}

bool equal(std::string_view a, std::string_view b) {
    // Lengths are no secret; the bytes are.
    if (a.size() != b.size()) return false;
    return a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

master_key master_key::load(const std::string& file, bool create) {
    int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT && create) {
        make_key_file(file);
        fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    }
    if (fd < 0)
        refuse(
            file, fmt::format("cannot be read ({}). Remedy: bring back the file from its backup; "
                              "without it recordings and stored passwords stay sealed.",
                      std::strerror(errno)));
    struct stat about{};
    master_key out;
    std::array<unsigned char, 33> data{};
    const bool known = ::fstat(fd, &about) == 0;
    const ssize_t got = ::read(fd, data.data(), data.size());
    ::close(fd);
    if (!known || got != 32)
        refuse(file, "must hold exactly 32 bytes. Remedy: bring back the file from its backup.");
    if ((about.st_mode & 077) != 0)
        refuse(file, fmt::format("is open to others. Remedy: chmod 600 {}", file));
    std::memcpy(out.key_.data(), data.data(), out.key_.size());
    sodium_memzero(data.data(), data.size());
    return out;
}

master_key::key master_key::derive(std::string_view purpose) const {
    key out{};
    crypto_generichash(
        out.data(), out.size(), bytes(purpose), purpose.size(), key_.data(), key_.size());
    return out;
}

std::string master_key::seal(std::string_view purpose, std::string_view plain) const {
    ready();
    const key k = derive(purpose);
    std::vector<unsigned char> out(nonce_bytes + plain.size() + tag_bytes);
    randombytes_buf(out.data(), nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out.data() + nonce_bytes, nullptr, bytes(plain),
        plain.size(), nullptr, 0, nullptr, out.data(), k.data());
    return base64url(out);
}

std::optional<std::string> master_key::open(
    std::string_view purpose, std::string_view sealed) const {
    if (sealed.empty()) return std::nullopt;
    std::vector<unsigned char> in(sealed.size());
    std::size_t size = 0;
    if (sodium_base642bin(in.data(), in.size(), sealed.data(), sealed.size(), nullptr, &size,
            nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return std::nullopt;
    if (size < nonce_bytes + tag_bytes) return std::nullopt;
    const key k = derive(purpose);
    std::string plain(size - nonce_bytes - tag_bytes, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(plain.data()),
            nullptr, nullptr, in.data() + nonce_bytes, size - nonce_bytes, nullptr, 0, in.data(),
            k.data()) != 0)
        return std::nullopt;
    return plain;
}

}  // namespace zenix::secret
